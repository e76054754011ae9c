import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../domain/plan';
import { readPlan } from '../domain/plan-reader';
import { REHEARSAL_PUBLIC_KEY } from '../domain/release';

const PLAN_FILE = join(__dirname, '../../plan.json');

export interface RehearsedPlan {
  readonly plan: Plan;
  /** The file both apps are synthesised from. */
  readonly file: string;
  /** Whether the team's own key stands in the plan, and gave way to the rehearsal's. */
  readonly hasOwnKey: boolean;
}

/**
 * `plan.json` of the repository as it is rehearsed: everything as it is deployed but for the key, because nobody
 * gives a
 * rehearsal the private half of a key that protects production.
 *
 * @throws PlanError
 */
export function rehearsedPlan(directory: string): RehearsedPlan {
  const written = readPlan(readFileSync(PLAN_FILE, 'utf8'), PLAN_FILE);
  const plan = { ...written, release: { ...written.release, publicKey: REHEARSAL_PUBLIC_KEY } };
  const file = join(directory, 'plan.json');
  writeFileSync(file, JSON.stringify(plan));
  return { plan, file, hasOwnKey: written.release.publicKey !== REHEARSAL_PUBLIC_KEY };
}
