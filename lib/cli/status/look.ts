import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { RDSClient } from '@aws-sdk/client-rds';
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  type GetExecutionHistoryCommandOutput,
  type HistoryEvent,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { approvalTable } from '../../../lambdas/edge/approval-table';
import { automationTable } from '../../../lambdas/edge/automation-table';
import { claimTable } from '../../../lambdas/edge/claim-table';
import { evidenceTable } from '../../../lambdas/edge/evidence-table';
import { lockTable } from '../../../lambdas/edge/lock-table';
import { writersOf } from '../../../lambdas/edge/writers';
import type { Lock } from '../../domain/lock';
import { namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import { runNameOf } from '../../domain/run-name';
import { oneLine } from '../../domain/text';
import { isTouchName } from '../../domain/touch';
import { notesOn } from '../../report/region-notes';
import type { SeenPlan, SeenRegion, SeenRun } from '../../report/status';
import { explained } from '../aws/explain';
import type { Session } from '../aws/session';
import { seenItems } from './notes';

/** Everything of a plan that a person may see from outside, in every Region that can be reached. */
export async function seenPlan(session: Session, plan: Plan, asked: readonly string[]): Promise<SeenPlan> {
  const writers = await seenWriters(session, plan);
  const places = Object.values(writers);
  const hasWriters = (region: string) => places.length > 0 && places.every((place) => place === region);
  const regions = await Promise.all(
    asked.map((region) => seenRegion(session, plan, { region, hasWriter: hasWriters(region) })),
  );
  return { plan, regions, writers };
}

/** What AWS or the network made impossible, in a sentence. @throws what is a fault of this program */
function becauseOf(error: unknown): string {
  const because = explained(error);
  if (because === undefined) throw error;
  return because;
}

/** RDS tells the same in every Region: the first that answers is enough, and nobody waits for one that is dark. */
async function seenWriters(session: Session, plan: Plan): Promise<SeenPlan['writers']> {
  const asked = plan.regions.map((region) => writersOf(new RDSClient(session.settings(region)), plan));
  try {
    const writers = await Promise.any(asked);
    return Object.fromEntries(writers.map((writer) => [writer.globalCluster, writer.region]));
  } catch (error) {
    for (const one of (error as AggregateError).errors) becauseOf(one);
    return Object.fromEntries(plan.databases.map(({ globalCluster }) => [globalCluster, undefined]));
  }
}

async function seenRegion(
  session: Session,
  plan: Plan,
  { region, hasWriter }: { readonly region: string; readonly hasWriter: boolean },
): Promise<SeenRegion> {
  const dynamo = new DynamoDBClient(session.settings(region));
  const item = { plan: plan.name, names: namesOf(plan, region) };
  try {
    const [lock, claim, automation, items] = await Promise.all([
      lockTable(dynamo, item).read(),
      claimTable(dynamo, item).read(),
      automationTable(dynamo, item).read(),
      seenItems({ dynamo, plan, region, hasWriter }),
    ]);
    const run = lock && (await seenRun(session, plan, { runId: newestRun(lock), lock }));
    return {
      region,
      outcome: 'read',
      lock,
      claimedEpoch: claim?.epoch ?? 0,
      automation,
      notes: notesOn(items),
      ...(run && { run }),
    };
  } catch (error) {
    return { region, outcome: 'unreachable', because: becauseOf(error) };
  }
}

/** Who holds the lock, or held it last; a run that moves users is remembered apart. */
function newestRun({ state, owner, since, lastRun }: Lock): string {
  if (state !== 'free' || !lastRun) return owner;
  return Date.parse(lastRun.endedAt) >= Date.parse(since) ? lastRun.id : owner;
}

/** In the Region of the run itself: a planned run holds the lock of other Regions too. */
async function seenRun(
  session: Session,
  plan: Plan,
  { runId, lock }: { readonly runId: string; readonly lock: Lock },
): Promise<SeenRun> {
  const { verb: named = 'failover', region = '' } = runNameOf(runId);
  const verb = lock.owner === runId ? lock.verb : named;
  if (!plan.regions.includes(region)) return { id: runId, verb, status: 'unknown' };
  const settings = session.settings(region);
  const dynamo = new DynamoDBClient(settings);
  const names = namesOf(plan, region);
  try {
    const [status, progress, records, approval] = await Promise.all([
      statusOfRun(new SFNClient(settings), runId),
      progressOf(new SFNClient(settings), runId),
      evidenceTable(dynamo, names).read(runId),
      approvalTable(dynamo, { plan: plan.name, names }).read(runId),
    ]);
    const because = progress.because ?? records.at(-1)?.because;
    return { id: runId, verb, status, state: progress.state, because, records, approval };
  } catch (error) {
    return { id: runId, verb, status: 'unknown', because: becauseOf(error) };
  }
}

async function statusOfRun(states: SFNClient, executionArn: string): Promise<string> {
  const found: DescribeExecutionCommandOutput = await states.send(new DescribeExecutionCommand({ executionArn }));
  return found.status ?? 'unknown';
}

/**
 * The last events hold the state that it is in and what the one before has come to, behind up to eight touches of five
 * events each.
 */
const EVENTS_READ = 100;

interface Progress {
  readonly state?: string | undefined;
  readonly because?: string | undefined;
}

async function progressOf(states: SFNClient, executionArn: string): Promise<Progress> {
  const history: GetExecutionHistoryCommandOutput = await states.send(
    new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: EVENTS_READ }),
  );
  const events = history.events ?? [];
  const entered = events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
  return { state: entered.find((name) => !isTouchName(name)), because: newestSentence(events) };
}

/** A task leaves the whole document behind, and in it what its step said last. */
function newestSentence(events: readonly HistoryEvent[]): string | undefined {
  for (const { type, stateExitedEventDetails: exited } of events) {
    if (type !== 'TaskStateExited' || !exited?.name) continue;
    const key = exited.name.charAt(0).toLowerCase() + exited.name.slice(1);
    const because = becauseIn(exited.output, key);
    if (because) return oneLine(because, 600);
  }
  return undefined;
}

function becauseIn(output: string | undefined, key: string): string | undefined {
  try {
    const document = JSON.parse(output ?? '{}');
    return typeof document?.[key]?.because === 'string' ? document[key].because : undefined;
  } catch {
    return undefined;
  }
}
