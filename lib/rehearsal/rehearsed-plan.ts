import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../domain/plan';
import { readPlan } from '../domain/plan-reader';
import { REHEARSAL_PUBLIC_KEY } from '../domain/release';
import type { Scenario } from './scenario';

const PLAN_FILE = join(__dirname, '../../plan.json');

export interface RehearsedPlan {
  readonly plan: Plan;
  /** Whether the team's own key stands in the plan, and gave way to the rehearsal's. */
  readonly hasOwnKey: boolean;
}

/**
 * `plan.json` of the repository as it is rehearsed: everything as it is deployed but for the key, because nobody gives
 * a rehearsal the private half of a key that protects production, and for the limits that the scenario shortens.
 *
 * @param scenario @default none, the plan as it is
 * @throws PlanError also for a plan that a scenario has made invalid
 */
export function rehearsedPlan(scenario?: Pick<Scenario, 'plan'>): RehearsedPlan {
  const written = readPlan(readFileSync(PLAN_FILE, 'utf8'), PLAN_FILE);
  const keyed = { ...written, release: { ...written.release, publicKey: REHEARSAL_PUBLIC_KEY } };
  const changed = scenario?.plan?.(keyed) ?? keyed;
  const plan = readPlan(JSON.stringify(changed), "the scenario's plan");
  return { plan, hasOwnKey: written.release.publicKey !== REHEARSAL_PUBLIC_KEY };
}

/** Writes a plan for the apps to read. @returns the file */
export function writePlan(plan: Plan, directory: string): string {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'plan.json');
  writeFileSync(file, JSON.stringify(plan));
  return file;
}
