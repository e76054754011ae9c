import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../../lib/domain/plan';
import { readPlan } from '../../lib/domain/plan-reader';

/**
 * The plan a trigger was deployed with: `plan.json` beside its bundle. A step gets its plan from the run instead.
 *
 * @param taskRoot folder of the deployed code @default LAMBDA_TASK_ROOT, which Lambda sets
 * @throws Error when the file is missing
 * @throws PlanError when it is not a plan
 */
export function planFromFile(taskRoot = process.env.LAMBDA_TASK_ROOT): Plan {
  if (!taskRoot) throw new Error('LAMBDA_TASK_ROOT is not set; this bundle runs as a Lambda function');
  const file = join(taskRoot, 'plan.json');
  return readPlan(textOf(file), file);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Error(`no plan beside this bundle: expected ${file}; deploy the control plane again`, { cause });
  }
}
