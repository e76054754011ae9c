import { type Fence, fenceItem } from '../../../lib/domain/fence';
import { namesOf } from '../../../lib/domain/names';
import type { Place } from '../../../lib/domain/step';
import { fenceKey } from '../../../lib/domain/table-items';
import { document, EPOCH, HERE, inputFor, NOW, plan } from '../../../test/fixtures';
import { deploying, keepFence, RELEASE, type StackWorld, stackWorld, stands } from '../../../test/stack-world';
import { awsError, signedPlan } from '../../../test/standby';
import { type SeenFence, SHOWN_AFTER_SECONDS, starting } from './starting';
import { deployStacks } from './step';

const DATA = `orders-data-${RELEASE}`;
const WEB = `orders-web-${RELEASE}`;
const arn = (name: string) => `arn:aws:ecs:${HERE}:111122223333:service/orders/${name}`;
const stopped = { arn: arn('web'), stack: WEB, release: RELEASE, desiredCount: 2 };
const byHand = `by hand: aws ecs update-service --region ${HERE} --cluster 'orders' --service '${arn('web')}' --desired-count 2`;
const denied = Object.assign(awsError('AccessDeniedException', 400), { message: 'role may not' });

const fence = (services: Fence['before']['services'] = [stopped], more: Partial<Fence> = {}): Fence => ({
  ...{ epoch: EPOCH - 1, runId: 'arn:earlier', at: NOW, state: 'fenced', version: 4 },
  before: { services, rules: [{ name: 'nightly', wasEnabled: true }], schedules: [] },
  ...more,
});

/** This Region was fenced while it served with the release, whose stacks still stand. */
function fenced(item: Fence = fence()) {
  const world = stackWorld();
  for (const name of [DATA, WEB]) stands(world, name, name === DATA ? { parameters: { Size: 'small' } } : {});
  world.services = { [arn('web')]: { desiredCount: 0, runningCount: 0 } };
  keepFence(world, item);
  return { world, ...deploying(world) };
}
const askedIn = ({ scaled }: StackWorld) => scaled.map(({ service, desiredCount }) => [service, desiredCount]);
const verb = (of: 'failover' | 'switchover' | 'prewarm' | 'drill') => ({ run: { ...document.run, verb: of } });

describe('Where this Region is fenced DeployStacks', () => {
  test.each(['failover', 'switchover', 'prewarm'] as const)(
    'gives the services of the adopted stacks their tasks again in a %s, and leaves the item as it is',
    async (of) => {
      const { world, run } = fenced();
      expect(await run(verb(of))).toMatchObject({
        status: 'done',
        because: expect.stringContaining(`2 of them adopted; web of ${WEB} runs again with 2 tasks`),
        output: { startedAgain: [{ arn: arn('web'), stack: WEB, tasks: 2 }] },
      });
      expect(askedIn(world)).toEqual([[arn('web'), 2]]);
      expect(world.evidence[0]).toMatchObject({
        kind: 'called',
        because: `starting ECS services that the fence of ${HERE} has stopped: web (2)`,
        data: { act: { kind: 'start', services: [{ arn: arn('web'), desiredCount: 2 }] } },
      });
      expect(world.table.item(fenceKey('orders'))).toEqual(fenceItem('orders', fence()));
    },
  );

  test('starts nothing before every stack stands', async () => {
    const { world, run } = fenced();
    delete world.stacks[WEB];
    world.secondsOf = () => 60;
    expect(await run()).toMatchObject({ status: 'pending' });
    expect([askedIn(world), world.calls.GetItemCommand]).toEqual([[], undefined]);
  });

  test('starts nothing while a stack is not what the release says', async () => {
    const { world, run } = fenced();
    stands(world, DATA, { template: '{}' });
    await expect(run()).rejects.toThrow('is not what the release says');
    expect(askedIn(world)).toEqual([]);
  });

  test.each<[string, Fence]>([
    ['of another release', fence([{ ...stopped, release: 'r-000000' }])],
    ['of a stack that is none of the release', fence([{ ...stopped, stack: 'orders-jobs' }])],
    ['that had no task before', fence([{ ...stopped, desiredCount: 0 }])],
    ['of a fence that was lifted', fence([stopped], { state: 'lifted' })],
  ])('starts no service %s, and asks ECS nothing', async (_, item) => {
    const { world, run } = fenced(item);
    expect(await run()).toMatchObject({ status: 'done', output: expect.not.objectContaining({ startedAgain: [] }) });
    expect([askedIn(world), world.calls.DescribeServicesCommand]).toEqual([[], undefined]);
  });

  test('starts what a fence that was only begun has stopped', async () => {
    const { world, run } = fenced(fence([stopped], { state: 'begun' }));
    await run();
    expect(askedIn(world)).toEqual([[arn('web'), 2]]);
  });

  test('leaves what somebody has set since', async () => {
    const { world, run } = fenced();
    world.services[arn('web')] = { desiredCount: 5, runningCount: 5 };
    expect(await run()).toMatchObject({ status: 'done', output: { startedAgain: [{ tasks: 5 }] } });
    expect(askedIn(world)).toEqual([]);
  });

  test('says what does not exist any more, and goes on: the canaries tell', async () => {
    const { world, run } = fenced();
    world.services = {};
    expect(await run()).toMatchObject({
      status: 'done',
      because: expect.stringContaining(`web of ${WEB} does not exist any more`),
    });
  });

  test('waits until the tasks run, says what keeps ECS, and lists the stacks but once', async () => {
    const { world, run, later } = fenced();
    world.isScaledAtOnce = false;
    const old = { createdAt: new Date(world.now - 60_000), message: '(service web) has stopped 2 running tasks' };
    world.services[arn('web')] = { desiredCount: 0, runningCount: 0, events: [old] };
    const record = await run();
    expect(record).toMatchObject({
      status: 'pending',
      because: `ECS starts what the fence of ${HERE} had stopped: web has 0 of 2 tasks`,
    });
    const events = [
      old,
      { createdAt: new Date(world.now + 1000), message: '(service web) was unable to place a task' },
    ];
    world.services[arn('web')] = { desiredCount: 2, runningCount: 1, events };
    expect(await later(5, { deployStacks: record })).toMatchObject({
      because: expect.stringMatching(/web has 1 of 2 tasks, ECS says: \(service web\) was unable to place a task$/),
    });
    world.services[arn('web')] = { desiredCount: 2, runningCount: 2 };
    expect(await later(5)).toMatchObject({ status: 'done' });
    expect([world.listed, askedIn(world)]).toEqual([1, [[arn('web'), 2]]]);
  });

  test('is overdue with the service that ECS does not start, and does not wait for ever', async () => {
    const { world, run, later } = fenced();
    world.isScaledAtOnce = false;
    const record = await run();
    await expect(later(7200, { deployStacks: record })).rejects.toMatchObject({
      name: 'Understudy.Overdue',
      message: expect.stringContaining('web has 0 of 2 tasks'),
    });
  });

  test.each<[string, string, string]>([
    ['the item', 'GetItemCommand', `what the fence of ${HERE} has stopped is not known: dynamodb:GetItem`],
    ['ECS', 'DescribeServicesCommand', 'whether services run again that the fence'],
    ['the change', 'UpdateServiceCommand', `not all services run again that the fence of ${HERE} has stopped`],
  ])('waits while %s is throttled or silent, then goes on', async (_, operation, because) => {
    for (const error of [awsError('ThrottlingException', 400), awsError('TimeoutError', 500)]) {
      const { world, run, later } = fenced();
      world.errors[operation] = error;
      expect(await run()).toMatchObject({ status: 'pending', because: expect.stringContaining(because) });
      world.errors[operation] = undefined;
      expect(await later(1)).toMatchObject({ status: 'done' });
      expect(world.services[arn('web')]?.desiredCount).toBe(2);
    }
  });

  test.each<[string, string, string]>([
    ['the item', 'GetItemCommand', 'aws dynamodb get-item'],
    ['ECS', 'DescribeServicesCommand', byHand],
    ['the change', 'UpdateServiceCommand', byHand],
  ])('refuses where %s is denied, and names the command', async (_, operation, command) => {
    const { world, run } = fenced();
    world.errors[operation] = denied;
    const refusal = { name: 'Understudy.Refused', message: expect.stringMatching(/role may not/) };
    await expect(run()).rejects.toMatchObject(refusal);
    await expect(run()).rejects.toThrow(command);
  });

  test('changes nothing once another run owns the epoch', async () => {
    const { world, run } = fenced();
    world.isOwned = false;
    await expect(run()).rejects.toMatchObject({ name: 'Understudy.Refused' });
    expect(askedIn(world)).toEqual([]);
  });

  test('asks nobody in a drill', async () => {
    const { world, run } = fenced();
    expect(await run(verb('drill'))).toMatchObject({ status: 'done' });
    expect([askedIn(world), world.calls.GetItemCommand]).toEqual([[], undefined]);
  });

  test('asks nobody where the plan stops no services', async () => {
    const { world } = fenced();
    const none = { ...signedPlan, fence: { ...signedPlan.fence, stacks: [] } };
    expect(await deploying(world, none).run()).toMatchObject({ status: 'done' });
    expect(world.calls.GetItemCommand).toBeUndefined();
  });
});

describe('Tasks that were asked for are', () => {
  const asleep = { ...stopped, desiredCount: 0, runningCount: 0, pendingCount: 0 };
  const judged = (more: Partial<SeenFence>) =>
    starting(
      { stopped: { outcome: 'read', value: [stopped] }, services: { outcome: 'read', value: [asleep] }, ...more },
      inputFor(deployStacks),
    )?.kind;

  test.each<[string, number, string]>([
    ['waited for while ECS may not show them yet', SHOWN_AFTER_SECONDS - 1, 'wait'],
    ['asked for again once it should', SHOWN_AFTER_SECONDS, 'act'],
  ])('%s', (_, secondsAgo, kind) => {
    expect(judged({ asked: { secondsAgo } })).toBe(kind);
  });

  test.each<[string, object, string | undefined]>([
    ['enough when they run', { desiredCount: 2, runningCount: 2 }, undefined],
    ['too few when one is missing', { desiredCount: 2, runningCount: 1 }, 'wait'],
    ['enough when more run', { desiredCount: 2, runningCount: 3 }, undefined],
  ])('%s', (_, counts, kind) => {
    expect(judged({ services: { outcome: 'read', value: [{ ...asleep, ...counts }] } })).toBe(kind);
  });
});

describe('DeployStacks may', () => {
  const place: Place = { plan, region: HERE, names: namesOf(plan, HERE) };
  const lines = (more: Partial<Place>) =>
    deployStacks
      .permissions({ ...place, ...more })
      .flatMap(({ actions, resources }) =>
        actions.flatMap((action) => resources.map((resource) => `${action} ${resource}`)),
      )
      .filter((line) => /^(ecs|dynamodb):/.test(line));

  test('scale services and read the fence in this Region alone', () => {
    const services = ['service/*', 'service/*/orders-web-*'].map((name) => `arn:aws:ecs:${HERE}:111122223333:${name}`);
    expect(lines({})).toEqual([
      `dynamodb:GetItem ${place.names.tableArn}`,
      ...services.flatMap((service) => [`ecs:DescribeServices ${service}`, `ecs:UpdateService ${service}`]),
    ]);
  });

  test('do neither in a drill, nor where the plan stops no services', () => {
    expect(lines({ lane: 'drill' })).toEqual([]);
    expect(lines({ plan: { ...plan, fence: { ...plan.fence, stacks: [] } } })).toEqual([]);
  });
});
