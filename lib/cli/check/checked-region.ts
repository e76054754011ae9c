import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { readinessTable } from '../../../lambdas/edge/readiness-table';
import { timingTable } from '../../../lambdas/edge/timing-table';
import { deadProblems, failoverCalls, notChosen } from '../../domain/calls';
import { sha256Of } from '../../domain/canonical-json';
import { criticalPath, expectedSeconds, TELLING_VERBS, type Timings } from '../../domain/expected-seconds';
import { namesOf } from '../../domain/names';
import { type Readiness, staleness } from '../../domain/readiness';
import { oneLine } from '../../domain/text';
import type { CheckedRegion } from '../../report/check';
import { arrowsOf } from '../../workflow/drawing';
import { failover } from '../../workflow/failover';
import { stepsOf } from '../../workflow/grammar';
import { neededBy } from '../../workflow/needed';
import { explained } from '../aws/explain';
import type { Session } from '../aws/session';
import { runCheck, type ToCheck } from './run-check';

export interface Asked extends ToCheck {
  /** The Region that serves the users. @default nobody could say */
  readonly active: string | undefined;
  /** Nothing is started: what the last check has found is shown. */
  readonly isLast: boolean;
}

/** Checks one Region. One that cannot be asked is not ready: that keeps no other from being checked. */
export async function checkedRegion(session: Pick<Session, 'settings'>, asked: Asked): Promise<CheckedRegion> {
  const found = await foundIn(session, asked).catch((error: unknown) => ({
    readiness: undefined,
    problems: [`not checked: ${explained(error) ?? oneLine(String(error), 300)}`],
  }));
  const timings = await timingsOf(session, asked).catch(() => ({}));
  return checkedFrom(asked, { ...found, timings });
}

interface Found {
  /** @default there is no result */
  readonly readiness: Readiness | undefined;
  /** Why the result says nothing, or not enough. */
  readonly problems: readonly string[];
}

async function foundIn(session: Pick<Session, 'settings'>, asked: Asked): Promise<Found> {
  const { plan, region } = asked;
  const table = readinessTable(dynamoIn(session, region), { plan: plan.name, names: namesOf(plan, region) });
  if (asked.isLast) {
    const readiness = await table.read();
    if (!readiness) return { readiness, problems: ['this Region was never checked: start a check without --last'] };
    const stale = staleness(readiness, new Date().toISOString());
    return { readiness, problems: stale === undefined ? [] : [stale] };
  }
  const ended = await runCheck(session, asked);
  const readiness = await table.read();
  if (readiness?.runId === ended.runId) return { readiness, problems: [] };
  const problem = `the check ${ended.runId} left no result (${ended.status}): look at it in Step Functions`;
  return { readiness: undefined, problems: [problem] };
}

const dynamoIn = (session: Pick<Session, 'settings'>, region: string) => new DynamoDBClient(session.settings(region));

async function timingsOf(session: Pick<Session, 'settings'>, { plan, region }: ToCheck): Promise<Timings> {
  const table = timingTable(dynamoIn(session, region), { plan: plan.name, names: namesOf(plan, region) });
  return Object.fromEntries(
    await Promise.all(TELLING_VERBS.map(async (verb) => [verb, await table.read(verb)] as const)),
  );
}

/** What was found, with all that follows from the plan and the release: calls, times and the self-audit. */
export function checkedFrom(
  { plan, region, active }: Omit<Asked, 'isLast'>,
  { readiness, problems: own, timings }: Found & { readonly timings: Timings },
): CheckedRegion {
  const workflow = neededBy(plan, failover);
  const steps = stepsOf(workflow);
  const release = readiness?.release;
  const place = { plan, region, names: namesOf(plan, region), ...(release && { release }) };
  // Where no check has ended nobody knows what is there to be called.
  const calls = readiness ? failoverCalls(place, steps) : [];
  const expected = expectedSeconds(
    steps.map(({ name }) => name),
    timings,
  );
  const dead = { activeRegion: readiness?.activeRegion, here: region };
  const found = [...planProblems(readiness, plan), ...(readiness?.problems ?? [])];
  // The check there has said the same, unless its control plane is an older one, or knows another plan.
  const problems = [...new Set([...own, ...found, ...deadProblems(notChosen(calls), dead)])];
  return {
    region,
    ready: readiness !== undefined && problems.length === 0,
    // The writers say it too, where they could be read: a claim is written before they move, or after.
    isActive: region === active && readiness?.activeRegion === undefined,
    problems,
    calls: withoutDoubles(calls.map(({ rights: _, ...call }) => call)),
    expected,
    path: criticalPath(arrowsOf(workflow), expected),
    selfAudit: deadProblems(calls, dead),
    ...(readiness && { checkedAt: readiness.at }),
  };
}

/** The calls are those of the plan at hand; where another one is deployed, they are not what would happen. */
const planProblems = (readiness: Readiness | undefined, plan: ToCheck['plan']): string[] =>
  readiness === undefined || readiness.planSha256 === sha256Of(plan)
    ? []
    : ['another plan is deployed there: the calls and times told here are those of the plan at hand'];

/** The items of the table differ by their keys alone, which no call names. */
const withoutDoubles = (calls: CheckedRegion['calls']): CheckedRegion['calls'] => [
  ...new Map(calls.map((call) => [JSON.stringify(call), call])).values(),
];
