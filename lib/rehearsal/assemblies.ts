import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Of } from '../domain/canonical-json';
import type { Plan } from '../domain/plan';
import type { Assemblies } from './deploy';
import { type RehearsedPlan, rehearsedPlan, writePlan } from './rehearsed-plan';
import { synthesise } from './world/synthesise';

/**
 * Both apps as cloud assemblies below `directory`, synthesised unless they are there already. The control plane is the
 * scenario's, whose plan stands in its machines; the example is the same for all that play in the same Regions.
 */
export async function assembliesOf({ plan }: RehearsedPlan, directory: string): Promise<Assemblies> {
  const { regions, databases } = plan;
  const [controlPlane, example] = await Promise.all([
    synthesised('bin/app.ts', plan, directory),
    synthesised('examples/orders/app.ts', { ...rehearsedPlan().plan, regions, databases }, directory),
  ]);
  return { controlPlane, example };
}

/** A folder that is there is whole: it gets its name when everything is in it. */
async function synthesised(app: string, plan: Plan, directory: string): Promise<string> {
  const folder = join(directory, sha256Of({ app, plan }).slice(0, 16));
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.unfinished`;
  await synthesise({ app, planFile: writePlan(plan, `${folder}.plan`), directory: unfinished });
  renameSync(unfinished, folder);
  return folder;
}
