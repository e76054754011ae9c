import type { Plan } from '../domain/plan';
import { createPerson } from './aws/persons';
import type { World } from './open-world';
import { writeRehearsalKey } from './rehearsal-key';
import { typed } from './world/command-line';

/** What stands for the commit of whatever is rehearsed. */
const COMMIT = 'rehearsal';

/**
 * Publishes what an app was synthesised to, by the command that a team's pipeline runs and with what a publisher may
 * do.
 *
 * @throws Error with what the command said when it did not publish
 */
export async function publishRelease(world: World, plan: Plan, assembly: string): Promise<void> {
  const keys = createPerson(world.services, { name: 'pipeline', plan, as: 'publisher' });
  const words = ['release', 'publish', '--assembly', assembly, '--key', writeRehearsalKey(world.directory)];
  const { planFile, url } = world;
  const { code, out, err } = await typed([...words, '--git-sha', COMMIT, '--world', url], { keys, planFile });
  if (code !== 0) throw new Error(`the release was not published: ${out}${err}`);
}
