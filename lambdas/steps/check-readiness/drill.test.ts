import { STACK_TAGS } from '../../../lib/domain/names';
import type { Verb } from '../../../lib/domain/verbs';
import { document, EPOCH, HERE, inputFor, LOST } from '../../../test/fixtures';
import { ourTags, RELEASE } from '../../../test/stack-world';
import { decided as looked, type Standby, signedPlan, template } from '../../../test/standby';
import { checkReadiness } from './step';

const { names } = inputFor(checkReadiness, { plan: signedPlan });
const LIVE = `orders-data-${RELEASE}`;
const DRILL = `drill-${LIVE}`;
const drilled = { [STACK_TAGS.lane]: 'drill', [STACK_TAGS.epoch]: String(EPOCH - 100) };

interface Left {
  readonly tags?: Record<string, string>;
  readonly template?: string;
  readonly role?: string;
  readonly verb?: 'drill' | 'failover';
}

/** A run in a Region where the stack `name` stands. */
const decided = (name: string, { tags = ourTags(drilled), verb = 'drill', ...more }: Left = {}) =>
  looked(
    (at: Standby) => {
      at.stacks[name] = {
        StackStatus: 'CREATE_COMPLETE',
        RoleARN: more.role ?? names.releaseRoleArn,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        template: more.template ?? template('orders-data'),
      } as NonNullable<Standby['stacks'][string]>;
    },
    {
      run: { ...document.run, verb },
      ...(verb === 'drill' && { confirmOutage: undefined, confirmActive: { activeRegion: LOST, signals: [] } }),
    },
  );
const OTHER = '{"Resources":{"Q":{}}}';
const sentence = `deploy-stacks begins with deleting ${DRILL}, which an earlier drill left CREATE_COMPLETE`;

describe('CheckReadiness of a drill', () => {
  test('tells what an earlier drill has left under the same name, and is done', async () => {
    expect(await decided(DRILL, { template: OTHER })).toMatchObject({
      kind: 'done',
      because: expect.stringContaining(sentence),
    });
    const ofOther = ourTags({ ...drilled, [STACK_TAGS.release]: 'r-000000' });
    expect(await decided(DRILL, { tags: ofOther })).toMatchObject({
      kind: 'done',
      because: expect.stringContaining(sentence),
    });
  });

  test.each<[string, Left]>([
    ["a stranger's stack", { tags: {}, template: OTHER }],
    ['a stack that nobody made for a drill', { tags: ourTags(), template: OTHER }],
    ['a stack with our tags and another role', { role: 'arn:aws:iam::1:role/x' }],
  ])('refuses %s under that name', async (_, left) => {
    expect(await decided(DRILL, left)).toMatchObject({ kind: 'refuse', because: expect.stringContaining(DRILL) });
  });

  test('looks past what serves users', async () => {
    expect(await decided(LIVE, { tags: {}, template: OTHER })).toMatchObject({ kind: 'done' });
  });

  test('may see the stacks of its own lane alone', () => {
    const place = inputFor(checkReadiness, { plan: signedPlan });
    const seen = (lane: 'live' | 'drill') =>
      checkReadiness
        .permissions({ ...place, lane })
        .filter(({ actions }) => actions.includes('cloudformation:GetTemplate'))
        .flatMap(({ resources }) => resources);
    expect(seen('drill').length).toBeGreaterThan(0);
    expect(seen('drill').every((arn) => arn.includes(':stack/drill-'))).toBe(true);
    expect(seen('live').some((arn) => arn.includes(':stack/drill-'))).toBe(false);
  });
});

describe('CheckReadiness beside write forwarding', () => {
  type Status = Standby['writeForwarding'];
  const forwarding = (writeForwarding: Status, verb: Verb, context: object = {}, isHere = false) =>
    looked(
      (at) => {
        at.synchronization = 'connected';
        at.writeForwarding = writeForwarding;
        if (isHere) at.writerRegion = HERE;
      },
      {
        run: { ...document.run, verb },
        confirmOutage: undefined,
        ...(verb !== 'check' && { confirmActive: { activeRegion: LOST, signals: [] } }),
        ...context,
      },
    );
  const without = (kind: string) => ({
    plan: {
      ...signedPlan,
      canaries: signedPlan.canaries.map((one) => (one.kind === kind ? { ...one, drillUrl: undefined } : one)),
    },
  });

  test.each<[Status, string]>([
    ['enabled', 'refuse'],
    ['enabling', 'refuse'],
    ['disabled', 'done'],
    [undefined, 'done'],
  ])('in a drill: %s', async (status, kind) => {
    expect(await forwarding(status, 'drill')).toMatchObject({ kind });
  });

  test('names it, and how to end it', async () => {
    const sentence =
      "orders: write forwarding of the member here is enabled, so a drill's write would reach production; take the " +
      'drillUrl from the write canaries, or: aws rds modify-db-cluster --region us-west-2 --db-cluster-identifier ' +
      'orders-us-west-2 --no-enable-global-write-forwarding';
    expect((await forwarding('enabled', 'drill')).because).toContain(sentence);
    expect(await forwarding('enabled', 'check')).toMatchObject({
      kind: 'done',
      because: expect.stringContaining(`a drill would be refused: ${sentence}`),
    });
  });

  test('asks nothing of a drill that sends no write, nor of verbs that never do, nor where the writer is', async () => {
    expect(await forwarding('enabled', 'drill', without('write'))).toMatchObject({ kind: 'done' });
    expect(await forwarding('enabled', 'drill', {}, true)).toMatchObject({ kind: 'done' });
    for (const verb of ['prewarm', 'switchover'] as const) {
      const { kind, because } = await forwarding('enabled', verb);
      expect([kind, because.includes('write forwarding')]).toEqual(['done', false]);
    }
  });

  test('a check tells what a drill leaves unproven, and a drill leaves that to ProveStacks', async () => {
    const told = 'a drill proves less than it could: no ';
    expect((await forwarding(undefined, 'check')).because).not.toContain(told);
    expect((await forwarding(undefined, 'check', without('write'))).because).toContain(`${told}write canary has a`);
    expect((await forwarding(undefined, 'check', without('read'))).because).toContain(`${told}read canary has a`);
    expect((await forwarding(undefined, 'drill', without('write'))).because).not.toContain(told);
  });
});

test('CheckReadiness of a failover knows no left-over drill', async () => {
  const decision = await decided(LIVE, { verb: 'failover', template: OTHER });
  expect(decision).toMatchObject({ kind: 'refuse', because: expect.stringContaining(LIVE) });
  expect(decision.because).not.toContain('deploy-stacks begins with');
});
