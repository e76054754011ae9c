import type { Layout } from '../../domain/layout';
import type { Plan } from '../../domain/plan';
import type { Verb } from '../../domain/verbs';
import { stepsOf } from '../../workflow/grammar';
import { layoutOf } from '../../workflow/layout';
import { neededBy } from '../../workflow/needed';
import { WORKFLOWS } from '../../workflow/workflows';

/** How a verb is drawn for a plan. */
export interface VerbDrawing {
  readonly layout: Layout;
  /** In the workflow's order. */
  readonly steps: readonly string[];
}

/** As the machine of the plan has it: steps that the plan does not need are left out. */
export function drawingOfVerb(plan: Plan, verb: Verb): VerbDrawing {
  const workflow = neededBy(plan, WORKFLOWS[verb]);
  return { layout: layoutOf(workflow), steps: stepsOf(workflow).map(({ name }) => name) };
}
