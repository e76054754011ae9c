/** A release of many stacks with the real step handler, on a virtual clock. */
import type { ReleaseStack } from '../lib/domain/release';
import { deploying, RELEASE, releaseStack, type StackWorld, stackWorld } from './stack-world';
import { signedPlan } from './standby';

const STACKS = 60;

/** The same numbers for the same seed: mulberry32. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A random release, its stacks in no useful order, and how long each takes to create: 30 to 300 s. */
function randomRelease(seed: number) {
  const random = chance(seed);
  const names = Array.from({ length: STACKS }, (_, index) => `s${String(index).padStart(2, '0')}`);
  const stacks = names.map((name, index): ReleaseStack => {
    const before = names.slice(Math.max(0, index - 12), index);
    return releaseStack(name, { dependsOn: before.filter(() => random() < 0.12) });
  });
  const seconds = new Map(names.map((name) => [`${name}-${RELEASE}`, 30 + Math.floor(random() * 271)]));
  const shuffled = stacks
    .map((stack) => ({ stack, place: random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ stack }) => stack);
  return { stacks: shuffled, secondsOf: (stackName: string) => seconds.get(stackName) ?? 0 };
}

/** The least time in which the release can come to be, seconds: its longest chain. */
function criticalPath({ stacks, secondsOf }: ReturnType<typeof randomRelease>): number {
  const ends = new Map<string, number>();
  const endOf = (name: string): number => {
    const known = ends.get(name);
    if (known !== undefined) return known;
    const { dependsOn } = stacks.find((stack) => stack.name === name) ?? { dependsOn: [] };
    const end = Math.max(0, ...dependsOn.map(endOf)) + secondsOf(`${name}-${RELEASE}`);
    ends.set(name, end);
    return end;
  };
  return Math.max(...stacks.map(({ name }) => endOf(name)));
}

/** Invokes the step as its machine does, until it is done. @returns the seconds that it took */
async function deployed(world: StackWorld, stacks: readonly ReleaseStack[], stacksAtOnce: number): Promise<number> {
  const release = { ...signedPlan.release, stacks: stacks.map(({ name }) => name), stacksAtOnce, ageHoursMax: 87_600 };
  const { run } = deploying(world, { ...signedPlan, release });
  const startedAt = world.now;
  for (let record: object = {}, left = 2000; left > 0; left -= 1) {
    const answer = await run(record);
    if (answer.status === 'done') return (world.now - startedAt) / 1000;
    record = { deployStacks: answer };
    world.now += answer.lookAgainSeconds * 1000;
  }
  throw new Error('the release was never deployed');
}

async function inWorld(seed: number, stacksAtOnce: number) {
  const release = randomRelease(seed);
  const world = stackWorld(release.stacks);
  world.secondsOf = release.secondsOf;
  world.latencySeconds = { CreateStackCommand: 0.4, DescribeStacksCommand: 0.01 };
  const seconds = await deployed(world, release.stacks, stacksAtOnce);
  return { world, release, seconds };
}

/** Every stack was sent once, and none before all that it depends on stood. */
function expectInOrder(world: StackWorld, { stacks }: ReturnType<typeof randomRelease>): void {
  expect(world.created).toHaveLength(STACKS);
  for (const { name, dependsOn } of stacks) {
    const own = world.stacks[`${name}-${RELEASE}`];
    const stood = dependsOn.map((other) => world.stacks[`${other}-${RELEASE}`]?.completeAt ?? Infinity);
    expect(Math.max(0, ...stood)).toBeLessThanOrEqual(own?.createdAt ?? 0);
  }
}

/**
 * Each stack is seen absent at first, and once when it was sent; then every 5 s while it is created, and between two
 * creations at most every 2 s.
 */
function expectFewCalls({ calls }: StackWorld, { stacks, secondsOf }: ReturnType<typeof randomRelease>): void {
  const whileCreated = stacks.reduce((sum, { name }) => sum + secondsOf(`${name}-${RELEASE}`) / 5 + 1, 0);
  expect(calls.DescribeStacksCommand).toBeLessThanOrEqual(2 * STACKS + 1.25 * whileCreated);
  expect(calls.GetObjectCommand).toBe(STACKS + 1);
  expect(calls.GetTemplateCommand ?? 0).toBe(0);
}

describe('A release of 60 stacks', () => {
  test.each([1, 2])('takes at most a tenth longer than its longest chain: seed %s', async (seed) => {
    const { world, release, seconds } = await inWorld(seed, 50);
    expectInOrder(world, release);
    expectFewCalls(world, release);
    expect(world.inProgressMax).toBeGreaterThan(10);
    expect(seconds / criticalPath(release)).toBeGreaterThanOrEqual(1);
    expect(seconds / criticalPath(release)).toBeLessThanOrEqual(1.1);
  });

  test('is created three at once when the plan says three, never more', async () => {
    const { world, release, seconds } = await inWorld(1, 3);
    expectInOrder(world, release);
    expectFewCalls(world, release);
    expect(world.inProgressMax).toBe(3);
    const work = release.stacks.reduce((sum, { name }) => sum + release.secondsOf(`${name}-${RELEASE}`), 0);
    expect(seconds / Math.max(work / 3, criticalPath(release))).toBeLessThanOrEqual(1.15);
  });
});
