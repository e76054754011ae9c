import type { EvidenceRecord } from './evidence';
import { standingOfVerb, type Verb } from './verbs';

/** The step that writes down how a run ended; whoever closes a run in its place writes under the same name. */
export const CLOSING_STEP = 'CloseRun';

/** Where the evidence was archived. */
export interface Archived {
  readonly evidenceKey: string;
  /** What is wrong with it. @default nothing */
  readonly problem?: string | undefined;
  /** Object key of the report for people. @default none was written */
  readonly reportKey?: string | undefined;
  /** Why there is no report. @default there is one, or none was to be written */
  readonly reportProblem?: string | undefined;
}

/** Who was told of the end. */
export interface Told {
  /** Topics that could not be told. */
  readonly untold: readonly string[];
}

const closingData = (records: readonly EvidenceRecord[], key: string): unknown =>
  records.find(({ step, data }) => step === CLOSING_STEP && key in data)?.data[key];

/** What the records say of the archive, or `undefined` while it is still to do: one without the end is none. */
export const archivedIn = (records: readonly EvidenceRecord[]): Archived | undefined =>
  closingData(records.slice(records.findIndex(({ kind }) => kind === 'ended') + 1), 'archived') as Archived | undefined;

/** What the records say of who was told, or `undefined` while nobody was. */
export const toldIn = (records: readonly EvidenceRecord[]): Told | undefined =>
  closingData(records, 'told') as Told | undefined;

/** Whether the records say how the run ended. */
export const hasEnded = (records: readonly EvidenceRecord[]): boolean => records.some(({ kind }) => kind === 'ended');

/** Whether somebody else recorded the end in the run's place: such a record holds the status of the execution. */
export const wasClosedInPlace = (records: readonly EvidenceRecord[]): boolean =>
  records.some(({ kind, data }) => kind === 'ended' && 'status' in data);

/** Steps whose calls leave the world as the run found it, or as the DNS records already say it is. */
const CHANGES_NOTHING = [CLOSING_STEP, 'RetireStacks', 'SettleTraffic', 'UnfenceRegion'];

/** The calls by which the run changed stacks, database or traffic, oldest first. */
export const changesIn = (records: readonly EvidenceRecord[]): EvidenceRecord[] =>
  records.filter(({ kind, step }) => kind === 'called' && !CHANGES_NOTHING.includes(step));

/**
 * Whether the run holds the next automatic one back for the cooldown: it changed something, or a person declined it,
 * whose word must not be asked for again minutes later. One whose records cannot be read may have done anything. A
 * planned run that moved nobody holds nothing back: the next automatic run is a failover, and users may need it now.
 */
export const countsAsChange = (verb: Verb, records: readonly EvidenceRecord[] | undefined): boolean => {
  if (records === undefined) return true;
  if (standingOfVerb(verb).takes === 'every') return changesIn(records).some(({ step }) => MOVES.includes(step));
  return changesIn(records).length > 0 || records.some(isDecline);
};

/** Steps that move the writer or the users. */
const MOVES = ['PromoteDatabase', 'ShiftTraffic'];

const isDecline = ({ kind, data }: EvidenceRecord): boolean => kind === 'approved' && data.kind === 'decline';

/** Whether the promotion was sent: its record is written before the call, so without one it was not. */
export const promotionSent = (records: readonly EvidenceRecord[]): boolean =>
  records.some(({ kind, step }) => kind === 'called' && step === 'PromoteDatabase');

/**
 * Whether the run has stopped something in another Region and its records do not say that the fence was lifted. What it
 * only wrote down before is no fence yet.
 */
export const leftFenced = (records: readonly EvidenceRecord[]): boolean =>
  records.some((record) => isCallOf(record, 'FenceRegion') && actOf(record) !== 'note') &&
  !records.some((record) => isCallOf(record, 'UnfenceRegion') && actOf(record) === 'lift');

const isCallOf = ({ kind, step }: EvidenceRecord, name: string): boolean => kind === 'called' && step === name;

const actOf = ({ data }: EvidenceRecord): unknown => (data.act as { readonly kind?: unknown } | undefined)?.kind;

/**
 * Names of the stacks that DeployStacks was about to create, or RetireStacks to delete, each once, in the order of
 * their first call. What was not sent after all is not among them, nor what DeployStacks deletes to create it anew.
 */
export function stacksCalledBy(records: readonly EvidenceRecord[], by: 'DeployStacks' | 'RetireStacks'): string[] {
  const calls = new Map<string, number>();
  const count = (names: readonly string[], times: number) => {
    for (const name of names) calls.set(name, (calls.get(name) ?? 0) + times);
  };
  for (const { kind, data } of records.filter((record) => record.step === by && !isClearing(record))) {
    if (kind === 'called') count(namesIn(data.act), 1);
    if (kind === 'answered') count(textsIn(data.unsent), -1);
  }
  return [...calls].flatMap(([name, times]) => (times > 0 ? [name] : []));
}

/** Whether it is of what stands in the way of a creation. */
const isClearing = (record: EvidenceRecord): boolean => record.step === 'DeployStacks' && actOf(record) === 'delete';

function namesIn(act: unknown): string[] {
  const { stacks } = (act ?? {}) as { readonly stacks?: unknown };
  // Records of earlier versions are of one stack each.
  const named = (Array.isArray(stacks) ? stacks : [act ?? {}]) as { readonly stackName?: unknown }[];
  return textsIn(named.map(({ stackName }) => stackName));
}

const textsIn = (list: unknown): string[] =>
  Array.isArray(list) ? list.filter((one): one is string => typeof one === 'string') : [];
