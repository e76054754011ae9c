import { HERE, LOST, NOW } from '../../../test/fixtures';
import { signedPlan } from '../../../test/standby';
import { sha256Of } from '../canonical-json';
import { judgeDrift } from './judge';
import { type Detection, judgeResources, type SeenResources } from './judge-resources';
import { digestOfFindings, driftKeyOf, type LastCheck, recordOf } from './record';

const hoursAgo = (hours: number) => new Date(Date.parse(NOW) - hours * 3_600_000).toISOString();
const sound: Detection = { checkedAt: hoursAgo(1), isPartial: false, drifted: [], unchecked: [] };
const seen = (changes: Partial<Detection> = {}, more: Partial<SeenResources> = {}): SeenResources => ({
  region: HERE,
  stack: 'orders-pilot-light',
  detection: { value: { ...sound, ...changes } },
  ...more,
});
const context = { plan: signedPlan, now: NOW };
const told = (of: SeenResources) => judgeResources(of, context).map(({ level, because }) => `${level}: ${because}`);
const modified = {
  logicalId: 'Listener',
  type: 'AWS::ElasticLoadBalancingV2::Listener',
  status: 'MODIFIED',
  properties: ['/Port', '/Protocol'],
} as const;

describe('The resources of a stack', () => {
  test('are as its template says when CloudFormation found nothing within a day', () => {
    expect(told(seen())).toEqual([]);
    expect(told(seen({ checkedAt: hoursAgo(24) }))).toEqual([]);
  });

  test('are named when they were changed, with what was changed', () => {
    expect(told(seen({ drifted: [modified] }))).toEqual([
      `drift: Listener (AWS::ElasticLoadBalancingV2::Listener) of orders-pilot-light in ${HERE} was changed outside of ` +
        'CloudFormation at /Port and /Protocol; change it back, or deploy the change with the stack',
    ]);
  });

  test('are named when they were deleted, beside others that were changed', () => {
    const deleted = { ...modified, logicalId: 'Role', status: 'DELETED', properties: [] } as const;
    expect(told(seen({ drifted: [deleted, modified] }))).toEqual([
      expect.stringMatching(/^drift: Role .* was deleted outside of CloudFormation/),
      expect.stringMatching(/^drift: Listener /),
    ]);
  });

  test('are known to await their first detection only where none has ended yet', () => {
    const first = (of: SeenResources) => judgeResources(of, context).map((one) => one.isFirstDetection ?? false);
    const never = { ...seen(), detection: { value: without(sound) } };
    expect(first(never)).toEqual([true]);
    expect(first({ ...never, notDetected: 'AccessDenied' })).toEqual([false, true]);
    expect(first(seen({ checkedAt: hoursAgo(24.02) }))).toEqual([false]);
    expect(first(seen({ isPartial: true }))).toEqual([false]);
  });

  const unchecked = [{ logicalId: 'Code', type: 'AWS::Lambda::Function', reason: 'no lambda:GetFunction' }];
  test.each<[string, SeenResources, string]>([
    ['they were never looked at', { ...seen(), detection: { value: { ...without(sound) } } }, 'no drift detection has'],
    ['the last look is a minute older than a day', seen({ checkedAt: hoursAgo(24.02) }), 'more than 24 h ago'],
    ['CloudFormation could not look at all', seen({ isPartial: true }), 'could not look at all of it'],
    [
      'CloudFormation could not look at one',
      seen({ isPartial: true, unchecked }),
      'not checked: no lambda:GetFunction',
    ],
    ['nothing answers', seen({}, { detection: { unknown: 'TimeoutError' } }), 'TimeoutError'],
    ['a person could start no detection', seen({}, { notDetected: 'AWS says AccessDenied' }), 'AWS says AccessDenied'],
  ])('are unknown when %s', (_, of, because) => {
    expect(told(of)).toEqual([expect.stringMatching(/^unknown: /)]);
    expect(told(of).join()).toContain(because);
  });

  test('have drifted when the stack is not there', () => {
    expect(told(seen({}, { detection: { value: undefined } }))).toEqual([
      `drift: there is no stack orders-pilot-light in ${HERE}; deploy it`,
    ]);
  });

  function without({ checkedAt: _, ...rest }: Detection): Detection {
    return rest;
  }
});

const nowhere = { region: LOST, manifest: { unknown: 'away' } };
const judged = (...resources: SeenResources[]) =>
  judgeDrift(
    {
      releases: [{ region: HERE, manifest: { value: { text: undefined, earlier: [] } } }, nowhere],
      deployed: { askedIn: HERE, active: { value: LOST }, stacks: { value: [] } },
      resources,
    },
    context,
  );

describe('The findings', () => {
  test('come with the worst first, and with the release of every Region', () => {
    const { findings, releases } = judged(seen({ drifted: [modified] }));
    expect(findings.map(({ level, kind }) => `${level} ${kind}`)).toEqual([
      'drift release',
      'drift resources',
      'unknown release',
    ]);
    expect(releases).toEqual({ [HERE]: undefined, [LOST]: undefined });
  });

  test('come in one order however they were seen', () => {
    const [one, two] = [seen({ drifted: [modified] }), seen({ drifted: [modified] }, { stack: 'a-stack' })];
    expect(judged(two, one)).toEqual(judged(one, two));
  });
});

describe('The record of a check', () => {
  const place = { plan: 'orders', region: HERE, at: NOW };
  const drifted = judged(seen({ drifted: [modified] }));
  const same: LastCheck = {
    at: hoursAgo(1),
    findingsSha256: digestOfFindings(drifted.findings),
    recordSha256: 'a'.repeat(64),
  };

  test('is left by the first one, whatever it found', () => {
    const record = recordOf({ findings: [], releases: {} }, { ...place, last: undefined });
    expect(record).toMatchObject({ ...place, findings: [], previousSha256: '0'.repeat(64) });
  });

  test('is left when something else was found, chained to the one before', () => {
    const record = recordOf(drifted, { ...place, last: { ...same, findingsSha256: 'b'.repeat(64) } });
    expect(record).toMatchObject({ findings: drifted.findings, previousSha256: 'a'.repeat(64) });
    const { sha256, ...body } = record ?? { sha256: '' };
    expect(sha256).toBe(sha256Of(body));
    expect(record && driftKeyOf(record)).toBe(`drift/${HERE}/${NOW}.json`);
  });

  test('is not left when the same was found', () => {
    expect(recordOf(drifted, { ...place, last: same })).toBeUndefined();
  });
});
