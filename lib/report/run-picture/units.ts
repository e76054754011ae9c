import type { Layout, PlacedStep } from '../../domain/layout';

/** What stands in the drawing of a verb, from its start to its end. */
export type Unit =
  | { readonly kind: 'step'; readonly name: string }
  /** Steps side by side: the names of each branch, in their order. */
  | { readonly kind: 'together'; readonly lanes: readonly (readonly string[])[] };

/** The drawing of a verb as one dimension, which can be broken into lines. */
export interface Course {
  readonly units: readonly Unit[];
  /** Steps that only a failure leads to. */
  readonly handlers: readonly string[];
}

export function courseOf(layout: Layout): Course {
  const handlerRow = handlerRowOf(layout);
  const handlers = layout.steps.filter(({ row }) => row === handlerRow);
  const lanes = branchesOf(layout, handlerRow);
  const units: Unit[] = [];
  for (const step of inOrder(layout.steps.filter(({ row }) => row === 0))) {
    const beside = lanes.filter(({ from, to }) => step.column >= from && step.column < to);
    const [first] = beside;
    const last = units.at(-1);
    if (!first) units.push({ kind: 'step', name: step.name });
    else if (step.column > first.from && last?.kind === 'together')
      units.splice(-1, 1, withMore(last.lanes, step.name));
    else units.push({ kind: 'together', lanes: [[step.name], ...beside.map(({ names }) => names)] });
  }
  return { units, handlers: inOrder(handlers).map(({ name }) => name) };
}

const inOrder = (steps: readonly PlacedStep[]): PlacedStep[] => [...steps].sort((a, b) => a.column - b.column);

/** The main line's own lane goes on. */
const withMore = ([main = [], ...rest]: readonly (readonly string[])[], name: string): Unit => ({
  kind: 'together',
  lanes: [[...main, name], ...rest],
});

/** The row of steps that nothing but a failure leads to. @returns -1 where there is none */
function handlerRowOf({ steps, arrows }: Layout): number {
  const handler = steps.find(({ name, row }) => {
    const into = arrows.filter(({ to }) => to === name);
    return row > 0 && into.length > 0 && into.every(({ when }) => when === 'failed');
  });
  return handler?.row ?? -1;
}

interface Branch {
  /** Columns that it stands beside, the second not included. */
  readonly from: number;
  readonly to: number;
  readonly names: readonly string[];
}

/** Branches below the main line, each from where the ways part to where they meet. */
function branchesOf(layout: Layout, handlerRow: number): Branch[] {
  const below = layout.steps.filter(({ row }) => row > 0 && row !== handlerRow);
  const placed = (name: string | undefined) => layout.steps.find((step) => step.name === name);
  const next = ({ name }: PlacedStep) =>
    placed(layout.arrows.find(({ from, when, to }) => from === name && when === 'done' && placed(to))?.to);
  const isStart = ({ name, row }: PlacedStep) =>
    !layout.arrows.some(({ from, to, when }) => to === name && when === 'done' && placed(from)?.row === row);
  return below.filter(isStart).map((start) => {
    const names = [start.name];
    let step = next(start);
    for (; step && step.row === start.row; step = next(step)) names.push(step.name);
    return { from: start.column, to: step?.column ?? layout.columns, names };
  });
}
