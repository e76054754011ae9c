import type { Verb } from '../../../lib/domain/verbs';
import type { Span } from '../../../lib/rehearsal/aws/durations';
import type { Doing, RunRecord, StepRecord } from '../../simulation/run-record';
import { type Interval, lastChain, lengthOf, longestChain, within } from './intervals';

/** A stack of the release. */
export interface ReleasedStack {
  readonly name: string;
  /** Names of stacks that are complete before it is created. */
  readonly dependsOn: readonly string[];
  /** What it is called where it is created: in each lane. */
  readonly subjects: readonly string[];
}

/** A run that ended well, and what AWS did meanwhile. */
export interface Worked {
  readonly verb: Verb;
  readonly run: RunRecord;
  /** When the active Region was lost; what waits for nothing begins with its run. */
  readonly outageAt?: number;
  /** When the event of the alarm was handed over that started the run. */
  readonly alarmedAt?: number;
  readonly spans: readonly Span[];
  readonly stacks: readonly ReleasedStack[];
}

/** What AWS or the network has to do, whoever asks for it. */
export type Work =
  | 'detection'
  | 'confirmation'
  | 'promotion'
  | 'stacks'
  | 'flip'
  | 'settling'
  | 'divergence'
  | 'removal'
  | 'calls';

/** One after the other; of what stands together, the longest counts. */
const CHAINS: Readonly<Record<Verb, readonly (readonly Work[])[]>> = {
  failover: [['detection'], ['confirmation'], ['promotion', 'stacks'], ['flip']],
  switchover: [['stacks'], ['promotion'], ['flip'], ['settling']],
  drill: [['stacks'], ['removal']],
  prewarm: [['stacks']],
  // It reads and waits for nothing: what is left are the calls themselves.
  check: [['calls']],
  settle: [['settling']],
  'stand-down': [['divergence']],
  retire: [['removal']],
};

/** Steps that bring work about or wait for it, and the kinds of spans that it shows as. */
interface Shown {
  readonly steps: readonly string[];
  readonly kinds: readonly Span['kind'][];
}
const SHOWN: Partial<Readonly<Record<Work, Shown>>> = {
  confirmation: { steps: ['ConfirmOutage'], kinds: [] },
  promotion: { steps: ['PromoteDatabase'], kinds: ['promotion'] },
  stacks: { steps: ['DeployStacks'], kinds: ['stackCreation'] },
  flip: { steps: ['ShiftTraffic', 'VerifyTraffic'], kinds: ['healthCheck', 'recordChange'] },
  settling: { steps: ['SettleTraffic'], kinds: ['healthCheck', 'checkObserved', 'recordChange', 'alarm'] },
  divergence: { steps: ['RecordDivergence'], kinds: ['snapshot', 'rebuild'] },
  removal: { steps: ['RetireStacks'], kinds: ['stackDeletion'] },
};

/** What a run's length is measured against. */
export interface CriticalPath {
  /** Each work of the verb, milliseconds, also where another one beside it takes longer. */
  readonly works: Readonly<Partial<Record<Work, number>>>;
  readonly milliseconds: number;
}

/** The longest chain of work that AWS or the network must do, in whichever order the run had it done. */
export function criticalPath(worked: Worked): CriticalPath {
  const chain = CHAINS[worked.verb];
  const works = Object.fromEntries(chain.flat().map((work) => [work, millisecondsOf(work, worked)]));
  const longest = (beside: readonly Work[]) => Math.max(...beside.map((work) => works[work] ?? 0));
  return { works, milliseconds: chain.reduce((sum, beside) => sum + longest(beside), 0) };
}

function millisecondsOf(work: Work, worked: Worked): number {
  const intervals = intervalsOf(work, worked);
  if (work === 'stacks' || work === 'removal') return stackChain(intervals as readonly Span[], worked);
  // Alarms and checks change their minds all the time: settling waits for those alone that lead to its end.
  return longestChain(work === 'settling' ? lastChain(intervals) : intervals);
}

/** When AWS or the network was at some work in a run. Pieces that touch or overlap stand for themselves. */
export function intervalsOf(work: Work, worked: Worked): readonly Interval[] {
  const { run, outageAt, alarmedAt } = worked;
  if (work === 'detection') {
    return outageAt === undefined ? [] : [{ from: outageAt, to: alarmedAt ?? run.startedAt }];
  }
  if (work === 'confirmation') return united(doingsIn(stepsIn(run, ['ConfirmOutage']), ({ kind }) => kind === 'web'));
  if (work === 'calls') return united(doingsIn(lastSteps(run), ({ kind }) => kind === 'call' || kind === 'web'));
  const { steps = [], kinds = [] } = SHOWN[work] ?? {};
  const window = windowOf(stepsIn(run, steps), work);
  if (!window) return [];
  // What ended later was waited for by nobody here.
  const isMeant = ({ kind, to }: Span) => kinds.includes(kind) && to <= window.to;
  const begun = begunIn(run);
  return within(window, worked.spans.filter(isMeant).map(begun));
}

/** Calls upon which AWS begins its work. */
const BEGINS: Partial<Readonly<Record<Span['kind'], readonly string[]>>> = {
  promotion: ['rds:FailoverGlobalCluster', 'rds:SwitchoverGlobalCluster'],
  stackCreation: ['cloudformation:CreateStack'],
  stackDeletion: ['cloudformation:DeleteStack'],
  snapshot: ['rds:CreateDBClusterSnapshot'],
  recordChange: ['route53:ChangeResourceRecordSets'],
};

/** AWS is at its work from the arrival of the call that began it: nobody can have it accepted sooner. */
function begunIn({ steps }: RunRecord): (span: Span) => Span {
  const calls = doingsIn(steps, ({ served }) => served !== undefined);
  return (span) => {
    const names = BEGINS[span.kind] ?? [];
    const isBeginning = ({ what, served }: Doing) =>
      served?.to === span.from && names.includes(what.split(' ')[0] ?? '');
    return { ...span, from: calls.find(isBeginning)?.served?.from ?? span.from };
  };
}

/** Work of AWS or the network that a step was there for. */
export interface WorkAt extends Interval {
  /** Whether it goes on by itself, so that a look has to find it over. */
  readonly isAwaited: boolean;
}

/** When AWS or the network was at the work of one step: in the chain that its end has waited for. */
export function workAt(state: string, worked: Worked): readonly WorkAt[] {
  const isAt = (work: Work) => work === 'calls' || SHOWN[work]?.steps.includes(state) === true;
  const works = CHAINS[worked.verb].flat().filter(isAt);
  return works.flatMap((work) => {
    const isAwaited = (SHOWN[work]?.kinds ?? []).length > 0;
    return lastChain(intervalsOf(work, worked)).map(({ from, to }) => ({ from, to, isAwaited }));
  });
}

const stepsIn = ({ steps }: RunRecord, names: readonly string[]): readonly StepRecord[] =>
  steps.filter(({ state }) => names.includes(state));

const doingsIn = (steps: readonly StepRecord[], isMeant: (doing: StepRecord['doings'][number]) => boolean) =>
  steps.flatMap(({ doings }) => doings.filter(isMeant));

/** From when on work can have been brought about by these steps, until they were done. */
function windowOf(steps: readonly StepRecord[], work: Work): Interval | undefined {
  if (steps.length === 0) return undefined;
  const from = Math.min(...steps.map(({ enteredAt }) => enteredAt));
  const to = Math.max(...steps.map(({ doneAt = 0 }) => doneAt));
  // Health checks look all the time: what they see before the claim is none of this run's.
  return { from: work === 'flip' ? (claimedAt(steps) ?? from) : from, to };
}

/** When ShiftTraffic had written the claim: what is written as evidence follows upon a query. */
function claimedAt(steps: readonly StepRecord[]): number | undefined {
  const shifting = steps.filter(({ state }) => state === 'ShiftTraffic');
  const calls = doingsIn(shifting, ({ what }) => what.startsWith('dynamodb:')).sort((a, b) => a.to - b.to);
  const isClaim = (what: string, before = '') => what.startsWith(PUT) && !before.startsWith(QUERY);
  return calls.find(({ what }, index) => isClaim(what, calls[index - 1]?.what))?.to;
}
const [PUT, QUERY] = ['dynamodb:PutItem', 'dynamodb:Query'];

/** Intervals that touch or overlap become one. */
function united(intervals: readonly Interval[]): readonly Interval[] {
  const found: { from: number; to: number }[] = [];
  for (const { from, to } of [...intervals].sort((a, b) => a.from - b.from)) {
    const last = found.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else found.push({ from, to });
  }
  return found;
}

/** The longest chain of stacks that need each other; a chain is as long in both directions. */
function stackChain(spans: readonly Span[], { stacks }: Worked): number {
  const lengthOfStack = ({ subjects }: ReleasedStack) =>
    Math.max(0, ...spans.filter(({ subject }) => subjects.includes(subject)).map(lengthOf));
  const own = new Map(stacks.map((stack) => [stack.name, lengthOfStack(stack)]));
  const known = new Map<string, number>();
  const until = (name: string): number => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const needs = stacks.find((stack) => stack.name === name)?.dependsOn ?? [];
    const milliseconds = (own.get(name) ?? 0) + Math.max(0, ...needs.map(until));
    known.set(name, milliseconds);
    return milliseconds;
  };
  return Math.max(0, ...stacks.map(({ name }) => until(name)));
}

/** Steps that the end of the run has waited for: of two beside each other, the one that was done last. */
export function lastSteps({ steps, endedAt = 0 }: RunRecord): readonly StepRecord[] {
  const intervals = steps.map((step) => ({ step, from: step.enteredAt, to: step.doneAt ?? endedAt }));
  return lastChain(intervals).map(({ step }) => step);
}
