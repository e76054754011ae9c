import type { Plan } from '../../../lib/domain/plan';
import { inputFor, NOW, plan, planWith } from '../../../test/fixtures';
import { decide } from './decide';
import { authorizePromotion } from './step';

const alarm = { epoch: 101, reason: 'alarm', trigger: { kind: 'alarm', alarmArn: 'a', eventId: 'e', at: NOW } };
const person = { epoch: 101, reason: 'a person' };
const lag = (lagSeconds?: number) => [
  { globalCluster: 'orders', ...(lagSeconds !== undefined && { lagSeconds, at: NOW }) },
];
const [database] = plan.databases;
const limit = (dataLossSecondsMax: number) =>
  planWith({ databases: database ? [{ ...database, dataLossSecondsMax }] : [] });

interface Case {
  readonly plan?: Plan;
  readonly admitRun?: typeof alarm | typeof person;
  readonly lags?: ReturnType<typeof lag>;
}

const decided = ({ plan: under = plan, admitRun = alarm, lags = lag(2) }: Case) =>
  decide({}, inputFor(authorizePromotion, { plan: under, admitRun, checkReadiness: { lags } }));

describe('AuthorizePromotion decides', () => {
  test.each<[string, Case, string]>([
    ['that full automation goes on within the limit', {}, 'done'],
    ['that full automation goes on at exactly the limit', { lags: lag(30) }, 'done'],
    ['to refuse one tenth of a second beyond it', { lags: lag(30.1) }, 'refuse'],
    ['that an unknown lag is not zero', { lags: lag() }, 'refuse'],
    ['that a database nobody measured is not zero', { lags: [] }, 'refuse'],
    ['that a measured zero is zero', { lags: lag(0) }, 'done'],
    ['that a limit of 0 always needs a person', { plan: limit(0), lags: lag(0) }, 'refuse'],
    ['that an automatic run may not promote under "prepare"', { plan: planWith({ automation: 'prepare' }) }, 'refuse'],
    ['that an automatic run may not promote under "notify"', { plan: planWith({ automation: 'notify' }) }, 'refuse'],
    [
      'that a person may promote under "prepare"',
      { plan: planWith({ automation: 'prepare' }), admitRun: person },
      'done',
    ],
    ['that a person too is held to the limit', { admitRun: person, lags: lag(31) }, 'refuse'],
    [
      'that one person is not two',
      { admitRun: person, plan: planWith({ approval: { expirySeconds: 3600, persons: 2 } }) },
      'refuse',
    ],
    ['that a plan without databases has nothing to lose', { plan: planWith({ databases: [] }), lags: [] }, 'done'],
  ])('%s', (_, given, kind) => {
    expect(decided(given).kind).toBe(kind);
  });

  test('and says how much may be lost, and what to change when it is too much', () => {
    expect(decided({}).because).toContain('orders 2 s');
    expect(decided({ lags: lag(31) }).because).toContain('raise dataLossSecondsMax');
  });
});
