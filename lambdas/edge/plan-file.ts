import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Plan } from '../../lib/domain/plan';
import { oneLine } from '../../lib/domain/text';

/**
 * The plan a trigger was deployed with: `plan.json` beside its bundle. A step gets its plan from the run instead. Its
 * rules were checked when it was written there, so only its fields are read, as every step reads them.
 *
 * @param taskRoot folder of the deployed code @default LAMBDA_TASK_ROOT, which Lambda sets
 * @throws Error when the file is missing, or is not a plan
 */
export function planFromFile(taskRoot = process.env.LAMBDA_TASK_ROOT): Plan {
  if (!taskRoot) throw new Error('LAMBDA_TASK_ROOT is not set; this bundle runs as a Lambda function');
  const file = join(taskRoot, 'plan.json');
  const plan = Plan.safeParse(JSON.parse(textOf(file)));
  if (plan.success) return plan.data;
  const problems = plan.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`${file} is not a plan: ${oneLine(problems.join('; '))}; deploy the control plane again`);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Error(`no plan beside this bundle: expected ${file}; deploy the control plane again`, { cause });
  }
}
