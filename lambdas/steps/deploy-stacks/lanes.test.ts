import { StackStatus } from '@aws-sdk/client-cloudformation';
import { namesOf, STACK_TAGS } from '../../../lib/domain/names';
import type { Place } from '../../../lib/domain/step';
import { document, EPOCH, HERE, plan } from '../../../test/fixtures';
import { deploying, ourTags, RELEASE, type StackWorld, stackWorld, stands } from '../../../test/stack-world';
import { treatmentOf } from '../../edge/release-stacks/stack-status';
import { deployStacks } from './step';

const DATA = `drill-orders-data-${RELEASE}`;
const WEB = `drill-orders-web-${RELEASE}`;
const LIVE = `orders-data-${RELEASE}`;
const DRILL = { run: { ...document.run, verb: 'drill' as const } };
const PREWARMED = { [STACK_TAGS.epoch]: String(EPOCH - 100) };

const drillTags = (more: Record<string, string> = {}) =>
  ourTags({ [STACK_TAGS.lane]: 'drill', [STACK_TAGS.epoch]: String(EPOCH - 100), ...more });
const createdIn = ({ created }: StackWorld) => created.map(({ StackName }) => StackName);
const deletedIn = ({ deleted }: StackWorld) => deleted.map(({ StackName }) => StackName);

describe('In a drill DeployStacks', () => {
  // F-121
  test('creates stacks with names, tags, parameters and tokens of their own', async () => {
    const world = stackWorld();
    expect(await deploying(world).run(DRILL)).toMatchObject({
      status: 'done',
      output: { stacks: 2 },
    });
    expect(world.created[0]).toMatchObject({
      StackName: DATA,
      Parameters: [{ ParameterKey: 'Size', ParameterValue: 'tiny' }],
      Tags: expect.arrayContaining([{ Key: STACK_TAGS.lane, Value: 'drill' }]),
      ClientRequestToken: `orders-data-${RELEASE}-${EPOCH}`,
    });
  });

  test('sees nothing of live stacks, and lists none', async () => {
    const world = stackWorld();
    stands(world, LIVE);
    const live = { ...world.stacks[LIVE] };
    await deploying(world).run(DRILL);
    expect(world.stacks[LIVE]).toEqual(live);
    expect(world.listed).toBe(0);
  });

  // F-123
  test('takes nothing over that an earlier drill left: it is deleted and created anew, and that is said', async () => {
    const world = stackWorld();
    stands(world, DATA, { tags: drillTags() });
    expect(await deploying(world).run(DRILL)).toMatchObject({
      status: 'done',
      output: { stacks: 2, adopted: 0 },
    });
    expect(deletedIn(world)).toEqual([`arn:${DATA}-before`]);
    expect(world.evidence[0]?.because).toBe(
      `deleting ${DATA}, which an earlier drill left CREATE_COMPLETE: a drill proves only what it made`,
    );
  });

  test('deletes first what depends on what it deletes', async () => {
    const world = stackWorld();
    for (const name of [DATA, WEB]) stands(world, name, { tags: drillTags() });
    await deploying(world).run(DRILL);
    expect(deletedIn(world)).toEqual([`arn:${WEB}-before`, `arn:${DATA}-before`]);
    expect(createdIn(world)).toEqual([DATA, WEB]);
  });

  test.each<[string, Record<string, string>]>([
    ['of another release', { [STACK_TAGS.release]: 'r-000000' }],
    ['of a later epoch', { [STACK_TAGS.epoch]: String(EPOCH + 1) }],
  ])('clears one %s as well', async (_, tags) => {
    const world = stackWorld();
    stands(world, DATA, { tags: drillTags(tags) });
    await deploying(world).run(DRILL);
    expect(deletedIn(world)).toEqual([`arn:${DATA}-before`]);
  });

  test.each<[string, Record<string, string> | undefined, string]>([
    [
      'which is live',
      { [STACK_TAGS.lane]: 'live' },
      'was made by a run in the lane live, which this one never touches',
    ],
    ['of another plan', { [STACK_TAGS.plan]: 'shop' }, 'was made by plan shop'],
  ])('refuses a stack of its name %s, and deletes nothing', async (_, tags, because) => {
    const world = stackWorld();
    stands(world, DATA, { tags: drillTags(tags) });
    await expect(deploying(world).run(DRILL)).rejects.toThrow(because);
    expect(world.deleted).toEqual([]);
  });

  test('takes one that does not say its lane for a live one', async () => {
    const world = stackWorld();
    const { [STACK_TAGS.lane]: _, ...tags } = drillTags();
    stands(world, DATA, { tags });
    await expect(deploying(world).run(DRILL)).rejects.toThrow('a run in the lane live');
  });

  test('names the first resource that failed, with the reason, and the drill as what is started again', async () => {
    const world = stackWorld();
    stands(world, DATA, {
      status: 'CREATE_FAILED',
      tags: drillTags({ [STACK_TAGS.epoch]: String(EPOCH) }),
      events: [
        {
          LogicalResourceId: 'Service',
          ResourceType: 'AWS::ECS::Service',
          ResourceStatus: 'CREATE_FAILED',
          ResourceStatusReason: 'ECS Deployment Circuit Breaker was triggered',
        },
      ],
    });
    await expect(deploying(world).run(DRILL)).rejects.toThrow(
      `${DATA} is CREATE_FAILED: Service (AWS::ECS::Service): ECS Deployment Circuit Breaker was triggered; ` +
        'mend the cause and start the drill again',
    );
  });
});

describe('What an earlier drill left is', () => {
  const waited = ['UPDATE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'IMPORT_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS'];
  test.each(Object.values(StackStatus))('never adopted when it is %s', (status) => {
    const expected =
      status === 'DELETE_COMPLETE'
        ? 'absent'
        : status === 'DELETE_IN_PROGRESS'
          ? 'leaving'
          : /_IN_PROGRESS$/.test(status) && !['CREATE_IN_PROGRESS', 'REVIEW_IN_PROGRESS'].includes(status)
            ? 'busy'
            : 'cleared';
    expect(treatmentOf(status, 'earlierDrill')).toBe(expected);
  });

  test('waited for while somebody changes it', () => {
    expect(waited.map((status) => treatmentOf(status, 'earlierDrill'))).toEqual(waited.map(() => 'busy'));
  });

  test('for a person when its status is none that is known', () => {
    expect(treatmentOf('CREATE_SOMEHOW', 'earlierDrill')).toBe('stuck');
  });
});

describe('A failover', () => {
  test('takes over what a prewarm made, and deletes and creates nothing', async () => {
    const world = stackWorld();
    stands(world, LIVE, { tags: ourTags(PREWARMED), parameters: { Size: 'small' } });
    stands(world, `orders-web-${RELEASE}`, { tags: ourTags(PREWARMED) });
    expect(await deploying(world).run()).toMatchObject({
      status: 'done',
      output: { stacks: 2, adopted: 2 },
    });
    expect([world.created, world.deleted]).toEqual([[], []]);
  });

  test('never rests on a stack that a drill made, though it has the name', async () => {
    const world = stackWorld();
    stands(world, LIVE, { tags: drillTags() });
    await expect(deploying(world).run()).rejects.toThrow('was made by a run in the lane drill');
  });
});

describe('DeployStacks may', () => {
  const place: Place = { plan, region: HERE, names: namesOf(plan, HERE) };
  const stacksOf = (lane: 'live' | 'drill') =>
    deployStacks
      .permissions({ ...place, lane })
      .flatMap(({ resources }) => resources)
      .filter((resource) => resource === '*' || resource.includes(':stack/'))
      .map((resource) => resource.split(':stack/')[1] ?? resource);

  test('in a drill touch the stacks of drills alone, and list none', () => {
    expect(new Set(stacksOf('drill'))).toEqual(new Set(['drill-*/*']));
  });

  test.each([
    [10, false],
    [11, true],
  ])('in a drill of %i stacks list those of the Region, or not', (count, isListing) => {
    const stacks = Array.from({ length: count }, (_, n) => `stack-${n}`);
    const grown = { ...place, plan: { ...plan, release: { ...plan.release, stacks } }, lane: 'drill' as const };
    const lists = deployStacks.permissions(grown).some(({ resources }) => resources.includes('*'));
    expect(lists).toBe(isListing);
  });

  test('otherwise touch no stack of a drill', () => {
    expect(stacksOf('live').filter((stack) => stack.startsWith('drill-'))).toEqual([]);
  });

  test('in a drill create and delete only what carries the tag of a drill', () => {
    const tagged = (action: string) =>
      deployStacks
        .permissions({ ...place, lane: 'drill' })
        .find(({ actions }) => actions.includes(`cloudformation:${action}`))?.conditions?.StringEquals;
    expect(tagged('CreateStack')).toMatchObject({ 'aws:RequestTag/understudy:lane': 'drill' });
    expect(tagged('DeleteStack')).toMatchObject({ 'aws:ResourceTag/understudy:lane': 'drill' });
  });
});
