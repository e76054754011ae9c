import type { Doing, StepRecord } from '../../simulation/run-record';
import { type CriticalPath, intervalsOf, lastSteps, type WorkAt, type Worked, workAt } from './critical-path';
import { type Interval, type Layers, sharesOf } from './intervals';

/** Where a run's time goes that is not on its critical path. */
export const PLACES = [
  /** From the end of AWS's work to the beginning of the look that saw it. */
  'quantisation',
  'coldStarts',
  /** From state to state, and into a function that is warm. */
  'transitions',
  /** Calls to DynamoDB: the lock, the guard before each change, the evidence. */
  'guards',
  /** Something did not answer: the other Region is dark. */
  'timeouts',
  'calls',
  /** Pauses of a step, in the machine or in its function, while AWS is at no work of it. */
  'waits',
  /** From the alarm's event to the start of the run. */
  'trigger',
  /** AWS's work that this run had done one after the other, less what would have been done beside it anyway. */
  'order',
  /** What none of these explains. */
  'rest',
] as const;
export type Place = (typeof PLACES)[number];

/** One cell of the table: so much of a run's time went there in one of its steps. */
export interface Spent {
  /** State of the machine; `(start)` for what comes before the run, `(between)` for what lies between its steps. */
  readonly step: string;
  readonly place: Place;
  readonly milliseconds: number;
}

/** From the outage, or from its start for a verb that no outage begins, until the run has ended. */
export const wholeOf = ({ run, outageAt }: Worked): Interval => ({
  from: outageAt ?? run.startedAt,
  to: run.endedAt ?? run.startedAt,
});

/** Accounts for every millisecond of a run that its critical path does not: all cells add up to the difference. */
export function whereItGoes(worked: Worked, path: CriticalPath): readonly Spent[] {
  const spent = cellsOf(worked);
  const atWork = spent.filter(({ place }) => place === 'work').reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return [
    ...spent.flatMap(({ place, ...one }) => (place === 'work' ? [] : [{ ...one, place }])),
    { step: '(order)', place: 'order', milliseconds: atWork - path.milliseconds },
  ];
}

type Cell = Omit<Spent, 'place'> & { readonly place: Place | 'work' };

/** A run from its beginning to its end: what came before it, its steps, and what lay between them. */
function cellsOf(worked: Worked): readonly Cell[] {
  const { run } = worked;
  const whole = wholeOf(worked);
  const steps = lastSteps(run).map((step) => ({ step, from: step.enteredAt, to: step.doneAt ?? whole.to }));
  const ends = [run.startedAt, ...steps.map(({ to }) => to)];
  const between = ends.map((from, index) => ({ from, to: steps[index]?.from ?? whole.to }));
  const all = [...run.between, ...run.steps.flatMap(({ doings }) => doings)];
  const transitions = all.filter(({ kind }) => kind === 'transition');
  const before = sharesOf({ from: whole.from, to: run.startedAt }, [['work', intervalsOf('detection', worked)]]);
  return [
    ...cells('(start)', before, 'trigger'),
    ...steps.flatMap(({ step, ...window }) =>
      // A function at no call, and no start, sleeps.
      cells(step.state, sharesOf(window, layersOf(step, workAt(step.state, worked))), 'waits'),
    ),
    ...between.flatMap((gap) => cells('(between)', sharesOf(gap, [['transitions', transitions]]))),
  ];
}

const cells = (step: string, shares: ReadonlyMap<Cell['place'], number>, rest: Place = 'rest'): readonly Cell[] =>
  [...shares].map(([place, milliseconds]) => ({ step, place: place === 'rest' ? rest : place, milliseconds }));

/** What a step is busy with, by its rank: AWS at work comes first, and a pause counts where nothing else goes on. */
function layersOf({ doings }: StepRecord, work: readonly WorkAt[]): Layers<Exclude<Place, 'rest'> | 'work'> {
  const of = (isMeant: (doing: Doing) => boolean) => doings.filter(isMeant);
  const starts = of(({ kind }) => kind === 'coldStart' || kind === 'warmStart');
  return [
    ['work', work],
    ['quantisation', unseen(work, starts)],
    ['coldStarts', of(({ kind }) => kind === 'coldStart')],
    ['transitions', of(({ kind }) => kind === 'warmStart' || kind === 'transition')],
    ['timeouts', of(({ isTimeout }) => isTimeout === true)],
    ['guards', of(({ kind, what }) => kind === 'call' && what.startsWith('dynamodb:'))],
    ['calls', of(({ kind }) => kind === 'call' || kind === 'web')],
  ];
}

/** From the end of each work to the first invocation that could see it. */
const unseen = (work: readonly WorkAt[], starts: readonly Interval[]): readonly Interval[] =>
  work
    .filter(({ isAwaited }) => isAwaited)
    .flatMap(({ to }) => {
      const looks = starts.map((start) => start.to).filter((at) => at >= to);
      return looks.length === 0 ? [] : [{ from: to, to: Math.min(...looks) }];
    });
