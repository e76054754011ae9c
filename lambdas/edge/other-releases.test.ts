import { namesOf, STACK_TAGS } from '../../lib/domain/names';
import { HERE, plan, planWith } from '../../test/fixtures';
import { ourTags, RELEASE, releaseStack } from '../../test/stack-world';
import { awsError } from '../../test/standby';
import { otherStacks, otherStacksSentence, planStacks } from './other-releases';
import type { DescribedStack } from './stacks';

const names = namesOf(plan, HERE);
const OLD = 'r-000000';
const old = (stackName: string, more: Partial<DescribedStack> = {}): DescribedStack => ({
  id: `arn:${stackName}`,
  stackName,
  status: 'CREATE_COMPLETE',
  createdAt: '2026-11-21T10:00:00.000Z',
  tags: ourTags({ [STACK_TAGS.release]: OLD }),
  parameters: {},
  outputs: {},
  roleArn: names.releaseRoleArn,
  ...more,
});
const read = (...value: DescribedStack[]) => ({ outcome: 'read' as const, value });
const own = {
  ...{ plan, region: HERE, names, run: { verb: 'failover' } },
  manifest: { release: RELEASE, stacks: [releaseStack('orders-web')] },
};
const namesIn = (others: ReturnType<typeof otherStacks>) =>
  others.outcome === 'read' ? others.value.map(({ stackName }) => stackName) : others.outcome;
const commandFor = (stackName: string) =>
  `aws cloudformation delete-stack --region us-west-2 --stack-name ${stackName} --role-arn ${names.releaseRoleArn}`;

describe('A stack stands beside a release', () => {
  test.each<[string, boolean, Partial<DescribedStack>]>([
    ['when it is live and of another release', true, {}],
    ['half made too, because what was created serves', true, { status: 'CREATE_FAILED' }],
    ['while somebody changes it', true, { status: 'UPDATE_IN_PROGRESS' }],
    ['when its deletion failed', true, { status: 'DELETE_FAILED' }],
    ['not when it is of the same release', false, { tags: ourTags() }],
    ['not in the lane of drills', false, { tags: ourTags({ [STACK_TAGS.release]: OLD, [STACK_TAGS.lane]: 'drill' }) }],
    ['not without the role for releases', false, { roleArn: 'arn:aws:iam::111122223333:role/anybody' }],
    ['not without a release', false, { tags: { [STACK_TAGS.plan]: 'orders', [STACK_TAGS.lane]: 'live' } }],
    ['not once it is being deleted', false, { status: 'DELETE_IN_PROGRESS' }],
    ['not when all of it was rolled back', false, { status: 'ROLLBACK_COMPLETE' }],
    ['not when it was never created', false, { status: 'REVIEW_IN_PROGRESS' }],
  ])('%s', (_, isBeside, more) => {
    expect(namesIn(otherStacks(read(old('orders-web-r-000000', more)), own))).toEqual(
      isBeside ? ['orders-web-r-000000'] : [],
    );
  });

  test('not under a name that the release needs itself', () => {
    const fixed = { ...own, plan: planWith({ release: { ...plan.release, stackName: '{stack}' } }) };
    expect(namesIn(otherStacks(read(old('orders-web'), old('orders-data')), fixed))).toEqual(['orders-data']);
  });

  test('not beside a drill', () => {
    expect(namesIn(otherStacks(read(old('orders-web-r-000000')), { ...own, run: { verb: 'drill' } }))).toEqual([]);
  });

  test('with its release, its status and the command that removes it, the last created first', () => {
    const first = old('orders-data-r-000000', { createdAt: '2026-11-21T09:59:59.000Z' });
    expect(otherStacks(read(first, old('orders-web-r-000000')), own)).toEqual({
      outcome: 'read',
      value: ['orders-web-r-000000', 'orders-data-r-000000'].map((stackName) => ({
        ...{ stackName, release: OLD, status: 'CREATE_COMPLETE', command: commandFor(stackName) },
      })),
    });
  });
});

describe('What stands beside a release is told', () => {
  const sentence = (...stacks: DescribedStack[]) => otherStacksSentence(otherStacks(read(...stacks), own), RELEASE);

  test('with the command for each and when it is safe', () => {
    expect(sentence(old('orders-web-r-000000'))).toBe(
      `1 stack of another release stands here and may serve users beside ${RELEASE}; once users are served by ` +
        `${RELEASE}, remove it: orders-web-r-000000 (${OLD}, CREATE_COMPLETE) with ${commandFor('orders-web-r-000000')}`,
    );
    expect(sentence(old('a'), old('b'))).toMatch(/^2 stacks of other releases stand here .* remove them: a .*; b /);
  });

  test.each([
    [10, 10, undefined],
    [11, 10, '; and 1 more'],
  ])('of %i stacks with %i commands', (count, commands, more) => {
    const told = sentence(...Array.from({ length: count }, (_, index) => old(`s${index}`))) ?? '';
    expect(told.match(/delete-stack/g)).toHaveLength(commands);
    expect(told.includes('more')).toBe(more !== undefined);
    expect(told).toContain(more ?? '');
  });

  test('not at all where nothing does', () => {
    expect(sentence()).toBeUndefined();
  });
});

describe('A list of stacks that cannot be read', () => {
  test.each([
    ['denied', awsError('AccessDenied', 403), 'cloudformation:DescribeStacks failed: AccessDenied'],
    ['throttled', awsError('Throttling', 400), 'cloudformation:DescribeStacks failed: Throttling'],
    ['for a fault of this program', new TypeError('x is not a function'), 'TypeError: x is not a function'],
  ])('is told and never thrown: %s', async (_, error, because) => {
    const all = await planStacks(() => Promise.reject(error), { plan });
    expect(otherStacksSentence(otherStacks(all, own), RELEASE)).toContain(
      `whether stacks of other releases stand here is not known: ${because}`,
    );
  });
});
