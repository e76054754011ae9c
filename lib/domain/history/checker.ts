import type { HistoryLine } from '../history-line';
import { type RunName, runNameOf } from '../run-name';
import { FENCED_OPERATIONS, LAST_COPY_OPERATIONS, WATCH_MAY_CALL } from './operations';
import {
  canariesComeBeforeTraffic,
  nothingIsTakenBack,
  oneEpochPromotesOnce,
  trafficMovesLast,
  whatServesStays,
} from './order';
import { epochsOnlyGrow, everyChangeIsGuarded, oneEpochHasOneOwner } from './ownership';
import { everyVerbKeepsToItsOwn, noDrillTouchesLiveStacks, nothingBesideThePlan, theLastCopyStays } from './reach';
import { HANDS, type HistoryContext, isClaim, NOTHING, type Rule, shortNameOf } from './rule';

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
  whatServesStays,
  everyVerbKeepsToItsOwn,
  noDrillTouchesLiveStacks,
  nothingBesideThePlan,
  theLastCopyStays,
];
/** The function that looks after a Region; which plan's is the business of its grants. */
const WATCH = /^understudy-.+-watch-region$/;
const FENCED: ReadonlySet<string> = new Set(FENCED_OPERATIONS);
/** Beside claims, the only calls that any rule looks at: most lines of a history are none of them. */
const JUDGED: ReadonlySet<string> = new Set([...FENCED_OPERATIONS, ...LAST_COPY_OPERATIONS, 'UpdateItem']);

/** A checker of one history, line after line. What it keeps grows with runs and resources, not with lines. */
export function historyChecker(context: HistoryContext = {}): HistoryChecker {
  const judges = RULES.map((rule) => rule(context));
  const hands = new Set(context.hands ?? HANDS);
  const runs = new Map<string, RunName>();
  const changed = new Map<string, string>();
  let index = 0;
  let changes = 0;
  return {
    add(line) {
      const at = index++;
      const { runId, operation, ok, step } = line;
      const claims = isClaim(line);
      const isFenced = claims || FENCED.has(operation);
      if (runId === null) return isFenced && !hands.has(line.owner) && !isOfWatch(line) ? [ofNoRun(line)] : NOTHING;
      const run = runs.get(runId) ?? runNameOf(runId);
      runs.set(runId, run);
      if (!JUDGED.has(operation) && !claims) return NOTHING;
      if (isFenced) changes += 1;
      if (isFenced && ok) changed.set(runId, `${step} called ${operation}`);
      const seen = { ...line, runId, index: at, run, isFenced, isClaim: claims, hand: `${runId} ${step}` };
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

const isOfWatch = ({ owner, operation }: HistoryLine): boolean =>
  WATCH.test(owner) && WATCH_MAY_CALL.includes(operation);

/** I-01: what a run must hold the lock for is nobody's to do without a run. */
const ofNoRun = ({ owner, operation, resource }: HistoryLine): string =>
  `I-01: ${owner} called ${operation} on ${resource} outside any run`;

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
