import type { EndsWhen } from '../domain/ending';
import type { AnyStep } from '../domain/step';

export { type EndsWhen, endsHere } from '../domain/ending';

/**
 * The words a workflow is written in. `Part` is whatever the reader makes of them: CDK states (`constructs/states.ts`),
 * a list of steps or a drawing (below). A part has a start, open ends, and open failures.
 */
export interface Grammar<Part> {
  /** One after another. */
  inOrder(first: Part, ...rest: Part[]): Part;
  /** Side by side. Each branch ends by itself; the whole fails once all have ended if one of them failed. */
  together(first: Part, second: Part, ...rest: Part[]): Part;
  /** Runs the step, waits, and runs it again, until it says that it is done. */
  untilDone(step: AnyStep): Part;
  /**
   * Has Lambda load the code of these steps, so that they are warm when their turn comes. Stands beside something that
   * takes longer; it changes nothing, never fails, and is no step.
   */
  touch(first: AnyStep, ...rest: AnyStep[]): Part;
  /** Open failures of `body` go to `handler`; what either leaves open goes on. */
  orElse(handler: Part, body: Part): Part;
  /** In an order, whatever happened before: open failures come here too. */
  always(part: Part): Part;
  /** Ends well under the first name whose condition holds; otherwise goes on. Takes failures too. */
  finish(endings: Readonly<Record<string, EndsWhen>>): Part;
  /** Ends as failed: a person is needed. Takes failures too. */
  stop(name: string, because: string): Part;
}

/** An order of steps, written once and read by everything that needs to know it. */
export type Workflow = <Part>(grammar: Grammar<Part>) => Part;

/** Every step of a workflow once, in the order the workflow names them. */
export const stepsOf = (workflow: Workflow): AnyStep[] => [
  ...new Set(workflow(listing({ untilDone: (step) => [step], touch: () => [] }))),
];

/** Every step that a workflow touches, in the order the workflow names them. */
export const touchedBy = (workflow: Workflow): AnyStep[] =>
  workflow(listing({ untilDone: () => [], touch: (...steps) => steps }));

const listing = (words: Pick<Grammar<AnyStep[]>, 'untilDone' | 'touch'>): Grammar<AnyStep[]> => ({
  ...words,
  inOrder: (...parts) => parts.flat(),
  together: (...parts) => parts.flat(),
  orElse: (handler, body) => [...body, ...handler],
  always: (part) => part,
  finish: () => [],
  stop: () => [],
});
