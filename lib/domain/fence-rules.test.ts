import { planWith } from '../../test/fixtures';
import { brokenRules } from './plan-rules';

const none = { stacks: [], stateMachines: [], rules: [], schedules: [], scheduleRoles: [] };
const hook = (name: string) => [{ function: name, timeoutSeconds: 60, onFailure: 'stop' as const }];
const noHooks = {
  ...{ beforePromotion: [], afterPromotion: [], beforeTraffic: [], afterTraffic: [], fence: [], unfence: [] },
};
const paths = (changes: Parameters<typeof planWith>[0]) =>
  brokenRules(planWith(changes)).map(({ path }) => path.join('.'));

describe('A plan is refused that names what is Understudy’s own', () => {
  test.each([
    ['fence.stacks.0', { fence: { ...none, stacks: ['understudy-orders'] } }],
    ['fence.stateMachines.1', { fence: { ...none, stateMachines: ['settle', 'understudy-orders-failover'] } }],
    ['fence.rules.0', { fence: { ...none, rules: ['understudy-orders-Watch-1A'] } }],
    ['fence.schedules.0', { fence: { ...none, schedules: ['default/understudy-x'], scheduleRoles: ['r'] } }],
    ['fence.scheduleRoles.0', { fence: { ...none, schedules: ['default/x'], scheduleRoles: ['a/understudy-r'] } }],
    ['hooks.fence.0.function', { hooks: { ...noHooks, fence: hook('understudy-orders-watch-region') } }],
    ['hooks.afterTraffic.0.function', { hooks: { ...noHooks, afterTraffic: hook('understudy-orders-close-run') } }],
  ])('%s', (path, changes) => {
    expect(paths(changes)).toEqual([path]);
  });
  test('and not one that names anything else', () => {
    expect(
      paths({ fence: { ...none, rules: ['my-understudy-rule'] }, hooks: { ...noHooks, fence: hook('pause') } }),
    ).toEqual([]);
  });
});

test('schedules need the roles that they run with', () => {
  expect(paths({ fence: { ...none, schedules: ['default/x'] } })).toEqual(['fence.scheduleRoles']);
  expect(paths({ fence: { ...none, schedules: ['default/x'], scheduleRoles: ['service-role/x'] } })).toEqual([]);
});
