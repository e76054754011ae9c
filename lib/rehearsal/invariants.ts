import { chainProblem, type EvidenceRecord } from '../domain/evidence';
import { violationsIn } from '../domain/history';
import type { HistoryLine } from '../domain/history-line';
import type { Lock } from '../domain/lock';
import type { Plan } from '../domain/plan';
import type { ThrottledCall } from './aws/throttle';
import type { TimedMoment } from './timeline';
import { lostOf } from './verdict';

/** A run as it stood once the scenario had ended. Runs of a Region that was lost meanwhile are not among them. */
export interface RunTrace {
  /** Execution ARN. */
  readonly arn: string;
  readonly verb: string;
  /** Whether it still goes on. */
  readonly isRunning: boolean;
  /** The machine's last state, or the execution's status where it was ended from outside. */
  readonly ending: string;
  /** Its evidence, as it was archived; `undefined` when nothing was archived. */
  readonly evidence: readonly EvidenceRecord[] | undefined;
  /** How many messages were published about it. */
  readonly notifications: number;
}

/** Everything that is known once a scenario has ended. */
export interface Traces {
  /** The plan that was played. */
  readonly plan: Plan;
  readonly history: readonly HistoryLine[];
  readonly moments: readonly TimedMoment[];
  readonly runs: readonly RunTrace[];
  /** The lock of every Region that can be reached. */
  readonly locks: readonly (Lock | undefined)[];
  /** The epoch under which the run of the story claims that its Region serves; 0 when it claims nothing. */
  readonly claimedEpoch: number;
  /** Epochs of the canary orders that the new writer holds. */
  readonly canaryEpochs: ReadonlySet<number>;
  /** Calls of operations, and the world's own defects, that a faithful rehearsal must not have. */
  readonly unfaithful: readonly string[];
  /** What a function of the control plane was not authorized to do, in the words of AWS. */
  readonly denied: readonly string[];
  /** Calls that AWS turned away because the product called too often. */
  readonly throttled: readonly ThrottledCall[];
  /** Promises of the story itself that did not hold. */
  readonly broken: readonly string[];
  /** How often the public name had no address at all. */
  readonly emptyAnswers: number;
  /** Ids of orders: acknowledged to a client; held by the dead database; held by the new writer. */
  readonly acknowledged: readonly string[];
  readonly inDeadDatabase: ReadonlySet<string> | undefined;
  readonly inNewWriter: ReadonlySet<string> | undefined;
}

type Invariant = (traces: Traces) => readonly string[];

const when = (broken: boolean, sentence: string): string[] => (broken ? [sentence] : []);

/** How runs end that nobody has to hear of: all went well and nothing is different, or an alarm tells. */
const NO_NEWS = ['Settled', 'Passed', 'Retired'];
/** The verbs that end so. */
const NO_NEWS_VERBS = ['settle', 'drill', 'check', 'retire'];

/** Whether a run's own last record says that nothing failed, whatever became of its machine after that. */
export const didItsWork = ({ evidence = [] }: Pick<RunTrace, 'evidence'>): boolean =>
  evidence.some(({ kind, because }) => kind === 'ended' && because.endsWith('nothing failed'));

const isNoNews = (run: RunTrace): boolean =>
  NO_NEWS.includes(run.ending) || (NO_NEWS_VERBS.includes(run.verb) && didItsWork(run));

/** The same rules as the simulation and `understudy history check` have. */
const theHistoryHolds: Invariant = ({ history, runs, plan }) =>
  violationsIn(history, {
    plan,
    endings: Object.fromEntries(ended(runs).map(({ arn, ending }) => [arn, ending])),
  });

const trafficMovesAfterTheCanaries: Invariant = ({ moments }) => {
  const shifts = moments.filter(({ step, because }) => step === 'ShiftTraffic' && because.startsWith('claiming'));
  return shifts.flatMap((shift) => {
    const proven = moments.findLast(({ step, run }) => step === 'RunCanaries' && run === shift.run)?.at;
    return when(proven === undefined || shift.at < proven, 'traffic moved before the canaries passed');
  });
};

/**
 * What a run said may be wrong; a row that its canary wrote through the new stacks is in the new writer or it is not.
 */
const aClaimStandsOnACanary: Invariant = ({ claimedEpoch, canaryEpochs }) =>
  when(
    claimedEpoch > 0 && !canaryEpochs.has(claimedEpoch),
    `traffic was claimed under epoch ${claimedEpoch} without a canary order in the new writer`,
  );

const evidenceHolds: Invariant = ({ runs }) =>
  ended(runs).flatMap(({ arn, evidence }) => {
    if (evidence === undefined) return [`${arn} left no evidence`];
    const broken = chainProblem(evidence);
    const endings = evidence.filter(({ kind }) => kind === 'ended').length;
    return [
      ...(broken ? [`the evidence of ${arn} is broken: ${broken}`] : []),
      ...when(endings !== 1, `the evidence of ${arn} has ${endings} endings, expected one`),
    ];
  });

/** Of what a check finds, the alarm on its metric tells. */
const somebodyIsTold: Invariant = ({ runs }) =>
  ended(runs)
    .filter((run) => run.verb !== 'check' && run.notifications === 0 && !isNoNews(run))
    .map(({ arn }) => `nobody was told about ${arn}`);

const ended = (runs: readonly RunTrace[]) => runs.filter(({ isRunning }) => !isRunning);

/** Upkeep and checks begin whenever it is time for them, also as a story ends. */
const MAY_GO_ON = ['settle', 'check', 'stand-down', 'retire'];

const everyRunEnds: Invariant = ({ runs }) =>
  runs.filter(({ isRunning, verb }) => isRunning && !MAY_GO_ON.includes(verb)).map(({ arn }) => `${arn} has not ended`);

/** A settling run may go on for as long as the control plane of Route 53 is away; it gives way to any other. */
const noLockIsLeft: Invariant = ({ locks, runs }) =>
  locks.flatMap((lock) => {
    const isAtWork = runs.some(({ arn, isRunning }) => isRunning && arn === lock?.owner);
    return when(lock !== undefined && lock.state !== 'free' && !isAtWork, `the lock is still held by ${lock?.owner}`);
  });

const theWorldIsFaithful: Invariant = ({ unfaithful }) => unfaithful;

/** Least privilege is enough: what a step is denied was forgotten in its contract. */
const nothingIsDenied: Invariant = ({ denied }) => [...new Set(denied)];

/** Whoever is turned away loses a look, and the others of the account lose theirs. */
const ratesAreKept: Invariant = ({ throttled }) => {
  const times = new Map<string, number>();
  for (const { service, operation, region, about } of throttled) {
    const call = `${about} calls ${service}:${operation} in ${region} more often than AWS takes it`;
    times.set(call, (times.get(call) ?? 0) + 1);
  }
  return [...times].map(([call, count]) => `${call}: ${count} calls were turned away`);
};

const theStoryHolds: Invariant = ({ broken }) => broken;

const theNameAlwaysAnswers: Invariant = ({ emptyAnswers }) =>
  when(emptyAnswers > 0, `the public name had no address ${emptyAnswers} times`);

/** What was acknowledged is in the database that acknowledged it, or in the one that took over. */
const nothingIsAcknowledgedUnstored: Invariant = ({ acknowledged, inDeadDatabase, inNewWriter }) => {
  if (inDeadDatabase === undefined) return [];
  const nowhere = lostOf(acknowledged, inNewWriter).filter((id) => !inDeadDatabase.has(id));
  return when(nowhere.length > 0, `${nowhere.length} acknowledged orders are in no database`);
};

const INVARIANTS: readonly Invariant[] = [
  theHistoryHolds,
  trafficMovesAfterTheCanaries,
  aClaimStandsOnACanary,
  evidenceHolds,
  somebodyIsTold,
  everyRunEnds,
  noLockIsLeft,
  theWorldIsFaithful,
  nothingIsDenied,
  ratesAreKept,
  theStoryHolds,
  theNameAlwaysAnswers,
  nothingIsAcknowledgedUnstored,
];

/** Every promise that did not hold. */
export const violationsOf = (traces: Traces): string[] => INVARIANTS.flatMap((invariant) => invariant(traces));
