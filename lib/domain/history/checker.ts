import type { HistoryLine } from '../history-line';
import { FENCED_OPERATIONS, LAST_COPY_OPERATIONS } from './operations';
import { canariesComeBeforeTraffic, nothingIsTakenBack, oneEpochPromotesOnce, trafficMovesLast } from './order';
import { epochsOnlyGrow, everyChangeIsGuarded, oneEpochHasOneOwner } from './ownership';
import { everyVerbKeepsToItsOwn, noDrillTouchesLiveStacks, nothingBesideThePlan, theLastCopyStays } from './reach';
import { type HistoryContext, NOTHING, type Rule, type RunName, runNameOf, shortNameOf } from './rule';

/** Judges a history while it is made. */
export interface HistoryChecker {
  /** @returns the promises that this line breaks, each with its number; empty for most */
  add(line: HistoryLine): readonly string[];
  /** Told once a run has ended. @param ending the machine's last state @returns what that ending must not follow */
  ended(runId: string, ending: string): readonly string[];
  /** How many calls of runs changed database, stacks, records or what a fence stops, or tried to. */
  readonly changes: number;
  /** How many runs any line was of. */
  readonly runs: number;
}

const RULES: readonly Rule[] = [
  oneEpochHasOneOwner,
  epochsOnlyGrow,
  everyChangeIsGuarded,
  oneEpochPromotesOnce,
  trafficMovesLast,
  canariesComeBeforeTraffic,
  nothingIsTakenBack,
  everyVerbKeepsToItsOwn,
  noDrillTouchesLiveStacks,
  nothingBesideThePlan,
  theLastCopyStays,
];
const FENCED: ReadonlySet<string> = new Set(FENCED_OPERATIONS);
/** Beside what a run does to claim, the only calls that any rule looks at: most lines of a history are none of them. */
const JUDGED: ReadonlySet<string> = new Set([...FENCED_OPERATIONS, ...LAST_COPY_OPERATIONS, 'UpdateItem']);

/** A checker of one history, line after line. What it keeps grows with runs and resources, not with lines. */
export function historyChecker(context: HistoryContext = {}): HistoryChecker {
  const judges = RULES.map((rule) => rule(context));
  const runs = new Map<string, RunName>();
  const changed = new Map<string, string>();
  let index = 0;
  let changes = 0;
  return {
    add(line) {
      const at = index++;
      const { runId, operation, ok, step } = line;
      if (runId === null) return NOTHING;
      const run = runs.get(runId) ?? runNameOf(runId);
      runs.set(runId, run);
      if (!JUDGED.has(operation) && step !== 'ShiftTraffic') return NOTHING;
      const isFenced = FENCED.has(operation);
      if (isFenced) changes += 1;
      if (isFenced && ok) changed.set(runId, `${step} called ${operation}`);
      const seen = { ...line, runId, index: at, run, isFenced, hand: `${runId} ${step}` };
      return judges.flatMap((judge) => judge(seen));
    },
    ended(runId, ending) {
      const change = changed.get(runId);
      if (ending !== 'Refused' || change === undefined) return NOTHING;
      return [`I-07: ${shortNameOf(runId)} ended Refused, and ${change}`];
    },
    get changes() {
      return changes;
    },
    get runs() {
      return runs.size;
    },
  };
}

/** What is known of a history that is over. */
export interface WholeContext extends HistoryContext {
  /** Last state of each run, by its execution ARN. @default unknown */
  readonly endings?: Readonly<Record<string, string>>;
}

/** Every promise that a history breaks, in its order; empty is the only good value. */
export function violationsIn(
  history: readonly HistoryLine[],
  { endings = {}, ...context }: WholeContext = {},
): string[] {
  const checker = historyChecker(context);
  return [
    ...history.flatMap((line) => checker.add(line)),
    ...Object.entries(endings).flatMap(([runId, ending]) => checker.ended(runId, ending)),
  ];
}
