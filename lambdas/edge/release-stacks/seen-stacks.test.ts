import { inputFor, NOW } from '../../../test/fixtures';
import { releaseStack } from '../../../test/stack-world';
import { signedPlan } from '../../../test/standby';
import { deployStacks } from '../../steps/deploy-stacks/step';
import type { VerifiedRelease } from '../staged-release';
import { INCOMPLETE } from '../transient';
import { seenStacks } from './seen-stacks';
import { sentStacks } from './sent-stacks';

const STACKS = 25;
const stacks = Array.from({ length: STACKS }, (_, n) => releaseStack(`s${n}`));
const release = { manifest: { release: 'r-1', stacks }, templateOf: async () => '{}' } as unknown as VerifiedRelease;
const plan = { ...signedPlan, release: { ...signedPlan.release, stacks: stacks.map(({ name }) => name) } };
/** A Region with more stacks than a list shows, so that each stack of the release is asked for by its name. */
const list = () => Promise.reject(Object.assign(new Error('more stacks than a list shows'), { name: INCOMPLETE }));

/** @param milliseconds that pass until the tenth stack has answered */
function slow(milliseconds: number) {
  const world = { now: Date.parse(NOW), asked: [] as string[], isFirst: true };
  const cloudformation = {
    async send({ input }: { readonly input: { readonly StackName: string } }) {
      world.asked.push(input.StackName);
      if (world.isFirst && world.asked.length === 10) world.now += milliseconds;
      throw Object.assign(new Error(`Stack with id ${input.StackName} does not exist`), { name: 'ValidationError' });
    },
  };
  const clock = { now: () => world.now };
  const { look } = seenStacks({ cloudformation, s3: cloudformation, clock }, sentStacks());
  return {
    async look() {
      world.isFirst = world.asked.length === 0;
      world.asked = [];
      const input = inputFor(deployStacks, { plan, now: new Date(world.now).toISOString() });
      const seen = await look(release, input, { list }).catch((error: Error) => error.message);
      return { seen, asked: world.asked.length };
    },
  };
}

describe('A look at stacks', () => {
  test('goes on with more after 10 s', async () => {
    expect(await slow(10_000).look()).toMatchObject({ seen: { length: STACKS }, asked: STACKS });
  });

  test('begins with no more after them, and the next look goes on where this one stopped', async () => {
    const { look } = slow(10_001);
    expect(await look()).toEqual({ seen: expect.stringMatching(/^15 of 25 stacks were not looked at yet/), asked: 10 });
    expect(await look()).toMatchObject({ seen: { length: STACKS }, asked: 15 });
  });
});
