import { type ExecutionListItem, ListExecutionsCommand, type ListExecutionsCommandOutput } from '@aws-sdk/client-sfn';
import type { Sends } from '../../../lambdas/edge/clients';
import { isoAt } from '../../../lambdas/edge/clock';
import { namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import { standingOfVerb, VERBS, type Verb } from '../../domain/verbs';
import { explained } from '../aws/explain';
import type { NamedRun } from '../live/named-run';

/** A run, as Step Functions lists it. */
export interface ListedRun extends NamedRun {
  /** In Step Functions' words. */
  readonly status: string;
  /** Milliseconds since 1970. */
  readonly beganAt: number;
}

export interface ListedRuns {
  /** The newest first. */
  readonly runs: readonly ListedRun[];
  /** Why a Region could not be asked, a sentence each. */
  readonly unread: readonly string[];
}

/** Of each verb and Region; more only makes a longer list. */
const RUNS_EACH_MAX = 3;

/** The newest runs of every verb in every Region that answers. */
export async function listedRuns(statesIn: (region: string) => Sends, plan: Plan): Promise<ListedRuns> {
  const each = await Promise.all(plan.regions.map((region) => runsIn(statesIn(region), plan, region)));
  const runs = each.flatMap((one) => one.runs).sort((a, b) => b.beganAt - a.beganAt);
  return { runs, unread: each.flatMap(({ unread }) => unread) };
}

async function runsIn(states: Sends, plan: Plan, region: string): Promise<ListedRuns> {
  const list = async (verb: Verb): Promise<ListedRun[]> => {
    const stateMachineArn = namesOf(plan, region).machineArn(verb);
    const { executions = [] }: ListExecutionsCommandOutput = await states.send(
      new ListExecutionsCommand({ stateMachineArn, maxResults: RUNS_EACH_MAX }),
    );
    return executions.map((execution) => listed(execution, { verb, region }));
  };
  try {
    return { runs: (await Promise.all(VERBS.map(list))).flat(), unread: [] };
  } catch (error) {
    const because = explained(error);
    if (because === undefined) throw error;
    return { runs: [], unread: [`${region} cannot be asked for its runs: ${because}`] };
  }
}

const listed = (
  { executionArn: run = '', status = 'RUNNING', startDate }: ExecutionListItem,
  named: Omit<NamedRun, 'run'>,
): ListedRun => ({ run, ...named, status, beganAt: startDate?.getTime() ?? 0 });

/** The run to watch where none was named: one that moves users before any other, the oldest because others join it. */
export function openRun(runs: readonly ListedRun[]): ListedRun | undefined {
  const open = runs.filter(({ status }) => status === 'RUNNING');
  return open.findLast(({ verb }) => standingOfVerb(verb).movesUsers) ?? open.at(-1);
}

/** A screen holds as many. */
const LISTED_MAX = 10;

/** The newest runs as lines, where none is open as far as anybody could ask. */
export function listLines({ runs, unread }: ListedRuns): string[] {
  const none = unread.length > 0 ? 'no run is open in the Regions that answer' : 'no run is open';
  if (runs.length === 0) return [`${none}, and none is remembered`];
  const lines = runs
    .slice(0, LISTED_MAX)
    .map(({ run, verb, status, beganAt }) => `  ${isoAt(beganAt)}  ${verb.padEnd(10)}  ${status.padEnd(9)}  ${run}`);
  return [`${none}; the newest are:`, ...lines];
}
