import type { Layout, PlacedStep } from '../domain/layout';
import type { Plan } from '../domain/plan';
import { VERBS, type Verb } from '../domain/verbs';
import { arrowsOf } from './drawing';
import type { EndsWhen, Grammar, Workflow } from './grammar';
import { neededBy } from './needed';
import { WORKFLOWS } from './workflows';

/** Layouts of every verb, without the steps that a plan has no work for. */
export const layoutsFor = (plan: Plan): Record<Verb, Layout> =>
  Object.fromEntries(VERBS.map((verb) => [verb, layoutOf(neededBy(plan, WORKFLOWS[verb]))])) as Record<Verb, Layout>;

/** A piece of the drawing, its own corner at column 0 and row 0. */
interface Block {
  readonly columns: number;
  readonly rows: number;
  readonly steps: readonly PlacedStep[];
  /** What takes failures: it goes below everything else, and how deep that is shows at the end. */
  readonly handlers: readonly PlacedStep[];
  readonly endings: readonly string[];
  readonly endsWhen: Layout['endsWhen'];
}

const NOTHING: Block = { columns: 0, rows: 0, steps: [], handlers: [], endings: [], endsWhen: {} };

/** Where every step of a workflow stands, read from its text alone. The same workflow gives the same layout. */
export function layoutOf(workflow: Workflow): Layout {
  const { columns, rows, steps, handlers, endings, endsWhen } = workflow(placing);
  const below = handlers.filter(({ name }) => !steps.some((step) => step.name === name));
  return {
    columns,
    rows: rows + (below.length > 0 ? 1 : 0),
    steps: [...steps, ...below.map((step) => ({ ...step, row: rows }))],
    arrows: arrowsOf(workflow),
    endings,
    endsWhen,
  };
}

const placing: Grammar<Block> = {
  inOrder: (...parts) => parts.reduce((before, next) => joined(before, moved(next, { columns: before.columns }))),
  together: (...parts) => parts.reduce((above, next) => joined(above, moved(next, { rows: above.rows }))),
  untilDone: ({ name, purpose }) => ({
    ...NOTHING,
    columns: 1,
    rows: 1,
    steps: [{ name, purpose, column: 0, row: 0 }],
  }),
  touch: () => NOTHING,
  // Under the end of what it is there for: from there its own way goes on to what comes next.
  orElse: (handler, body) => {
    const { steps } = moved(handler, { columns: Math.max(0, body.columns - handler.columns) });
    return { ...body, handlers: [...body.handlers, ...steps, ...handler.handlers] };
  },
  always: (part) => part,
  finish: (endings) => ({
    ...NOTHING,
    endings: Object.keys(endings),
    endsWhen: Object.fromEntries(Object.entries(endings).map(([name, when]) => [name, namesOnly(when)])),
  }),
  stop: (name) => ({ ...NOTHING, endings: [name] }),
};

/** A step is code; its name is what a file can hold. */
const namesOnly = ({ of, ...when }: EndsWhen): EndsWhen => ({
  ...when,
  ...(of && { of: of.map(({ name }) => ({ name })) }),
});

const joined = (one: Block, other: Block): Block => ({
  columns: Math.max(one.columns, other.columns),
  rows: Math.max(one.rows, other.rows),
  steps: [...one.steps, ...other.steps],
  handlers: [...one.handlers, ...other.handlers],
  endings: [...one.endings, ...other.endings],
  endsWhen: { ...one.endsWhen, ...other.endsWhen },
});

function moved(block: Block, { columns = 0, rows = 0 }: { readonly columns?: number; readonly rows?: number }): Block {
  const move = (step: PlacedStep): PlacedStep => ({ ...step, column: step.column + columns, row: step.row + rows });
  return {
    ...block,
    columns: block.columns + columns,
    rows: block.rows + rows,
    steps: block.steps.map(move),
    handlers: block.handlers.map(move),
  };
}
