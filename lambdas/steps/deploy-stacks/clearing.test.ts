import { STACK_TAGS } from '../../../lib/domain/names';
import type { ReleaseManifest, ReleaseStack } from '../../../lib/domain/release';
import { EPOCH, inputFor, plan, planWith } from '../../../test/fixtures';
import { ourTags, RELEASE, releaseStack } from '../../../test/stack-world';
import type { SeenStack } from '../../edge/release-stacks/seen';
import type { Answer, Sent } from '../../edge/release-stacks/sent-stacks';
import { decide } from './decide';
import type { Input } from './seen';
import { deployStacks } from './step';

const names = ['base', 'data', 'web', 'page', 'else'];
const fromStack = (stack: string) => ({ live: { Url: { stack, output: 'Url' } }, drill: {} });
/** page takes from web, web from data; `else` waits for data and takes nothing. */
const MORE: Readonly<Record<string, Partial<ReleaseStack>>> = {
  page: { dependsOn: ['web'], parameters: fromStack('web') },
  web: { dependsOn: ['data'], parameters: fromStack('data') },
  else: { dependsOn: ['data'] },
};
const manifest: ReleaseManifest = {
  release: RELEASE,
  plan: 'orders',
  commit: 'c0ffee',
  createdAt: '2026-11-21T00:00:00.000Z',
  region: 'us-west-2',
  stacks: names.map((name) => releaseStack(name, MORE[name] ?? {})).reverse(),
  assets: [],
  signature: { algorithm: 'ed25519', keyId: 'k', value: 'c2ln' },
};
const input = inputFor(deployStacks, {});
const earlier = ourTags({ [STACK_TAGS.epoch]: String(EPOCH - 1) });
const other = ourTags({ [STACK_TAGS.release]: 'r-000000' });
const nameOf = (stack: string) => `${stack}-${RELEASE}`;
const deleting = (stack: string) =>
  `aws cloudformation delete-stack --region us-west-2 --stack-name ${nameOf(stack)} ` +
  `--role-arn ${input.names.releaseRoleArn}`;

const seenAs = (stack: string, status?: string, more: Partial<SeenStack> = {}): SeenStack => ({
  stack,
  stackName: nameOf(stack),
  status,
  ...(status && { id: `arn:${stack}`, roleArn: input.names.releaseRoleArn }),
  tags: status ? ourTags() : {},
  parameters: {},
  outputs: { Url: 'https://x' },
  ...more,
});

/** The decision when these stacks stand, and the others do not. */
const decided = (standing: readonly SeenStack[], at: Input = input) => {
  const stacks = names.map((name) => standing.find(({ stack }) => stack === name) ?? seenAs(name));
  return decide({ manifest, stacks }, at);
};
const answered = (answer: Answer, secondsAgo: number, alikeSeconds = secondsAgo): Sent => ({
  secondsAgo,
  alikeSeconds,
  answer,
});

describe('A stack that is refused', () => {
  const difference = { comparison: { declared: [], difference: 'Resources.Q is missing' } };
  const adopted = (stack: string) =>
    seenAs(stack, 'CREATE_COMPLETE', {
      tags: earlier,
      parameters: { Url: 'https://x' },
      comparison: { declared: [] },
    });
  const data = seenAs('data', 'CREATE_COMPLETE', { tags: earlier, ...difference });

  test('is named with the command that deletes it', () => {
    expect(decided([data]).because).toContain(
      `Resources.Q is missing; delete it with ${deleting('data')}, or publish a release that fits it`,
    );
    const stranger = seenAs('data', 'CREATE_COMPLETE', { tags: {} });
    expect(decided([stranger]).because).toContain(
      `was made by somebody else; delete it with ${deleting('data')}, or let release.stackName hold {release}`,
    );
    const older = seenAs('data', 'CREATE_COMPLETE', { tags: other });
    expect(decided([older]).because).toContain(
      `; delete it with ${deleting('data')}, or let release.stackName hold {release}, or set release.replaceOlder`,
    );
  });

  test('is named with every stack that stands and takes its outputs, directly or not, in their order', () => {
    expect(decided([data, adopted('web'), adopted('page'), adopted('else')]).because).toContain(
      `delete it after ${nameOf('page')} and ${nameOf('web')}, which take outputs from it with ${deleting('data')}, or`,
    );
    expect(decided([data, adopted('page'), adopted('base')]).because).toContain(
      `delete it after ${nameOf('page')}, which takes outputs from it with ${deleting('data')}, or`,
    );
  });
});

describe('A half-made stack', () => {
  const halfMade = (kept: SeenStack['kept'], tags = earlier) =>
    decided([seenAs('data', 'CREATE_FAILED', { tags, ...(kept && { kept }), reason: 'Queue: no' })]);

  // F-56
  test.each<[string, NonNullable<SeenStack['kept']>, string]>([
    ['nothing', { inTheWay: [], behind: [] }, 'CREATE_FAILED'],
    [
      'one',
      { inTheWay: [], behind: ['Log'] },
      'CREATE_FAILED; Log stays behind, as its template retains what it created',
    ],
    ['two', { inTheWay: [], behind: ['Log', 'Key'] }, 'CREATE_FAILED; Log and Key stay behind, as its template ret'],
  ])('is deleted when what stays behind disturbs nobody, and that is said: %s', (_, kept, sentence) => {
    expect(halfMade(kept)).toMatchObject({
      act: { kind: 'delete' },
      because: expect.stringContaining(`deleting ${nameOf('data')}, which an earlier run left ${sentence}`),
    });
  });

  test('is left to a person when what stays is in the way, and that alone is named', () => {
    const { kind, because } = halfMade({ inTheWay: ['Table'], behind: ['Log'] });
    expect(kind).toBe('refuse');
    expect(because).toContain('deleting it would leave Table, which its template retains');
    expect(because).toContain(`run ${deleting('data')}`);
  });

  test('of this run is said to heal at a restart only where it does', () => {
    const heals = 'is CREATE_FAILED: Queue: no; mend the cause and start the failover again, which replaces it';
    expect(halfMade(undefined, ourTags()).because).toBe(`${nameOf('data')} ${heals}`);
    expect(halfMade({ inTheWay: [], behind: ['Log'] }, ourTags()).because).toContain(`${heals}; Log stays behind`);
    const { because } = halfMade({ inTheWay: ['Table'], behind: [] }, ourTags());
    expect(because).not.toContain('which replaces it');
    expect(because).toContain('the next run does not replace it: deleting it would leave Table');
    expect(because).toContain(`run ${deleting('data')}`);
  });
});

describe('A deletion', () => {
  const replacing = inputFor(deployStacks, { plan: planWith({ release: { ...plan.release, replaceOlder: true } }) });
  const seenAfter = (more: Partial<SeenStack>) =>
    decided(
      [seenAs('base', 'CREATE_IN_PROGRESS'), seenAs('data', 'CREATE_COMPLETE', { tags: other, ...more })],
      replacing,
    );
  const inUse = 'Export orders:Url cannot be deleted as it is in use by billing';

  test.each<[string, Partial<SeenStack>, string]>([
    ['is sent though an earlier one was cancelled', { inUse }, 'act'],
    ['that was just sent is waited for', { inUse, deletion: answered({ kind: 'accepted' }, 29) }, 'wait'],
    ['that an import cancelled is not sent again', { inUse, deletion: answered({ kind: 'accepted' }, 30) }, 'refuse'],
    ['that nothing cancelled is', { deletion: answered({ kind: 'accepted' }, 30) }, 'act'],
    ['whose token is used is waited for as long', { deletion: answered({ kind: 'existsAlready' }, 29) }, 'wait'],
  ])('%s', (_, more, kind) => {
    expect(seenAfter(more).kind).toBe(kind);
  });

  // F-70
  test('that an import cancelled is refused with the name of the export', () => {
    expect(seenAfter({ inUse, deletion: answered({ kind: 'accepted' }, 30) }).because).toBe(
      `CloudFormation does not delete ${nameOf('data')}: ${inUse}; delete what imports it, then start the failover again`,
    );
  });

  const passing: Answer = { kind: 'passing', name: 'ValidationError', message: 'Rate exceeded' };
  test.each<[string, Sent, string]>([
    ['waits a moment', answered(passing, 4), 'wait'],
    ['sends it again', answered(passing, 5, 59), 'act'],
    ['gives up after 60 s', answered(passing, 5, 60), 'refuse'],
  ])('that is turned away: %s', (_, deletion, kind) => {
    expect(seenAfter({ deletion }).kind).toBe(kind);
  });
});

describe('A creation', () => {
  const seenAfter = (creation: Sent) =>
    decided([seenAs('base', undefined, { creation }), seenAs('data', 'CREATE_IN_PROGRESS')]);
  const passing: Answer = { kind: 'passing', name: 'ValidationError', message: 'S3 error: internal error' };
  const exists: Answer = { kind: 'existsAlready' };

  test.each<[string, Sent, string]>([
    ['whose name is not free yet waits a moment', answered(exists, 4, 40), 'wait'],
    ['is then sent again', answered(exists, 5, 59), 'act'],
    ['is refused when that is still so after 60 s', answered(exists, 1, 60), 'refuse'],
    ['that is turned away waits a moment', answered(passing, 4, 40), 'wait'],
    ['is sent again after that', answered(passing, 5, 59), 'act'],
    ['is refused when it still is after 60 s', answered(passing, 1, 60), 'refuse'],
    ['that was accepted is waited for', answered({ kind: 'accepted' }, 29, 600), 'wait'],
    ['that does not show is sent again', answered({ kind: 'accepted' }, 30, 600), 'act'],
  ])('%s', (_, creation, kind) => {
    expect(seenAfter(creation).kind).toBe(kind);
  });

  test('says why it was turned away', () => {
    expect(seenAfter(answered(passing, 1)).because).toContain(
      'was turned away (ValidationError, S3 error: internal error) and is sent again',
    );
    expect(seenAfter(answered(passing, 1, 60)).because).toContain(
      'CloudFormation does not create base-r-3f2a1b: ValidationError, S3 error: internal error',
    );
  });
});

describe('DeployStacks is overdue', () => {
  test.each([
    ['a single stack', 1, 10, 3600],
    ['as many as an hour allows', 3, 10, 3600],
    ['one more', 4, 10, 4 * 300 + 2700],
    ['more than a chain is long', 100, 10, 10 * 300 + 2700],
    ['one at a time', 40, 1, 40 * 300 + 2700],
    ['three at a time', 40, 3, 14 * 300 + 2700],
  ])('in time for %s', (_, count, stacksAtOnce, seconds) => {
    const stacks = Array.from({ length: count }, (__, index) => `s${index}`);
    expect(deployStacks.overdueSeconds(planWith({ release: { ...plan.release, stacks, stacksAtOnce } }))).toBe(seconds);
  });
});
