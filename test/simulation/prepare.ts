import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Plan } from '../../lib/domain/plan';
import { assembliesOf } from '../../lib/rehearsal/assemblies';
import { readAssembly, type SynthesisedStack } from '../../lib/rehearsal/assembly';
import { type Assemblies, deployEverything } from '../../lib/rehearsal/deploy';
import { writeRehearsalKey } from '../../lib/rehearsal/rehearsal-key';
import { rehearsedPlan } from '../../lib/rehearsal/rehearsed-plan';
import { audit } from '../../lib/release/audit';
import { compose } from '../../lib/release/compose';
import { publish } from '../../lib/release/publish/publish';
import { readSource } from '../../lib/release/read-source';
import { signerFromFile } from '../../lib/release/signers/file';
import type { Source } from '../../lib/release/source';
import { worldHand } from './deploy';
import { openSimulatedWorld } from './open-world';
import { silentWatcher } from './watcher';
import type { VirtualClock } from './world/virtual-clock';

/** A call of the publisher that changed something. */
export interface RecordedCall {
  readonly region: string;
  readonly namespace: string;
  readonly operation: string;
  readonly input: object;
}

/** What all simulated worlds of one plan share: made once, for it takes seconds. */
export interface Prepared {
  readonly plan: Plan;
  readonly assemblies: Assemblies;
  readonly stacks: { readonly controlPlane: SynthesisedStack[]; readonly example: SynthesisedStack[] };
  /** Of the images that the release's tasks run, `sha256:…`. */
  readonly imageDigests: readonly string[];
  /** What publishing the release has changed. */
  readonly published: readonly RecordedCall[];
}

/**
 * Synthesises both apps and publishes the release into a first world, to know what a publisher leaves.
 *
 * @param directory empty; it must stay for as long as worlds are opened
 */
export async function prepare(directory: string): Promise<Prepared> {
  const rehearsed = rehearsedPlan({ plan: withShortQuestions });
  const { plan } = rehearsed;
  const assemblies = await assembliesOf(rehearsed, directory);
  const stacks = { controlPlane: readAssembly(assemblies.controlPlane), example: readAssembly(assemblies.example) };
  const imageDigests = readdirSync(join(assemblies.example, 'images'))
    .map((file) => /^sha256-([0-9a-f]{64})\.mjs$/.exec(file)?.[1])
    .flatMap((digest) => (digest ? [`sha256:${digest}`] : []));
  const prepared = { plan, assemblies, stacks, imageDigests };
  const source = await readSource(assemblies.example, plan, { onMessage: () => {} });
  return { ...prepared, published: await publishedIn(prepared, source, directory) };
}

/** A question stands for ten minutes: what is asked and not answered is over sooner, and nothing else differs. */
const withShortQuestions = (plan: Plan): Plan => ({ ...plan, approval: { ...plan.approval, expirySeconds: 600 } });

/**
 * Publishes a release into a world of its own, which ends with it.
 *
 * @param directory where the key for signing is, or is written
 */
export async function publishedIn(
  prepared: Omit<Prepared, 'published'>,
  source: Source,
  directory: string,
): Promise<RecordedCall[]> {
  const { plan, assemblies, stacks } = prepared;
  const world = openSimulatedWorld({ plan, seed: 1, watcher: silentWatcher });
  const calls: RecordedCall[] = [];
  const hand = worldHand(world, (call) => calls.push(call));
  const release = compose(source, plan);
  const beganAt = world.clock.now();
  const clock = { now: () => beganAt, sleep: async () => {} };
  const findings = audit(source, release, plan, { now: world.clock.iso() });
  const signer = signerFromFile(writeRehearsalKey(directory));
  const deployed = deployEverything(
    {
      services: world.services,
      clients: { cloudwatchIn: worldHand(world), route53: worldHand(world)('us-east-1') },
      serveAs: async () => {},
      migrate: async () => {},
      publish: async () => {
        const clients = { s3In: hand, cloudformationIn: hand };
        await publish({ plan, release, findings, commit: 'simulation', signer, clients, clock, tell: () => {} });
        source.close?.();
        throw new Published();
      },
    },
    plan,
    { assemblies, stacks, isAttached: false },
  );
  await whilePassing(world.clock, deployed).catch((error: unknown) => {
    if (!(error instanceof Published)) throw error;
  });
  await world.close();
  return calls;
}

/** Lets time pass in the world while something also waits for files, which no virtual clock knows of. */
async function whilePassing(clock: VirtualClock, work: Promise<unknown>): Promise<void> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  work.then(over, over);
  while (!isOver) {
    await clock.runUntil(() => isOver, 100);
    await setTimeout(1);
  }
  await work;
}

/** Thrown once the release is published: nothing more of the first world is needed. */
class Published extends Error {}
