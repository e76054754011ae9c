import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { isoAt, systemClock } from '../../../lambdas/edge/clock';
import { verifiedEvidence } from '../../domain/evidence-verified';
import { namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import { oneLine } from '../../domain/text';
import type { RunEvent } from '../../report/run-picture';
import { reportOfRemains } from '../../report/run-report/archive/data';
import type { RunReportData } from '../../report/run-report/data';
import { layoutsFor } from '../../workflow/layout';
import type { Session } from '../aws/session';
import { keptOfRun } from '../evidence/kept';
import { follow } from '../watch/follow';
import { feltByProbes, lagsMeasured, type MeasuredRun } from './measured';

export interface AskedReport {
  readonly plan: Plan;
  readonly region: string;
  /** Execution ARN. */
  readonly run: string;
}

export interface FoundReport {
  /** @default nobody knows such a run */
  readonly data?: RunReportData;
  /** What is wrong with its evidence; empty when all of it is as it was written. */
  readonly problems: readonly string[];
}

/** The report of a run from all that AWS still has of it: evidence, history, metrics. What is denied is left out. */
export async function reportFromAws(session: Session, { plan, region, run }: AskedReport): Promise<FoundReport> {
  const settings = session.settings(region);
  const clients = { s3: new S3Client(settings), dynamo: new DynamoDBClient(settings) };
  const kept = await keptOfRun(clients, { plan, region, runId: run, now: isoAt(systemClock.now()) });
  const { records, document, problems, isUnknown } = verifiedEvidence(kept);
  if (isUnknown) return { problems };
  const layouts = layoutsFor(document?.plan ?? plan);
  const isArchived = kept.versions.length > 0;
  const remains = {
    ...{ run, records, document, layouts },
    location: isArchived ? `s3://${namesOf(plan, region).evidenceBucket}/${kept.key}` : undefined,
    problem: problems[0],
    events: await eventsOf(new SFNClient(settings), run),
  };
  const { picture } = reportOfRemains(remains);
  const now = systemClock.now();
  const around = { plan, region, beganAt: picture.beganAt ?? now, endedAt: picture.endedAt ?? now, now };
  const measured = await measuredAround(new CloudWatchClient(settings), around);
  return { data: reportOfRemains({ ...remains, ...measured }), problems };
}

/** Step Functions forgets an execution after 90 days; what its records hold is shown then. */
const eventsOf = (states: SFNClient, run: string): Promise<readonly RunEvent[] | undefined> =>
  follow(states, run)
    .look()
    .then(
      (events) => (events.length > 0 ? events : undefined),
      () => undefined,
    );

/** A picture less is no reason to show none of the run. */
async function measuredAround(cloudwatch: CloudWatchClient, run: MeasuredRun) {
  const missing: string[] = [];
  const orMissing = <Result>(what: string, work: Promise<Result>): Promise<Result | undefined> =>
    work.catch((error: unknown) => {
      missing.push(`${what}: CloudWatch could not be asked (${oneLine(String(error), 300)}).`);
      return undefined;
    });
  const [felt, lags] = await Promise.all([
    orMissing('What probes felt', feltByProbes(cloudwatch, run)),
    orMissing('Replication lag around the run', lagsMeasured(cloudwatch, run)),
  ]);
  return {
    felt,
    ...(lags?.some(({ points }) => points.length > 0) && { lags }),
    missing,
  };
}
