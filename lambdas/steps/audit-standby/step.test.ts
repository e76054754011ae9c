import { problemsIn } from '../../../lib/domain/problems';
import { HERE, inputFor, LOST } from '../../../test/fixtures';
import { AUDIT_PATIENCE_SECONDS } from '../../edge/audited';
import type { DescribedStack } from '../../edge/stacks';
import { decide, type Seen } from './decide';
import { auditStandby } from './step';

const read = <Value>(value: Value) => ({ outcome: 'read', value }) as const;
const unknown = { outcome: 'unknown', because: 'TimeoutError' } as const;
const failed = { outcome: 'failed', name: 'AccessDenied', because: 'AccessDenied' } as const;

const REPOSITORY = `111122223333.dkr.ecr.${HERE}.amazonaws.com/orders`;
const URI = `${REPOSITORY}@sha256:${'a'.repeat(64)}`;
const TARGET = `arn:aws:elasticloadbalancing:${HERE}:111122223333:targetgroup/web/1`;

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
const release = {
  release: 'r-1a2b',
  count: 2,
  needs: { images: [{ where: 'orders-web.Task', uri: URI }], targetGroups: [TARGET], cpus: 1, unsized: [] },
  targets: [{ arn: TARGET, loadBalancers: read(['balancer']) }],
  images: [{ uri: URI, tags: read(['v1']), lifecyclePolicy: read(undefined) }],
  quotas: { cpus: read(6), stacks: read(2000) },
};
const seen = (changes: Partial<Seen> = {}): Seen => ({
  release: read(release),
  standing: read([stack('understudy-orders')]),
  ...changes,
});
const released = (changes: Partial<typeof release>): Partial<Seen> => ({
  release: read({ ...release, ...changes }) as Seen['release'],
});
const imaged = (uri: string | undefined, image: object = {}): Partial<Seen> =>
  released({
    needs: { ...release.needs, images: [{ where: 'orders-web.Task', ...(uri && { uri }) }] } as typeof release.needs,
    images: [{ ...release.images[0], uri: uri ?? '', ...image }] as typeof release.images,
  });
const expiring = (selection: object, tags: readonly string[] = ['v1']) =>
  imaged(URI, {
    tags: read(tags),
    lifecyclePolicy: read(JSON.stringify({ rules: [{ rulePriority: 7, description: 'old', selection }] })),
  });
const decided = (changes: Partial<Seen> = {}, elapsedSeconds = 0) =>
  decide(seen(changes), inputFor(auditStandby, { elapsedSeconds }));

describe('AuditStandby is done', () => {
  it.each<[string, Partial<Seen>]>([
    ['when all that the release uses is here', {}],
    ['with tasks that need exactly the quota', released({ quotas: { cpus: read(1), stacks: read(3) } as never })],
    ['with an image of a registry that is not the account’s', imaged(`999999999999.dkr.ecr.${HERE}.amazonaws.com/o:1`)],
    ['with a rule that selects other tags', expiring({ tagStatus: 'tagged', tagPrefixList: ['dev-'] })],
    ['with a rule for untagged images and a tagged one', expiring({ tagStatus: 'untagged' })],
    ['with a pattern that fits no tag', expiring({ tagStatus: 'tagged', tagPatternList: ['*-dev'] })],
  ])('%s', (_, changes) => {
    expect(decided(changes)).toMatchObject({ kind: 'done' });
  });
});

describe('AuditStandby refuses', () => {
  it.each<[string, Partial<Seen>, string]>([
    // F-63
    ['a quota below the tasks', released({ quotas: { cpus: read(0.5), stacks: read(9) } as never }), 'L-3032A538'],
    ['a quota below the stacks', released({ quotas: { cpus: read(6), stacks: read(2) } as never }), 'L-0485CB21'],
    [
      'a target group of another Region',
      released({ targets: [{ arn: TARGET.replace(HERE, LOST), loadBalancers: read(['b']) }] }),
      `stands in ${LOST}`,
    ],
    [
      'a target group that no listener uses',
      released({ targets: [{ arn: TARGET, loadBalancers: read([]) }] }),
      'no listener',
    ],
    [
      'a target group that does not exist',
      released({ targets: [{ arn: TARGET, loadBalancers: read(undefined) }] as never }),
      'does not exist',
    ],
    [
      'services without any target group',
      released({ targets: [], needs: { ...release.needs, targetGroups: [] } }),
      'no requests',
    ],
    ['an image that is missing here', imaged(URI, { tags: read(undefined) }), `does not exist in ${HERE}`],
    ['an image of another Region', imaged(URI.replace(HERE, LOST)), `pulled from ${LOST}`],
    ['an image that nobody can know yet', imaged(undefined), 'only once other stacks stand'],
    ['a rule for any image', expiring({ tagStatus: 'any' }), 'rule 7 ("old")'],
    ['a rule for untagged images and such an image', expiring({ tagStatus: 'untagged' }, []), 'it has no tag'],
    ['a prefix that fits', expiring({ tagStatus: 'tagged', tagPrefixList: ['v'] }), 'rule 7'],
    ['a pattern that fits', expiring({ tagStatus: 'tagged', tagPatternList: ['v*'] }), 'rule 7'],
    ['a lifecycle policy that cannot be read', imaged(URI, { lifecyclePolicy: read('{') }), 'cannot be read'],
  ])('%s', (_, changes, word) => {
    expect(decided(changes)).toMatchObject({ kind: 'refuse', because: expect.stringContaining(word) });
  });

  it('all that is wrong at once', () => {
    const changes = {
      ...released({ quotas: { cpus: read(0.5), stacks: read(9) } as never }),
      standing: unknown,
    };
    const { because } = decided(changes, AUDIT_PATIENCE_SECONDS);
    expect(problemsIn(because)).toHaveLength(2);
  });
});

describe('what is unknown is red, never green:', () => {
  it.each<[string, Partial<Seen>]>([
    ['the release', { release: unknown }],
    ['a quota', released({ quotas: { cpus: unknown, stacks: read(9) } as never })],
    ['how many stacks stand', { standing: unknown }],
    ['a target group', released({ targets: [{ arn: TARGET, loadBalancers: unknown }] as never })],
    ['an image', imaged(URI, { tags: unknown })],
    ['a lifecycle policy', imaged(URI, { lifecyclePolicy: unknown })],
  ])('%s is waited for, and is a problem once the patience is over', (_, changes) => {
    expect(decided(changes, AUDIT_PATIENCE_SECONDS - 1).kind).toBe('wait');
    expect(decided(changes, AUDIT_PATIENCE_SECONDS)).toMatchObject({
      kind: 'refuse',
      because: expect.stringContaining('is not known: TimeoutError'),
    });
  });

  it('what is denied is a problem at once', () => {
    expect(decided({ standing: failed })).toMatchObject({
      kind: 'refuse',
      because: expect.stringContaining('AccessDenied'),
    });
  });
});
