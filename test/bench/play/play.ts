import { namesOf } from '../../../lib/domain/names';
import { VERBS, type Verb } from '../../../lib/domain/verbs';
import type { Span } from '../../../lib/rehearsal/aws/durations';
import { RETRY_SCHEDULED } from '../../../lib/rehearsal/machine/history';
import { type Chance, chanceFrom } from '../../../lib/rehearsal/world/chance';
import type { Prepared } from '../../simulation/prepare';
import type { RunRecord } from '../../simulation/run-record';
import { type Outcome, simulate } from '../../simulation/simulation';
import { type Spent, whereItGoes, wholeOf } from '../critical-path/added';
import { criticalPath, type Work, type Worked } from '../critical-path/critical-path';
import { lengthOf } from '../critical-path/intervals';
import { type Onlooker, onlooker } from '../critical-path/onlooker';
import { COURSES, type CourseName } from './courses';
import { timesFrom } from './times';
import type { Habit } from './usual-machine';
import { usualPrepared } from './usual-prepared';

/** One world that is played. */
export interface Job {
  readonly story: CourseName;
  readonly seed: number;
  /** Of public samples, that the failover's machine has here. */
  readonly habits: readonly Habit[];
}

/** One run of a verb that did what it is for. */
export interface MeasuredRun {
  readonly verb: Verb;
  readonly milliseconds: number;
  readonly criticalMilliseconds: number;
  /** From its start until its first promotion was sent; of a run that promotes nothing there is none. */
  readonly untilPromotionMilliseconds?: number;
  readonly works: Readonly<Partial<Record<Work, number>>>;
  readonly spent: readonly Spent[];
  readonly transitions: number;
  readonly events: number;
  readonly calls: number;
  readonly steps: readonly MeasuredStep[];
}

export interface MeasuredStep {
  readonly state: string;
  readonly invocations: number;
  /** From its first look until it was done. */
  readonly milliseconds: number;
}

export interface Measured {
  readonly runs: readonly MeasuredRun[];
  /** When the public name led to the new writer; of a story without an outage there is none. */
  readonly served?: Served;
  /** Calls that AWS turned away because there were too many. */
  readonly throttled: number;
}

/** How long it took until users were served again. */
export interface Served {
  readonly fromOutageMilliseconds: number;
  readonly fromStartMilliseconds: number;
}

/** How each verb's run ends that did what it is for. */
const WELL: Readonly<Record<Verb, string>> = {
  failover: 'Serving',
  switchover: 'Serving',
  drill: 'Passed',
  prewarm: 'Warm',
  check: 'Passed',
  settle: 'Settled',
  'stand-down': 'StoodDown',
  retire: 'Retired',
};

/** Between two looks, as public samples wait: 15 s for a database, 30 s for stacks, 60 s before anything. */
const USUAL_SECONDS = { least: 15, most: 60 };

/** Plays a story with drawn times. @throws Error when a promise is broken in it: its times would say nothing */
export async function measure(prepared: Prepared, { story, seed, habits }: Job): Promise<Measured> {
  const beside = onlooker(chanceFrom(seed), COURSES[story]);
  const outcome = await simulate({
    prepared:
      habits.length === 0
        ? prepared
        : usualPrepared(prepared, { habits, pauseSeconds: usualPause(chanceFrom(seed + 1)) }),
    ...{ seed, faults: [], times: timesFrom(seed), story: beside.story },
  });
  if (outcome.violations.length > 0) throw new Error(`${story}, seed ${seed}: ${outcome.violations.join('; ')}`);
  const worked = workedIn(outcome, beside, prepared);
  const { outageAt, servedAt } = beside;
  const startedAt = worked.find(({ verb }) => verb === 'failover')?.run.startedAt;
  const isServed = outageAt !== undefined && servedAt !== undefined && startedAt !== undefined;
  return {
    runs: worked.map(measured),
    ...(isServed && {
      served: { fromOutageMilliseconds: servedAt - outageAt, fromStartMilliseconds: servedAt - startedAt },
    }),
    throttled: outcome.throttled.length,
  };
}

/** The same pause for a step each time, drawn once. */
export function usualPause(chance: Chance): (step: string) => number {
  const { least, most } = USUAL_SECONDS;
  const drawn = new Map<string, number>();
  return (step) => {
    const seconds = drawn.get(step) ?? least + Math.floor(chance() * (most - least + 1));
    drawn.set(step, seconds);
    return seconds;
  };
}

/** The first run of each verb that did what it is for. */
const workedIn = ({ runs, spans }: Outcome, { outageAt, stacks }: Onlooker, { plan }: Prepared): readonly Worked[] =>
  VERBS.flatMap((verb) => {
    const run = runs.find((one) => one.verb === verb && one.ending === WELL[verb]);
    if (!run) return [];
    if (verb !== 'failover' || outageAt === undefined) return [{ verb, run, spans, stacks }];
    const alarmedAt = toldAt(spans, namesOf(plan, run.region).alarm, run);
    return [{ verb, run, spans, stacks, outageAt, ...(alarmedAt !== undefined && { alarmedAt }) }];
  });

/** When the event of an alarm was handed over that a run has followed. */
function toldAt(spans: readonly Span[], alarm: string, { region, startedAt }: RunRecord): number | undefined {
  const here = spans.filter((span) => span.region === region && span.to <= startedAt);
  const raised = here.findLast(({ kind, subject }) => kind === 'alarm' && subject === alarm);
  return raised && here.findLast(({ kind, from }) => kind === 'event' && from === raised.to)?.to;
}

function measured(worked: Worked): MeasuredRun {
  const { verb, run } = worked;
  const path = criticalPath(worked);
  const names = run.history.map(({ type }) => type);
  const promotedAt = worked.spans.find(({ kind, from }) => kind === 'promotion' && from >= run.startedAt)?.from;
  return {
    verb,
    milliseconds: lengthOf(wholeOf(worked)),
    criticalMilliseconds: path.milliseconds,
    ...(path.works.promotion !== undefined &&
      promotedAt !== undefined && { untilPromotionMilliseconds: promotedAt - run.startedAt }),
    works: path.works,
    spent: whereItGoes(worked, path),
    transitions: names.filter((name) => name.endsWith('StateEntered')).length,
    events: names.filter((name) => name !== RETRY_SCHEDULED).length,
    calls: run.steps.reduce((sum, { doings }) => sum + doings.filter(({ kind }) => kind === 'call').length, 0),
    steps: run.steps.map((step) => stepOf(step, run)),
  };
}

const stepOf = (
  { state, invocations, enteredAt, doneAt }: RunRecord['steps'][number],
  { endedAt = enteredAt }: RunRecord,
): MeasuredStep => ({ state, invocations, milliseconds: (doneAt ?? endedAt) - enteredAt });
