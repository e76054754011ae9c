import { chainProblem, type EvidenceRecord } from '../domain/evidence';
import type { Lock } from '../domain/lock';
import type { HistoryLine } from './aws/history';
import type { TimedMoment } from './timeline';
import { lostOf } from './verdict';

/** Everything that is known once a scenario has ended. */
export interface Traces {
  readonly history: readonly HistoryLine[];
  readonly moments: readonly TimedMoment[];
  /** The evidence of the run, as it was archived; `undefined` when nothing was archived. */
  readonly evidence: readonly EvidenceRecord[] | undefined;
  readonly lock: Lock | undefined;
  /** The epoch this Region claims to serve under; 0 when it claims nothing. */
  readonly claimedEpoch: number;
  /** Epochs of the canary orders that the new writer holds. */
  readonly canaryEpochs: ReadonlySet<number>;
  /** How many messages were published about the run. */
  readonly notifications: number;
  /** Calls of operations, and the world's own defects, that a faithful rehearsal must not have. */
  readonly unfaithful: readonly string[];
  /** How often the public name had no address at all. */
  readonly emptyAnswers: number;
  /** Ids of orders: acknowledged to a client; held by the dead database; held by the new writer. */
  readonly acknowledged: readonly string[];
  readonly inDeadDatabase: ReadonlySet<string> | undefined;
  readonly inNewWriter: ReadonlySet<string> | undefined;
}

type Invariant = (traces: Traces) => readonly string[];

const when = (broken: boolean, sentence: string): string[] => (broken ? [sentence] : []);

const oneEpochPromotesOnce: Invariant = ({ history }) => {
  const promotions = history.filter(({ operation, ok }) => operation === 'FailoverGlobalCluster' && ok);
  const keys = promotions.map(({ epoch, resource }) => `${resource} under epoch ${epoch}`);
  return [...new Set(keys.filter((key, index) => keys.indexOf(key) < index))].map((key) => `promoted twice: ${key}`);
};

const epochsOnlyGrow: Invariant = ({ history }) => {
  const epochs = history.flatMap(({ epoch }) => (epoch === null ? [] : [epoch]));
  return when(
    epochs.some((epoch, index) => epoch < Math.max(0, ...epochs.slice(0, index))),
    'a change was made under an epoch lower than an earlier one',
  );
};

/** First time a state said something that matches, milliseconds. */
const saidAt = (moments: readonly TimedMoment[], step: string) => moments.find((moment) => moment.step === step)?.at;

const trafficMovesAfterTheCanaries: Invariant = ({ moments }) => {
  const shifted = saidAt(moments, 'ShiftTraffic');
  const proven = moments.findLast(({ step }) => step === 'RunCanaries')?.at;
  return when(
    shifted !== undefined && (proven === undefined || shifted < proven),
    'traffic moved before the canaries passed',
  );
};

/**
 * What a run said may be wrong; a row that its canary wrote through the new stacks is in the new writer or it is not.
 */
const aClaimStandsOnACanary: Invariant = ({ claimedEpoch, canaryEpochs }) =>
  when(
    claimedEpoch > 0 && !canaryEpochs.has(claimedEpoch),
    `traffic was claimed under epoch ${claimedEpoch} without a canary order in the new writer`,
  );

const FENCED_OPERATIONS = ['FailoverGlobalCluster', 'CreateStack'];

/** Each change is preceded by a write of the lock, by the same step of the same run, that no other change has used. */
const everyChangeIsGuarded: Invariant = ({ history }) => {
  const guards = new Map<string, number>();
  return history.flatMap(({ runId, step, operation, ok }) => {
    const hand = `${runId} ${step}`;
    if (operation === 'UpdateItem' && ok) guards.set(hand, (guards.get(hand) ?? 0) + 1);
    if (!FENCED_OPERATIONS.includes(operation) || runId === null) return [];
    const left = (guards.get(hand) ?? 0) - 1;
    guards.set(hand, Math.max(0, left));
    return when(left < 0, `${step} called ${operation} without writing the lock first`);
  });
};

const evidenceHolds: Invariant = ({ evidence, moments }) => {
  if (!moments.some(({ step }) => step === 'AdmitRun')) return [];
  if (evidence === undefined) return ['the run left no evidence'];
  const broken = chainProblem(evidence);
  const endings = evidence.filter(({ kind }) => kind === 'ended').length;
  return [
    ...(broken ? [`the evidence is broken: ${broken}`] : []),
    ...when(endings !== 1, `the evidence has ${endings} endings, expected one`),
  ];
};

const somebodyIsTold: Invariant = ({ moments, notifications }) =>
  when(moments.some(({ step }) => step === 'AdmitRun') && notifications === 0, 'nobody was told about the run');

const noLockIsLeft: Invariant = ({ lock }) => when(lock?.state === 'held', `the lock is still held by ${lock?.owner}`);

const theWorldIsFaithful: Invariant = ({ unfaithful }) => unfaithful;

const theNameAlwaysAnswers: Invariant = ({ emptyAnswers }) =>
  when(emptyAnswers > 0, `the public name had no address ${emptyAnswers} times`);

/** What was acknowledged is in the database that acknowledged it, or in the one that took over. */
const nothingIsAcknowledgedUnstored: Invariant = ({ acknowledged, inDeadDatabase, inNewWriter }) => {
  if (inDeadDatabase === undefined) return [];
  const nowhere = lostOf(acknowledged, inNewWriter).filter((id) => !inDeadDatabase.has(id));
  return when(nowhere.length > 0, `${nowhere.length} acknowledged orders are in no database`);
};

const INVARIANTS: readonly Invariant[] = [
  oneEpochPromotesOnce,
  epochsOnlyGrow,
  trafficMovesAfterTheCanaries,
  aClaimStandsOnACanary,
  everyChangeIsGuarded,
  evidenceHolds,
  somebodyIsTold,
  noLockIsLeft,
  theWorldIsFaithful,
  theNameAlwaysAnswers,
  nothingIsAcknowledgedUnstored,
];

/** Every promise that did not hold. */
export const violationsOf = (traces: Traces): string[] => INVARIANTS.flatMap((invariant) => invariant(traces));
