import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Layout } from '../../lib/domain/layout';
import type { Verb } from '../../lib/domain/verbs';

/** Where the steps of each verb stand, as the plan needs them. */
export type Layouts = Readonly<Record<Verb, Layout>>;

/**
 * The drawings that a bundle was deployed with: `layouts.json` beside it, made by the same synthesis as the machines.
 *
 * @param taskRoot folder of the deployed code @default LAMBDA_TASK_ROOT, which Lambda sets
 * @throws Error when the file is missing or is no JSON
 */
export const layoutsFromFile = (taskRoot = process.env.LAMBDA_TASK_ROOT ?? ''): Layouts =>
  JSON.parse(readFileSync(join(taskRoot, 'layouts.json'), 'utf8'));
