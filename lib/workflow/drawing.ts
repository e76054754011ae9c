import { listed } from '../domain/text';
import type { EndsWhen, Grammar, Workflow } from './grammar';

/** One way through a workflow, from a step to the next step or to how the run ends. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** `done`: the step is done. `failed`: it was joined, refused, overdue or broke. Otherwise the ending's condition. */
  readonly when: string;
}

/** What the choice between the endings is called, in the drawing and in the machine. */
export const ENDING = 'Ending';

/** Where an arrow begins whose head is not known yet. */
type Tail = Omit<Arrow, 'to'>;

interface Sketch {
  /** Steps that begin at once: several for what stands side by side. */
  readonly starts: readonly string[];
  readonly ends: readonly Tail[];
  readonly failures: readonly Tail[];
  readonly takesFailures: boolean;
}

/** Every arrow of a workflow, read from its text alone. The machine that is deployed must have exactly these. */
export function arrowsOf(workflow: Workflow): Arrow[] {
  const arrows: Arrow[] = [];
  workflow(drawing((tail, to) => arrows.push({ ...tail, to })));
  return fromTheStart(arrows);
}

/** Sorted as a run would come to them: a workflow is read from its inside out. */
function fromTheStart(arrows: readonly Arrow[]): Arrow[] {
  const reached = new Set(startsOf(arrows));
  for (const name of reached) for (const { from, to } of arrows) if (from === name) reached.add(to);
  return [...reached].flatMap((name) => arrows.filter(({ from }) => from === name));
}

/** Names that no arrow leads to. */
const startsOf = (arrows: readonly Arrow[]): string[] => {
  const heads = new Set(arrows.map(({ to }) => to));
  return arrows.map(({ from }) => from).filter((name) => !heads.has(name));
};

/** The workflow as a Mermaid diagram, for documents and reports. */
export function drawingOf(workflow: Workflow): string {
  const arrows = arrowsOf(workflow);
  const tails = new Set(arrows.map(({ from }) => from));
  const ends = new Set(arrows.map(({ to }) => to).filter((name) => !tails.has(name)));
  return [
    'stateDiagram-v2',
    ...new Set(startsOf(arrows).map((name) => `  [*] --> ${name}`)),
    ...arrows.map(({ from, to, when }) => `  ${from} --> ${to}${when === 'done' ? '' : `: ${when}`}`),
    ...[...ends].map((name) => `  ${name} --> [*]`),
  ].join('\n');
}

function drawing(draw: (tail: Tail, to: string) => void): Grammar<Sketch> {
  const lead = (tails: readonly Tail[], to: Sketch) => {
    for (const tail of tails) for (const start of to.starts) draw(tail, start);
  };
  const then = (before: Sketch, next: Sketch): Sketch => {
    // A touch is not drawn: what is before it leads to what is behind it.
    if (next.starts.length === 0) return before;
    if (before.starts.length === 0) return next;
    lead(next.takesFailures ? [...before.ends, ...before.failures] : before.ends, next);
    const failures = next.takesFailures ? next.failures : [...before.failures, ...next.failures];
    return { ...before, ends: next.ends, failures };
  };
  return {
    inOrder: (first, ...rest) => rest.reduce(then, first),
    together: (...branches) => ({
      starts: branches.flatMap(({ starts }) => starts),
      ends: branches.flatMap(({ ends }) => ends),
      failures: branches.flatMap(({ failures }) => failures),
      takesFailures: false,
    }),
    untilDone: ({ name }) => ({
      starts: [name],
      ends: [{ from: name, when: 'done' }],
      failures: [{ from: name, when: 'failed' }],
      takesFailures: false,
    }),
    touch: () => ({ starts: [], ends: [], failures: [], takesFailures: false }),
    orElse: (handler, body) => {
      lead(body.failures, handler);
      return { ...body, ends: [...body.ends, ...handler.ends], failures: handler.failures };
    },
    always: (part) => ({ ...part, takesFailures: true }),
    finish: (endings) => {
      for (const [name, when] of Object.entries(endings)) draw({ from: ENDING, when: wordsOf(when) }, name);
      return { starts: [ENDING], ends: [{ from: ENDING, when: 'otherwise' }], failures: [], takesFailures: true };
    },
    stop: (name) => ({ starts: [name], ends: [], failures: [], takesFailures: true }),
  };
}

function wordsOf({ failures, kinds, of }: EndsWhen): string {
  if (failures === 'none') return 'nothing failed';
  const which = failures === 'first' ? 'the first failure is' : 'every failure is';
  const steps = of?.map(({ name }) => name);
  return [which, kinds && listed(kinds, 'or'), steps && `in ${listed(steps, 'or')}`].filter(Boolean).join(' ');
}
