import { fencingPlan as plan, withoutLedgers } from '../../test/fence-world';
import { planWith } from '../../test/fixtures';
import { type Before, fenceFrom, mergedBefore } from './fence';
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

test('an item that holds no fence is not taken for one', () => {
  expect(() => fenceFrom({})).toThrow();
});

describe('A plan that fences', () => {
  const actions = (permissions: ReturnType<typeof fencing>) => permissions.flatMap((one) => one.actions).sort();

  test('nothing asks for its items alone', () => {
    const nothing = planWith({ fence: { stacks: [], stateMachines: [], rules: [], schedules: [] } });
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
