import { HERE, LOST, NOW, plan, planWith } from '../../../test/fixtures';
import { sha256Of } from '../../domain/canonical-json';
import type { Readiness } from '../../domain/readiness';
import { checkedFrom } from './checked-region';

const readiness: Readiness = {
  at: NOW,
  runId: 'run',
  problems: [],
  planSha256: sha256Of(plan),
  activeRegion: LOST,
  release: { id: 'r-1a2b', stacks: plan.release.stacks.map((name) => ({ name, templateKey: `${name}.json` })) },
};
const found = (changes: Partial<Readiness> = {}, problems: readonly string[] = []) => ({
  readiness: { ...readiness, ...changes },
  problems,
  timings: { failover: { PromoteDatabase: [95] } },
});
const checked = (...known: Parameters<typeof found>) =>
  checkedFrom({ plan, region: HERE, active: LOST }, found(...known));

test('a Region is ready where the check found nothing', () => {
  expect(checked()).toMatchObject({ ready: true, problems: [], checkedAt: NOW, selfAudit: [] });
});

test.each<[string, Parameters<typeof found>]>([
  ['the check found a problem', [{ problems: ['no image'] }]],
  ['its result is stale', [{}, ['the last check is 61 min old']]],
  ['another plan is deployed there', [{ planSha256: 'another' }]],
])('a Region is not ready where %s', (_, known) => {
  const { ready, problems } = checked(...known);
  expect([ready, problems.length]).toEqual([false, 1]);
});

test('a Region without a result is not ready, and nobody knows what would be called there', () => {
  const { ready, calls, selfAudit, checkedAt } = checkedFrom(
    { plan, region: HERE, active: LOST },
    { readiness: undefined, problems: ['not checked: nothing answers'], timings: {} },
  );
  expect([ready, calls, selfAudit, checkedAt]).toEqual([false, [], [], undefined]);
  const silent = checkedFrom({ plan, region: HERE, active: LOST }, { readiness: undefined, problems: [], timings: {} });
  expect(silent.ready).toBe(false);
});

test('a call that one step makes on several items of a table is told once, and one of another step again', () => {
  const { calls } = checked();
  const told = calls.map((call) => JSON.stringify(call));
  expect(told).toEqual([...new Set(told)]);
  const items = calls.filter(({ operation, region }) => operation === 'GetItem' && region === HERE);
  expect(items.filter(({ step, when }) => step === 'AdmitRun' && when === undefined)).toHaveLength(1);
  expect(items.some(({ step }) => step === 'CloseRun')).toBe(true);
});

test.each<[string, string | undefined, string | undefined, boolean]>([
  ['has the highest claim', HERE, undefined, true],
  ['has the highest claim, but the writers are elsewhere', HERE, LOST, false],
  ['has no claim', LOST, undefined, false],
  ['is one of several of which nobody knows', undefined, undefined, false],
])('whether a Region is active that %s', (_, active, activeRegion, expected) => {
  const { activeRegion: __, ...rest } = readiness;
  const known = { readiness: activeRegion === undefined ? rest : readiness, problems: [], timings: {} };
  expect(checkedFrom({ plan, region: HERE, active }, known).isActive).toBe(expected);
});

test('calls name the stacks of the release that is staged there', () => {
  const created = checked().calls.filter(({ operation }) => operation === 'CreateStack');
  expect(created.map(({ resources: [arn = ''] }) => arn.split('/')[1])).toEqual(
    plan.release.stacks.map((stack) => `${stack}-r-1a2b`),
  );
});

test('expected seconds are those that were measured there, and steps without work are left out', () => {
  const { expected, path } = checked();
  expect(expected.PromoteDatabase).toEqual({ seconds: 95, measuredIn: 'failover' });
  expect(expected).not.toHaveProperty('BeforeTraffic');
  expect(path.steps.at(-1)).toBe('CloseRun');
});

test('the self-audit names the API of Route 53 where records are swapped', () => {
  const other = planWith({ traffic: { ...plan.traffic, strategy: 'record-update' } });
  const { selfAudit, ready } = checkedFrom(
    { plan: other, region: HERE, active: LOST },
    found({ planSha256: sha256Of(other) }),
  );
  expect(selfAudit).toEqual([expect.stringContaining('route53:ChangeResourceRecordSets')]);
  expect(ready).toBe(true);
});
