import { STACK_TAGS } from '../../../lib/domain/names';
import { EPOCH, HERE, NOW } from '../../../test/fixtures';
import {
  deploying,
  keepFence,
  ourTags,
  RELEASE,
  releaseStack,
  type StackWorld,
  stackWorld,
  stands,
} from '../../../test/stack-world';
import { signedPlan } from '../../../test/standby';

const DATA = `orders-data-${RELEASE}`;
const WEB = `orders-web-${RELEASE}`;
const PREWARMED = { tags: ourTags({ [STACK_TAGS.epoch]: String(EPOCH - 100) }) };

/** A failover that has taken the lock of a retire, whose last call may be under way for 60 s. */
function takingOver(world: StackWorld, plan = signedPlan) {
  const quietAt = new Date(world.now + 60_000).toISOString();
  const output = { epoch: EPOCH, reason: 'us-east-1 is unreachable', quietAt };
  const { run, later } = deploying(world, plan);
  const admitted = { admitRun: { status: 'done', output } };
  return { quietAt, run: () => run(admitted), later: (seconds: number) => later(seconds, admitted) };
}

/** What a prewarm has made, and a retire was about to delete. */
function warm() {
  const world = stackWorld();
  stands(world, DATA, { ...PREWARMED, parameters: { Size: 'small' } });
  stands(world, WEB, PREWARMED);
  return world;
}

/** A call of the retire that was under way takes effect. */
const isDeleted = (world: StackWorld, stackName: string) => delete world.stacks[stackName];

const createdIn = ({ created }: StackWorld) => created.map(({ StackName }) => StackName);

describe('After a run that gave way and may still delete stacks, DeployStacks', () => {
  // F-25
  test('is done with stacks that it adopts only when no call of that run can be under way', async () => {
    const { run, later, quietAt } = takingOver(warm());
    expect(await run()).toMatchObject({
      status: 'pending',
      because:
        `${DATA} and ${WEB} are complete, and until ${quietAt} a call of the run that gave way may still ` +
        'take them away',
    });
    expect(await later(59.9)).toMatchObject({ status: 'pending' });
    expect(await later(0.1)).toMatchObject({ status: 'done', output: { adopted: 2 } });
  });

  test('sees a stack go that stood at its first look, and makes it anew', async () => {
    const world = warm();
    const { run, later } = takingOver(world);
    await run();
    isDeleted(world, WEB);
    expect(await later(2)).toMatchObject({ status: 'pending' });
    expect(createdIn(world)).toEqual([WEB]);
    expect(await later(58)).toMatchObject({ status: 'done', output: { stacks: 2, adopted: 1 } });
  });

  test('waits for one that is being deleted, and makes it anew', async () => {
    const world = warm();
    const { run, later } = takingOver(world);
    await run();
    Object.assign(world.stacks[WEB] ?? {}, { status: 'DELETE_IN_PROGRESS' });
    expect(await later(59)).toMatchObject({ because: expect.stringContaining(`${WEB} is DELETE_IN_PROGRESS`) });
    isDeleted(world, WEB);
    expect(await later(60)).toMatchObject({ status: 'done', output: { adopted: 1 } });
    expect(createdIn(world)).toEqual([WEB]);
  });

  test('looks once more at the end, however short before that it has looked', async () => {
    const world = warm();
    const { run, later } = takingOver(world);
    await run();
    await later(59.9);
    isDeleted(world, WEB);
    await later(0.1);
    expect(createdIn(world)).toEqual([WEB]);
  });

  test('looks at many of them by a list', async () => {
    const names = Array.from({ length: 30 }, (_, n) => `stack-${n}`);
    const world = stackWorld(names.map((name) => releaseStack(name)));
    for (const name of names) stands(world, `${name}-${RELEASE}`, PREWARMED);
    const plan = { ...signedPlan, release: { ...signedPlan.release, stacks: names } };
    const { run, later } = takingOver(world, plan);
    await run();
    const { listed } = world;
    isDeleted(world, `stack-7-${RELEASE}`);
    await later(60);
    expect(createdIn(world)).toEqual([`stack-7-${RELEASE}`]);
    expect(world.listed).toBe(listed + 1);
    expect(world.calls.GetTemplateCommand).toBe(30);
  });

  test('does not wait for stacks that it has made itself: that run has never heard of them', async () => {
    expect(await takingOver(stackWorld()).run()).toMatchObject({ status: 'done', output: { adopted: 0 } });
  });

  test('starts services that a fence has stopped before it waits, and again what a late call of a stand-down stops', async () => {
    const world = warm();
    const arn = `arn:aws:ecs:${HERE}:111122223333:service/orders/web`;
    const services = [{ arn, stack: WEB, release: RELEASE, desiredCount: 2 }];
    const fence = { epoch: EPOCH - 1, runId: 'arn:earlier', at: NOW, state: 'fenced', version: 4 } as const;
    keepFence(world, { ...fence, before: { services, rules: [], schedules: [] } });
    world.services[arn] = { desiredCount: 0, runningCount: 0 };
    const { run, later } = takingOver(world);
    expect(await run()).toMatchObject({ status: 'pending' });
    expect(world.services[arn]).toEqual({ desiredCount: 2, runningCount: 2 });
    world.services[arn] = { desiredCount: 0, runningCount: 0 };
    expect(await later(60)).toMatchObject({ status: 'done', output: { startedAgain: [{ tasks: 2 }] } });
    expect(world.scaled).toHaveLength(2);
  });
});
