import type { Divergence } from '../../../lib/domain/divergence';
import { digestOfFindings } from '../../../lib/domain/drift';
import type { Lock } from '../../../lib/domain/lock';
import { problemsIn } from '../../../lib/domain/problems';
import { HERE, inputFor, LOST, NOW } from '../../../test/fixtures';
import { secondsAgo } from '../../../test/standby';
import { AUDIT_PATIENCE_SECONDS } from '../../edge/audited';
import { PRESENCE_AGE_SECONDS_MAX } from '../../edge/presences';
import type { DescribedStack } from '../../edge/stacks';
import { decide, type Seen } from './decide';
import { DRIFT_AGE_SECONDS_MAX, FIRST_DETECTION_SECONDS_MAX } from './judge-drift';
import { auditControlPlane } from './step';

const input = inputFor(auditControlPlane);
const DIGEST = input.run.planSha256;
const read = <Value>(value: Value) => ({ outcome: 'read', value }) as const;
const unknown = { outcome: 'unknown', because: 'TimeoutError' } as const;
const failed = { outcome: 'failed', name: 'AccessDenied', because: 'AccessDenied' } as const;

const TOPIC = `arn:aws:sns:${HERE}:111122223333:oncall`;
const KEY = `arn:aws:kms:${HERE}:111122223333:key/k`;
const topic = { arn: TOPIC, topic: read({ confirmed: 1 }) };
const withKey = (key: object) => [{ ...topic, key: read({ arn: KEY, isEnabled: true, ...key }) }];

const stack = (stackName: string, changes: Partial<DescribedStack> = {}): DescribedStack => ({
  id: stackName,
  stackName,
  status: 'CREATE_COMPLETE',
  createdAt: '2026-01-01T00:00:00.000Z',
  tags: { 'understudy:plan': 'orders' },
  parameters: {},
  outputs: {},
  ...changes,
});
const lock = (changes: Partial<Lock>): Lock => ({
  owner: 'run',
  verb: 'failover',
  state: 'free',
  epoch: 1,
  version: 1,
  since: NOW,
  quietAt: NOW,
  ...changes,
});
const alarm = {
  name: 'understudy-orders-region-down',
  alarm: read({ hasActions: true }),
  rules: read([{ name: 'starter', isEnabled: true }]),
};
const checked = (seconds: number, drifted = 0, notKnown = 0) =>
  read({
    at: secondsAgo(seconds).toISOString(),
    findingsSha256: 'x',
    recordSha256: 'y',
    counts: { drifted, unknown: notKnown },
  });
/** What a check of so many seconds ago could not compare, and since how many seconds it is being detected. */
const notCompared = (counts: { drifted: number; unknown: number }, ...since: readonly (number | undefined)[]) =>
  read({
    at: secondsAgo(600).toISOString(),
    findingsSha256: 'x',
    recordSha256: 'y',
    counts,
    notCompared: since.map((seconds, index) => ({
      because: `stack ${index} is not known`,
      ...(seconds !== undefined && { detectingSince: secondsAgo(seconds).toISOString() }),
    })),
  });
const NEW = FIRST_DETECTION_SECONDS_MAX;
const present = (seconds: number, planSha256 = DIGEST) => [
  { region: LOST, presence: read({ at: secondsAgo(seconds).toISOString(), planSha256 }) },
];
const seen = (changes: Partial<Seen> = {}): Seen => ({
  topics: [topic],
  alarm,
  regions: present(30),
  standing: read([stack('understudy-orders')]),
  drift: checked(600),
  lock: read(undefined),
  divergence: read(undefined),
  fencing: { fence: read(undefined) },
  ...changes,
});
const decided = (changes: Partial<Seen> = {}, elapsedSeconds = 0) =>
  decide(seen(changes), inputFor(auditControlPlane, { elapsedSeconds }));

describe('AuditControlPlane is done', () => {
  it.each<[string, Partial<Seen>]>([
    ['when a takeover would start and be heard of', {}],
    ['with a topic whose key is enabled and here', { topics: withKey({}) }],
    [
      `with a watch that told of itself ${PRESENCE_AGE_SECONDS_MAX} s ago`,
      { regions: present(PRESENCE_AGE_SECONDS_MAX) },
    ],
    [`with a check for drift ${DRIFT_AGE_SECONDS_MAX} s ago`, { drift: checked(DRIFT_AGE_SECONDS_MAX) }],
    [
      'with an older check that wrote no counts and found nothing',
      { drift: read({ at: NOW, findingsSha256: digestOfFindings([]), recordSha256: '' }) },
    ],
    [
      'before the first check for drift of a control plane that was deployed just now',
      { drift: read(undefined), standing: read([stack('understudy-orders', { createdAt: NOW })]) },
    ],
    [
      `while first drift detections are under way for ${NEW} s`,
      { drift: notCompared({ drifted: 0, unknown: 2 }, NEW, 600) },
    ],
    [
      'while a drill is under way and has stacks',
      { standing: read([stack('drill-orders-web-r-1a2b')]), lock: read(lock({ state: 'held', verb: 'drill' })) },
    ],
    [
      'with drill stacks of another plan',
      { standing: read([stack('drill-x', { tags: { 'understudy:plan': 'other' } })]) },
    ],
  ])('%s', (_, changes) => {
    expect(decided(changes)).toMatchObject({ kind: 'done' });
  });

  it('and names what is not compared before a first drift detection has ended', () => {
    const { because } = decided({ drift: notCompared({ drifted: 0, unknown: 1 }, 600) });
    expect(because).toContain('a first drift detection is under way, which the check of the next hour reads: stack 0');
  });

  it('and tells of rows that only this Region may hold, which stop a failback and no failover', () => {
    const divergence: Divergence = {
      epoch: 2,
      activeRegion: LOST,
      runId: 'r',
      at: NOW,
      version: 1,
      databases: [{ globalCluster: 'orders', because: '12 rows' }],
    };
    expect(decided({ divergence: read(divergence) })).toMatchObject({
      kind: 'done',
      because: expect.stringMatching(
        /orders: 12 rows.*npx understudy acknowledge-divergence --region us-west-2 --because/,
      ),
    });
    const acknowledged = { by: 'arn', because: 'looked', at: NOW };
    expect(decided({ divergence: read({ ...divergence, acknowledged }) }).because).not.toContain('12 rows');
  });
});

describe('AuditControlPlane refuses', () => {
  it.each<[string, Partial<Seen>, string]>([
    ['a topic that nobody hears', { topics: [{ ...topic, topic: read({ confirmed: 0 }) }] }, 'nobody has confirmed'],
    ['a topic that does not exist', { topics: [{ ...topic, topic: read(undefined) }] }, 'does not exist'],
    ['a topic whose key is disabled', { topics: withKey({ isEnabled: false }) }, 'is disabled'],
    ['a topic whose key stands elsewhere', { topics: withKey({ arn: KEY.replace(HERE, LOST) }) }, `stands in ${LOST}`],
    ['a topic whose key is gone', { topics: [{ ...topic, key: read(undefined) }] }, 'does not exist'],
    // F-14
    ['an alarm that does not exist', { alarm: { ...alarm, alarm: read(undefined) } }, 'deploy the control plane again'],
    ['an alarm without actions', { alarm: { ...alarm, alarm: read({ hasActions: false }) } }, 'enable-alarm-actions'],
    ['an alarm that starts nothing', { alarm: { ...alarm, rules: read([]) } }, 'no EventBridge rule'],
    // F-17
    [
      'a rule that is disabled',
      { alarm: { ...alarm, rules: read([{ name: 'starter', isEnabled: false }]) } },
      'aws events enable-rule --name starter',
    ],
    ['another plan in another Region', { regions: present(1, 'b'.repeat(64)) }, 'the plans differ'],
    ['a check for drift that is too old', { drift: checked(DRIFT_AGE_SECONDS_MAX + 1) }, 'more than 2 h ago'],
    ['drift', { drift: checked(1, 2) }, 'would fail: 2 things are not as released: see'],
    // F-74
    ['one drift', { drift: checked(1, 1) }, 'would fail: 1 thing is not as released: see'],
    ['what could not be compared', { drift: checked(1, 0, 1) }, 'would fail: 1 could not be compared: see'],
    [
      'what could not be compared beside drift',
      { drift: checked(1, 2, 1) },
      '2 things are not as released and 1 could not be compared: see',
    ],
    [
      'a first drift detection that does not end',
      { drift: notCompared({ drifted: 0, unknown: 1 }, NEW + 1) },
      '1 could not be compared (stack 0 is not known): see',
    ],
    [
      'a first drift detection from after now',
      { drift: notCompared({ drifted: 0, unknown: 1 }, -NEW - 1) },
      '1 could not be compared',
    ],
    [
      'what is not being detected, beside what is',
      { drift: notCompared({ drifted: 0, unknown: 2 }, 600, undefined) },
      '2 could not be compared (stack 0 is not known; stack 1 is not known): see',
    ],
    [
      'drift beside a first detection',
      { drift: notCompared({ drifted: 1, unknown: 1 }, 600) },
      '1 thing is not as released and 1 could not be compared (stack 0 is not known): see',
    ],
    [
      'more than the item of the check holds',
      { drift: notCompared({ drifted: 0, unknown: 6 }, 1, 1, 1, 1) },
      'stack 2 is not known; 3 more): see',
    ],
    [
      'findings of an older check',
      { drift: read({ at: NOW, findingsSha256: 'x', recordSha256: '' }) },
      'found something',
    ],
    ['a check for drift that never came', { drift: read(undefined) }, 'never looked for'],
    // F-123
    [
      'stacks of a drill that is over',
      { standing: read([stack('drill-orders-web')]) },
      'npx understudy start retire --region us-west-2 --because "clear up after a drill"',
    ],
    [
      'stacks of a drill beside a failover',
      { standing: read([stack('drill-orders-web')]), lock: read(lock({ state: 'held' })) },
      'drill-orders-web',
    ],
  ])('%s', (_, changes, word) => {
    expect(decided(changes)).toMatchObject({ kind: 'refuse', because: expect.stringContaining(word) });
  });

  it('all that is wrong at once', () => {
    const changes = {
      alarm: { ...alarm, alarm: read(undefined) },
      topics: [{ ...topic, topic: read({ confirmed: 0 }) }],
      regions: present(900),
    };
    const { because } = decided(changes, AUDIT_PATIENCE_SECONDS);
    expect(problemsIn(because)).toHaveLength(3);
  });
});

describe('AuditControlPlane listens for a while, and then refuses', () => {
  it.each<[string, Partial<Seen>, string]>([
    ['a watch that is silent', { regions: present(PRESENCE_AGE_SECONDS_MAX + 1) }, 'at most 300 s ago'],
    ['a watch that never ran', { regions: [{ region: LOST, presence: read(undefined) }] }, 'has never told'],
  ])('%s', (_, changes, word) => {
    expect(decided(changes, AUDIT_PATIENCE_SECONDS - 1).kind).toBe('wait');
    expect(decided(changes, AUDIT_PATIENCE_SECONDS)).toMatchObject({
      kind: 'refuse',
      because: expect.stringContaining(word),
    });
  });
});

describe('what is unknown is red, never green:', () => {
  it.each<[string, Partial<Seen>]>([
    ['what drills have left', { standing: unknown }],
    ['a topic', { topics: [{ ...topic, topic: unknown }] }],
    ['a key', { topics: [{ ...topic, key: unknown }] }],
    ['the alarm', { alarm: { ...alarm, alarm: unknown } }],
    ['its rules', { alarm: { ...alarm, rules: unknown } }],
    ['another Region', { regions: [{ region: LOST, presence: unknown }] }],
    ['drift', { drift: unknown }],
    ['whether a drill is under way', { standing: read([stack('drill-orders-web')]), lock: unknown }],
    ['a divergence', { divergence: unknown }],
  ])('%s is waited for, and is a problem once the patience is over', (_, changes) => {
    expect(decided(changes, AUDIT_PATIENCE_SECONDS - 1).kind).toBe('wait');
    expect(decided(changes, AUDIT_PATIENCE_SECONDS)).toMatchObject({
      kind: 'refuse',
      because: expect.stringContaining('is not known: TimeoutError'),
    });
  });

  it('what is denied is a problem at once', () => {
    expect(decided({ drift: failed })).toMatchObject({
      kind: 'refuse',
      because: expect.stringContaining('AccessDenied'),
    });
  });
});
