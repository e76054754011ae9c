import type { Plan } from '../domain/plan';
import { type AnyStep, isStepNeeded } from '../domain/step';
import type { Grammar, Workflow } from './grammar';

/**
 * The workflow as a plan needs it: steps that the plan has no work for are left out, and whatever held only them.
 *
 * @throws when nothing is left
 */
export const neededBy =
  (plan: Plan, workflow: Workflow): Workflow =>
  <Part>(grammar: Grammar<Part>): Part => {
    const part = workflow<Part | undefined>(leavingOut(grammar, (step) => isStepNeeded(step, plan)));
    if (part === undefined) throw new Error('the workflow has no step that the plan needs');
    return part;
  };

/** A part that is left out is `undefined`. */
function leavingOut<Part>(grammar: Grammar<Part>, isNeeded: (step: AnyStep) => boolean): Grammar<Part | undefined> {
  const kept = (parts: readonly (Part | undefined)[]) => parts.filter((part) => part !== undefined);
  return {
    inOrder: (...parts) => {
      const [first, ...rest] = kept(parts);
      return first && grammar.inOrder(first, ...rest);
    },
    together: (...branches) => {
      const [first, second, ...rest] = kept(branches);
      return first && second ? grammar.together(first, second, ...rest) : first;
    },
    untilDone: (step) => (isNeeded(step) ? grammar.untilDone(step) : undefined),
    touch: (...steps) => {
      const [first, ...rest] = steps.filter(isNeeded);
      return first && grammar.touch(first, ...rest);
    },
    orElse: (handler, body) => (handler && body ? grammar.orElse(handler, body) : body),
    always: (part) => part && grammar.always(part),
    finish: (endings) => grammar.finish(endings),
    stop: (name, because) => grammar.stop(name, because),
  };
}
