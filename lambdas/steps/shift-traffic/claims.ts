import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CLAIMED_EPOCH_METRIC, METRIC_NAMESPACE, namesOf } from '../../../lib/domain/names';
import { type KnownClaim, settlementFrom, settlementName } from '../../../lib/domain/settlement';
import type { InputOf } from '../../../lib/domain/step';
import { publicNames } from '../../../lib/domain/traffic';
import { type Claim, claimTable } from '../../edge/claim-table';
import type { Sends } from '../../edge/clients';
import type { ZoneDns } from '../../edge/dns';
import type { Log } from '../../edge/log';
import { reading } from '../../edge/reading';
import { sayUnread } from '../../edge/say-unread';
import type { SeenSignals } from './seen';
import type { shiftTraffic } from './step';

type Input = InputOf<typeof shiftTraffic>;

export interface ClaimClients {
  /** DynamoDB of a Region. */
  readonly dynamoIn: (region: string) => Sends;
  /** CloudWatch of this Region. */
  readonly cloudwatch: Sends;
  readonly dns: ZoneDns;
}

/** The claim item of this Region: users follow a write here, and no call of Route 53. */
export const claims = ({ dynamoIn, cloudwatch, dns }: ClaimClients, log: Log) => {
  const tableIn = (region: string, { plan }: Input) =>
    claimTable(dynamoIn(region), { plan: plan.name, names: namesOf(plan, region) });
  const sayOf =
    ({ run, epoch }: Input): Log =>
    (line) =>
      log({ step: 'ShiftTraffic', ...line, runId: run.id, epoch });
  return {
    read: (input: Input): Promise<Claim | undefined> => tableIn(input.region, input).read(),

    /**
     * What decides whether the claim moves users: what the records were settled for, and what others claim. A lost
     * Region is waited for too: users follow already.
     */
    async look(input: Input): Promise<SeenSignals> {
      const others = input.plan.regions.filter((region) => region !== input.region);
      const [settlement, known] = await Promise.all([
        settlementAnswered(dns, input),
        Promise.all(others.map((region) => knownClaim({ region, say: sayOf(input) }, tableIn(region, input).read()))),
      ]);
      return { strategy: 'health-signal', settlement, claims: known };
    },

    /**
     * Losing to a higher claim is no error: the next look sees it and refuses. The metric is what the remembering
     * checks follow; the watch writes it each minute, so one that cannot be written now only comes later.
     */
    async perform(epoch: number, input: Input): Promise<void> {
      await tableIn(input.region, input).claim({ epoch, runId: input.run.id, at: input.now });
      const metric = {
        MetricName: CLAIMED_EPOCH_METRIC,
        Dimensions: [{ Name: 'Plan', Value: input.plan.name }],
        Value: epoch,
      };
      const written = await reading(
        'cloudwatch:PutMetricData',
        cloudwatch.send(new PutMetricDataCommand({ Namespace: METRIC_NAMESPACE, MetricData: [metric] })),
      );
      if (written.outcome !== 'read') {
        sayOf(input)({ kind: 'metric-missing', because: written.because });
      }
    },
  };
};

/** Another Region may be gone, and then its claim is not known. */
async function knownClaim(
  { region, say }: { readonly region: string; readonly say: Log },
  claim: Promise<Claim | undefined>,
): Promise<KnownClaim> {
  const read = sayUnread(say, await reading(`dynamodb:GetItem in ${region}`, claim));
  return { region, epoch: read.outcome === 'read' ? (read.value?.epoch ?? 0) : undefined };
}

async function settlementAnswered(dns: ZoneDns, { plan }: Input): Promise<SeenSignals['settlement']> {
  const [answer] = await dns.texts(publicNames(plan).slice(0, 1).map(settlementName));
  return answer?.outcome === 'answered' && answer.values.length === 1
    ? settlementFrom(answer.values[0] ?? '')
    : undefined;
}
