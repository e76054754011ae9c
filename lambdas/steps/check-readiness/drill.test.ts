import { STACK_TAGS } from '../../../lib/domain/names';
import { document, EPOCH, inputFor, LOST } from '../../../test/fixtures';
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

test('CheckReadiness of a failover knows no left-over drill', async () => {
  const decision = await decided(LIVE, { verb: 'failover', template: OTHER });
  expect(decision).toMatchObject({ kind: 'refuse', because: expect.stringContaining(LIVE) });
  expect(decision.because).not.toContain('deploy-stacks begins with');
});
