import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { workingCalls } from '../../../lib/domain/calls';
import { CURRENT_MANIFEST_KEY, METRIC_NAMESPACE, UNREADY_METRIC } from '../../../lib/domain/names';
import type { Readiness } from '../../../lib/domain/readiness';
import { signedManifest } from '../../../lib/domain/release';
import type { InputOf } from '../../../lib/domain/step';
import type { Sends } from '../../edge/clients';
import type { Log } from '../../edge/log';
import { readinessTable } from '../../edge/readiness-table';
import { reading } from '../../edge/reading';
import { readObject } from '../../edge/release-bucket';
import { sayUnread } from '../../edge/say-unread';
import { writersOf } from '../../edge/writers';
import type { Report, Seen } from './decide';
import { reportReadiness } from './step';

type Input = InputOf<typeof reportReadiness>;

/** Clients of this Region. */
export interface ReportClients {
  readonly dynamo: Sends;
  readonly cloudwatch: Sends;
  readonly s3: Sends;
  readonly rds: Sends;
}

/** What a failover would deploy and replace is read where it can be: the report itself never waits for it. */
export function reporting({ dynamo, cloudwatch, s3, rds }: ReportClients, log: Log) {
  const tableOf = ({ plan, names }: Input) => readinessTable(dynamo, { plan: plan.name, names });
  return {
    async look(input: Input): Promise<Seen> {
      const say: Log = (line) => log({ step: reportReadiness.name, ...line, runId: input.run.id });
      const [written, release, activeRegion] = await Promise.all([
        tableOf(input).read(),
        stagedHere({ s3, say }, input),
        activeRegionOf({ rds, say }, input),
      ]);
      const { plan, region, names } = input;
      const calls = workingCalls({ plan, region, names, ...(release && { release }) });
      return { written, release, activeRegion, calls };
    },
    /** The metric first: an item that is there says that the alarm was told. */
    async perform({ readiness }: Report, input: Input): Promise<void> {
      await cloudwatch.send(
        new PutMetricDataCommand({
          Namespace: METRIC_NAMESPACE,
          MetricData: [
            {
              MetricName: UNREADY_METRIC,
              Dimensions: [{ Name: 'Plan', Value: input.plan.name }],
              Value: readiness.problems.length,
            },
          ],
        }),
      );
      await tableOf(input).write(readiness);
    },
  };
}

async function stagedHere(
  { s3, say }: Pick<ReportClients, 's3'> & { readonly say: Log },
  { plan, names }: Input,
): Promise<Readiness['release']> {
  const object = { Bucket: names.releaseBucket, Key: CURRENT_MANIFEST_KEY };
  const read = sayUnread(say, await reading('s3:GetObject', readObject(s3, object)));
  const text = read.outcome === 'read' ? read.value.content?.text : undefined;
  const signed = text === undefined ? undefined : signedManifest(text, plan);
  if (!signed || 'problems' in signed) return undefined;
  const { release, stacks } = signed.manifest;
  return { id: release, stacks: stacks.map(({ name, template }) => ({ name, templateKey: template.key })) };
}

/** The one other Region that every writer is in. */
async function activeRegionOf(
  { rds, say }: Pick<ReportClients, 'rds'> & { readonly say: Log },
  { plan, region }: Input,
): Promise<string | undefined> {
  const writers = sayUnread(say, await reading('rds:DescribeGlobalClusters', writersOf(rds, plan)));
  const regions = writers.outcome === 'read' ? [...new Set(writers.value.map((writer) => writer.region))] : [];
  const [only] = regions;
  return regions.length === 1 && only !== region ? only : undefined;
}
