import { HERE, LOST, planWith } from '../../../test/fixtures';
import { releaseStack } from '../../../test/stack-world';
import { manifestText, signedPlan } from '../../../test/standby';
import { STACK_TAGS } from '../names';
import type { Plan } from '../plan';
import { comparableSha256, ReleaseManifest } from '../release';
import { judgeDeployed, type SeenDeployed, type SeenStack } from './judge-deployed';
import { type ListedStack, runningStack } from './running-stack';

const source = { Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { Delay: 1 } } } };
const rewritten = { Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { Delay: 1, At: 'here' } } } };
const other = { Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { Delay: 2 } } } };
const stagedWithLetters = JSON.stringify({ ...rewritten, Description: 'Grüße' });
const codeOf = (S3ObjectVersion: string) => ({
  Resources: { Web: { Properties: { Code: { S3Key: `assets/${'a'.repeat(64)}.zip`, S3ObjectVersion } } } },
});
const [data, web] = ['orders-data', 'orders-web'].map((name) => {
  const stack = releaseStack(name);
  return { ...stack, template: { ...stack.template, sourceSha256: comparableSha256(source) } };
});
if (!data || !web) throw new Error('the release has two stacks');
const release = ReleaseManifest.parse(JSON.parse(manifestText({ stacks: [data, web] })));

const running = (stack: string, template: unknown = source, staged?: string): SeenStack => ({
  stack,
  running: { name: `${stack}-r-3f2a1b`, template: { value: template } },
  ...(staged !== undefined && { staged: { value: staged } }),
});
const seenIn = (...stacks: SeenStack[]): SeenDeployed => ({
  askedIn: HERE,
  active: { value: LOST },
  stacks: { value: stacks },
});
const told = (seen: SeenDeployed) =>
  judgeDeployed(seen, release).map(({ level, region, stack, because }) => `${level} ${region} ${stack}: ${because}`);
const sound = running('orders-web');

describe('What runs in the active Region', () => {
  test.each<[string, SeenStack]>([
    ['was made from the template as its author wrote it', running('orders-data')],
    ['differs from it by metadata alone', running('orders-data', { Metadata: { by: 'cdk' }, ...source })],
    [
      'was made from the template that is staged there, whose letters are not shown',
      running('orders-data', { ...rewritten, Description: 'Gr??e' }, stagedWithLetters),
    ],
    [
      'was made from the template that is staged there, uploaded once more',
      running('orders-data', codeOf('v1'), JSON.stringify(codeOf('v2'))),
    ],
    ['was made from the template that is staged there', running('orders-data', rewritten, JSON.stringify(rewritten))],
  ])('is the release when it %s', (_, stack) => {
    expect(told(seenIn(stack, sound))).toEqual([]);
  });

  test.each<[string, SeenStack, string]>([
    ['differs', running('orders-data', other), 'drift'],
    ['differs from what is staged too', running('orders-data', other, JSON.stringify(rewritten)), 'drift'],
    ['differs where the staged one is not what was signed', running('orders-data', rewritten, ''), 'drift'],
    ['is not there', { stack: 'orders-data', running: undefined }, 'drift'],
    [
      'cannot be read',
      { stack: 'orders-data', running: { name: 'x', template: { unknown: 'GetTemplate failed' } } },
      'unknown',
    ],
    [
      'differs, and the staged one cannot be read',
      { ...running('orders-data', rewritten), staged: { unknown: 'GetObject failed' } },
      'unknown',
    ],
    ['is written in YAML', running('orders-data', 'Resources: {}'), 'warning'],
  ])('is named with its stack when the template %s', (_, stack, level) => {
    expect(told(seenIn(stack, sound))).toEqual([expect.stringMatching(`^${level} ${LOST} orders-data: `)]);
  });

  test('is named once when nothing of the release is there', () => {
    const none = release.stacks.map(({ name }) => ({ stack: name, running: undefined }));
    expect(told(seenIn(...none))).toEqual([
      `drift ${LOST} undefined: what runs in ${LOST} is not release r-3f2a1b: no stack of it is there`,
    ]);
  });

  test('is unknown while the active Region is, or does not answer', () => {
    expect(told({ ...seenIn(), active: { unknown: 'rds failed' } })).toEqual([
      `unknown ${HERE} undefined: which Region is active is not known in ${HERE}: rds failed`,
    ]);
    expect(told({ ...seenIn(), stacks: { unknown: 'DescribeStacks failed' } })).toEqual([
      `unknown ${LOST} undefined: what runs in ${LOST} is not known: DescribeStacks failed`,
    ]);
  });

  test('is not judged while there is no release to compare with', () => {
    expect(judgeDeployed(seenIn(), undefined)).toEqual([]);
  });
});

describe('The stack that does the work of a release’s stack', () => {
  const tags = (id: string, lane = 'live', of = 'orders') => ({
    [STACK_TAGS.plan]: of,
    [STACK_TAGS.release]: id,
    [STACK_TAGS.lane]: lane,
  });
  const listed = (stackName: string, more: Partial<ListedStack> = {}): ListedStack => ({
    stackName,
    status: 'CREATE_COMPLETE',
    createdAt: '2026-11-01T00:00:00.000Z',
    tags: {},
    ...more,
  });
  const found = (stacks: ListedStack[], plan: Plan = signedPlan) =>
    runningStack(stacks, { plan, stack: 'web', release: 'r-0002' })?.stackName;

  const team = listed('web');
  const older = listed('web-r-0001', { tags: tags('r-0001') });
  const newer = listed('web-r-0000', { tags: tags('r-0000'), createdAt: '2026-11-02T00:00:00.000Z' });

  test.each<[string, ListedStack[], string | undefined]>([
    ['the one that the plan names', [team, newer, listed('web-r-0002')], 'web-r-0002'],
    ['one that was updated', [listed('web-r-0002', { status: 'UPDATE_ROLLBACK_COMPLETE' })], 'web-r-0002'],
    ['else the newest that a run made of another release', [team, older, newer, older], 'web-r-0000'],
    ['else the one of the team’s own pipeline', [team, listed('web-r-0001')], 'web'],
    ['no stack that is not complete', [listed('web-r-0002', { status: 'CREATE_FAILED' })], undefined],
    ['no stack of a drill', [listed('web-r-0001', { tags: tags('r-0001', 'drill') })], undefined],
    ['no stack of another plan', [listed('web-r-0001', { tags: tags('r-0001', 'live', 'billing') })], undefined],
    ['no stack of another name', [listed('data-r-0001', { tags: tags('r-0001') }), listed('webs')], undefined],
  ])('is %s', (_, stacks, name) => {
    expect(found(stacks)).toBe(name);
  });

  test('is the one of its own name where the plan’s pattern holds no release', () => {
    const pattern = planWith({ release: { ...signedPlan.release, stackName: '{stack}' } });
    expect(found([older, team], pattern)).toBe('web');
  });
});
