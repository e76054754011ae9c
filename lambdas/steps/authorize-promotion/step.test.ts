import type { Plan } from '../../../lib/domain/plan';
import { inputFor, NOW, plan, planWith } from '../../../test/fixtures';
import type { MeasuredLag } from '../check-readiness/step';
import { decide } from './decide';
import { authorizePromotion } from './step';

const alarm = { epoch: 101, reason: 'alarm', trigger: { kind: 'alarm', alarmArn: 'a', eventId: 'e', at: NOW } };
const person = { epoch: 101, reason: 'a person' };
const lag = (lagSeconds?: number): MeasuredLag[] => [
  { globalCluster: 'orders', ...(lagSeconds !== undefined && { lagSeconds, at: NOW }) },
];
const promoted: MeasuredLag[] = [{ globalCluster: 'orders', promoted: true }];
const [database] = plan.databases;
const two = planWith({ databases: database ? [database, { ...database, globalCluster: 'ledger' }] : [] });
const limit = (dataLossSecondsMax: number) =>
  planWith({ databases: database ? [{ ...database, dataLossSecondsMax }] : [] });

const prepare = { plan: planWith({ automation: 'prepare' }) };

interface Case {
  readonly plan?: Plan;
  readonly admitRun?: typeof alarm | typeof person;
  readonly lags?: MeasuredLag[];
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
    ['that a database whose writer is here already has no lag to judge', { lags: promoted }, 'done'],
    ['that such a database loses nothing more, whatever its limit', { plan: limit(0), lags: promoted }, 'done'],
    ['that the others are judged as ever', { plan: two, lags: [...promoted, { globalCluster: 'ledger' }] }, 'refuse'],
    ['that a promotion already made does not stand for a person', { ...prepare, lags: promoted }, 'refuse'],
    ['that a plan without databases has nothing to lose', { plan: planWith({ databases: [] }), lags: [] }, 'done'],
  ])('%s', (_, given, kind) => {
    expect(decided(given).kind).toBe(kind);
  });

  test('and names the databases it judged, so that no other is promoted', () => {
    expect(decided({})).toMatchObject({ output: { databases: ['orders'] } });
    expect(decided({ lags: promoted })).toMatchObject({ output: { databases: [] } });
  });

  test('and says how much may be lost, and what to change when it is too much', () => {
    expect(decided({}).because).toContain('orders 2 s');
    expect(decided({ lags: lag(31) }).because).toContain('raise dataLossSecondsMax');
  });

  test('and names what can no longer be lost, apart from what can', () => {
    const lags = [...promoted, { globalCluster: 'ledger', lagSeconds: 2, at: NOW }];
    expect(decided({ plan: two, lags }).because).toBe(
      'the plan allows the promotion (automation "full"), at most this much may be lost: ledger 2 s; ' +
        'nothing more can be lost of orders, whose writer is here already',
    );
  });
});
