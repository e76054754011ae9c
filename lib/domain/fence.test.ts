import { fencingPlan as plan, withoutLedgers } from '../../test/fence-world';
import { planWith } from '../../test/fixtures';
import { type Before, fencedRelease, fenceFrom, fenceItem, mergedBefore, restorable, TASKS_MAX } from './fence';
import { fencing, unfencing } from './fence-permissions';

const stood = (desiredCount: number, wasEnabled: boolean): Before => ({
  services: [{ arn: 'arn:web', stack: 'web', release: 'r-1', desiredCount }],
  rules: [{ name: 'nightly', wasEnabled }],
  schedules: [],
});

describe('What is restored after two fences', () => {
  test('is what stood before the first one, where that has stopped it', () => {
    expect(mergedBefore(stood(0, false), stood(2, true))).toEqual(stood(2, true));
  });
  test('is what stands now, where somebody has started it since', () => {
    expect(mergedBefore(stood(3, true), stood(2, false))).toEqual(stood(3, true));
  });
  test('holds what is not seen now', () => {
    expect(mergedBefore({ services: [], rules: [], schedules: [] }, stood(2, true))).toEqual(stood(2, true));
  });
});

describe('An item is data: it is not taken for a fence', () => {
  const item = (before: object) =>
    fenceItem('orders', {
      ...{ epoch: 1, runId: 'arn:run', at: 'now', state: 'fenced', version: 1 },
      before: { services: [], rules: [], schedules: [], ...before } as Before,
    });
  const service = { arn: 'arn:aws:ecs:us-east-1:111122223333:service/orders/web', stack: 'web', release: 'r-1' };
  const of = (changes: object) => item({ services: [{ ...service, desiredCount: 1, ...changes }] });
  test.each<[string, ReturnType<typeof item>]>([
    ['an ARN of something else', of({ arn: 'arn:aws:ecs:us-east-1:111122223333:task/orders/web' })],
    ['an ARN with words for a shell', of({ arn: `${service.arn}'; id` })],
    ['a second line', of({ arn: `${service.arn}\nid` })],
    ['a stack that can be none', of({ stack: 'web;id' })],
    ['a release that can be none', of({ release: 'r 1' })],
    ['a negative count', of({ desiredCount: -1 })],
    ['a rule that can be none', item({ rules: [{ name: '`id`', wasEnabled: true }] })],
    ['a schedule without its group', item({ schedules: [{ name: 'invoices', wasEnabled: true }] })],
    ['more than it may', item({ commands: [] })],
  ])('where it holds %s', (_, written) => {
    expect(() => fenceFrom(written)).toThrow();
  });
  test('and one with names is', () => {
    expect(fenceFrom(of({})).before.services).toHaveLength(1);
    const old = 'arn:aws-us-gov:ecs:us-gov-west-1:111122223333:service/web';
    expect(fenceFrom(of({ arn: old, release: '' })).before.services[0]?.arn).toBe(old);
  });
  test('a tag that is no release is written as none', () => {
    expect(['r-1', 'a b', undefined].map((tag) => fencedRelease(tag))).toEqual(['r-1', '', '']);
  });
});

describe('Of what an item says is restored', () => {
  const arn = (region: string, account = plan.account) => `arn:aws:ecs:${region}:${account}:service/orders/web`;
  const at = { plan, region: 'us-east-1' };
  const services = (more: object) => [
    { arn: arn('us-east-1'), stack: 'orders-web-r-1', release: 'r-1', desiredCount: 2, ...more },
  ];
  const of = (more: object): Before => ({ services: services(more), rules: [], schedules: [] });
  test.each([
    ['of a release', {}],
    ['under the plain name', { stack: 'orders-web', release: '' }],
    ['with as many tasks as are allowed', { desiredCount: TASKS_MAX }],
  ])('a service %s', (_, more) => {
    expect(restorable(of(more), at)).toEqual({ before: of(more), left: [] });
  });
  test.each([
    ['of another Region', { arn: arn('us-west-2') }, 'no service of account 111122223333 in us-east-1'],
    ['of another account', { arn: arn('us-east-1', '999999999999') }, 'no service of account'],
    ['of another stack', { stack: 'orders-data-r-1' }, 'names no stack orders-data-r-1'],
    ['of a release that its stack is not', { release: 'r-2' }, 'names no stack orders-web-r-1'],
    ['with too many tasks', { desiredCount: TASKS_MAX + 1 }, `at most ${TASKS_MAX}`],
  ])('no service %s', (_, more, because) => {
    const found = restorable(of(more), at);
    expect(found.before.services).toEqual([]);
    expect(found.left).toEqual([expect.stringContaining(because)]);
  });
  test('no rule and no schedule that the plan does not name', () => {
    const before: Before = {
      services: [],
      rules: ['nightly', 'other'].map((name) => ({ name, wasEnabled: true })),
      schedules: ['default/invoices', 'default/other'].map((name) => ({ name, wasEnabled: true })),
    };
    const { before: kept, left } = restorable(before, at);
    expect([...kept.rules, ...kept.schedules].map(({ name }) => name)).toEqual(['nightly', 'default/invoices']);
    expect(left).toHaveLength(2);
  });
});

test('an item that holds no fence is not taken for one', () => {
  expect(() => fenceFrom({})).toThrow();
});

describe('A plan that fences', () => {
  const actions = (permissions: ReturnType<typeof fencing>) => permissions.flatMap((one) => one.actions).sort();

  test('nothing asks for its items alone', () => {
    const nothing = planWith({ fence: { stacks: [], stateMachines: [], rules: [], schedules: [], scheduleRoles: [] } });
    expect(actions(fencing({ plan: nothing }))).toEqual(['dynamodb:GetItem', 'dynamodb:PutItem']);
    expect(actions(unfencing({ plan: nothing }))).toEqual(['dynamodb:GetItem', 'dynamodb:PutItem']);
  });

  test('everything names each thing in every Region', () => {
    const resources = fencing({ plan }).flatMap((one) => one.resources);
    for (const region of plan.regions) {
      expect(resources).toEqual(
        expect.arrayContaining([
          `arn:aws:cloudformation:${region}:111122223333:stack/orders-web-r-*/*`,
          `arn:aws:states:${region}:111122223333:execution:settle-orders:*`,
          `arn:aws:events:${region}:111122223333:rule/nightly`,
          `arn:aws:scheduler:${region}:111122223333:schedule/default/invoices`,
          `arn:aws:ecs:${region}:111122223333:service/*/orders-web-*`,
        ]),
      );
    }
  });

  test('hands over the roles of its schedules and no other, to the scheduler alone', () => {
    for (const permissions of [fencing({ plan }), unfencing({ plan })]) {
      expect(permissions.filter((one) => one.actions.includes('iam:PassRole'))).toEqual([
        {
          actions: ['iam:PassRole'],
          resources: plan.regions.map((region) => `arn:aws:iam::111122223333:role/service-role/invoices-${region}`),
          conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
        },
      ]);
    }
  });

  test('any service that carries the tag of the plan, and no other', () => {
    const wide = fencing({ plan: withoutLedgers }).filter(({ resources }) =>
      resources.some((resource) => resource.endsWith(':service/*')),
    );
    expect(wide.map(({ conditions }) => conditions)).toEqual([
      { StringEquals: { 'aws:ResourceTag/understudy:plan': 'orders' } },
    ]);
  });

  test('disables where it fences, and enables where it lifts', () => {
    expect(actions(fencing({ plan }))).toContain('events:DisableRule');
    expect(actions(fencing({ plan }))).not.toContain('events:EnableRule');
    expect(actions(unfencing({ plan }))).not.toContain('events:DisableRule');
    expect(actions(unfencing({ plan }))).not.toContain('states:StopExecution');
  });
});
