import { type Cost, costOf } from '../../cost/cost';
import type { Plan } from '../../domain/plan';
import { controlPlaneTemplates, yourTemplates } from './templates';
import { stepTimes } from './times';

/** What a plan costs. @param stacks folder of the team's own cloud assembly */
export const costOfPlan = (plan: Plan, stacks?: string): Cost =>
  costOf({ plan, templates: controlPlaneTemplates(plan), times: stepTimes(), ...yourTemplates(plan, stacks) });
