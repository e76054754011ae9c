import { chained, type EvidenceRecord } from '../../../lib/domain/evidence';
import { STACK_TAGS } from '../../../lib/domain/names';
import { recordOf } from '../../../test/dead-run';
import { document, EPOCH, HERE, inputFor, LOST, NOW, RUN_ID } from '../../../test/fixtures';
import { decide } from './decide';
import { LEFTOVERS_MAX, leftoversOf } from './leftovers';
import type { Seen, SeenStack } from './seen';
import { retireStacks } from './step';

/** This run came after four others here. */
const OWN = EPOCH + 400;
const RELEASE = { id: 'r-own', commit: 'c0ffee', versionId: 'v1', sha256: 'a'.repeat(64) };
const input = inputFor(retireStacks, {
  epoch: OWN,
  document: { ...document, checkReadiness: { status: 'done', output: { lags: [], release: RELEASE } } },
});
const COMMAND =
  'aws cloudformation delete-stack --region us-west-2 --stack-name web-r-1 ' +
  '--role-arn arn:aws:iam::111122223333:role/orders-release-us-west-2';

const stack = (release: string, epoch: number, more: Partial<SeenStack> & { lane?: string } = {}): SeenStack => ({
  id: `arn:web-${release}-${epoch}`,
  stackName: `web-${release}`,
  status: 'CREATE_COMPLETE',
  createdAt: NOW,
  ...more,
  tags: {
    [STACK_TAGS.plan]: 'orders',
    [STACK_TAGS.release]: release,
    [STACK_TAGS.epoch]: String(epoch),
    ...(more.lane && { [STACK_TAGS.lane]: more.lane }),
  },
});

const seen = (stacks: readonly SeenStack[], more: Partial<Seen> = {}): Seen => ({
  records: [],
  claimedEpoch: 0,
  texts: [],
  stacks,
  ...more,
});
const settled = (active: string, epoch: number) =>
  ({ outcome: 'answered', values: [`epoch=${epoch} serial=1 active=${active} attached=`], silent: [] }) as const;
const silent = { outcome: 'unreachable', because: 'no name server answers' } as const;
const sent: EvidenceRecord[] = [chained(undefined, recordOf('called', 'PromoteDatabase'))];
const namesOf = (given: Seen) => leftoversOf(given, input).listed.map(({ stackName }) => stackName);

describe('Where this Region does not serve, a leftover is', () => {
  test.each<[string, SeenStack, Partial<Seen>, boolean]>([
    ['a stack of an earlier run', stack('r-1', EPOCH), {}, true],
    ['also of the release that this run came to', stack('r-own', EPOCH), {}, true],
    ['a half-made one', stack('r-1', EPOCH, { status: 'CREATE_FAILED' }), {}, true],
    ['one that would not be deleted', stack('r-1', EPOCH, { status: 'DELETE_FAILED' }), {}, true],
    ['one of a drill', stack('r-1', EPOCH, { lane: 'drill' }), {}, true],
    ['one of the epoch before', stack('r-1', OWN - 1), {}, true],
    ["not one of this run's epoch", stack('r-1', OWN), {}, false],
    ['not one of a later run', stack('r-1', OWN + 1), {}, false],
    ['not one whose run nobody knows', stack('r-1', Number.NaN), {}, false],
    ['not one that is being deleted', stack('r-1', EPOCH, { status: 'DELETE_IN_PROGRESS' }), {}, false],
    ['not one while another run is at work', stack('r-1', EPOCH), { lock: { owner: 'x', state: 'held' } }, false],
    ['nor while another run intends to be', stack('r-1', EPOCH), { lock: { owner: 'x', state: 'intent' } }, false],
    ['but after that run has ended', stack('r-1', EPOCH), { lock: { owner: 'x', state: 'free' } }, true],
    ['and while this run holds the lock', stack('r-1', EPOCH), { lock: { owner: RUN_ID, state: 'held' } }, true],
    [
      'one that another Region has superseded',
      stack('r-1', EPOCH),
      { claimedEpoch: EPOCH, texts: [settled(LOST, 200)] },
      true,
    ],
  ])('%s', (_, given, more, isLeft) => {
    expect(namesOf(seen([given], more))).toEqual(isLeft ? [given.stackName] : []);
  });

  test('told with its status and the command that removes it', () => {
    expect(leftoversOf(seen([stack('r-1', EPOCH, { status: 'CREATE_FAILED' })]), input)).toEqual({
      listed: [{ stackName: 'web-r-1', release: 'r-1', command: COMMAND }],
      because: '1 stack of an earlier run is left here and nothing refers to it: web-r-1 (CREATE_FAILED)',
    });
  });

  test('the last created first, as they are to be deleted', () => {
    const younger = stack('r-2', EPOCH, { createdAt: '2026-11-21T12:00:01.000Z' });
    expect(namesOf(seen([stack('r-1', EPOCH), younger]))).toEqual(['web-r-2', 'web-r-1']);
  });

  test.each([
    [LEFTOVERS_MAX, /web-r-20 \(CREATE_COMPLETE\)$/],
    [LEFTOVERS_MAX + 1, /web-r-20 \(CREATE_COMPLETE\) and 1 more$/],
    [LEFTOVERS_MAX + 30, /web-r-20 \(CREATE_COMPLETE\) and 30 more$/],
  ])('%d of them are counted, and at most 20 are named', (count, ending) => {
    const stacks = Array.from({ length: count }, (_, index) => stack(`r-${count - index}`, EPOCH));
    const found = leftoversOf(seen(stacks), input);
    expect(found.listed).toHaveLength(LEFTOVERS_MAX);
    expect(found.because).toContain(
      `${count} stacks of earlier runs are left here and nothing refers to them: web-r-1 `,
    );
    expect(found.because).toMatch(ending);
  });
});

describe('Where this Region serves, a leftover is', () => {
  const [old, serving, half] = [stack('r-1', 101), stack('r-2', 201), stack('r-3', 301, { status: 'CREATE_FAILED' })];

  test.each<[string, readonly SeenStack[], Partial<Seen>, string[]]>([
    ['what is of another release than its claim', [old, serving, half], { claimedEpoch: 201 }, ['web-r-3', 'web-r-1']],
    ['or than its settled records', [old, serving, half], { texts: [settled(HERE, 201)] }, ['web-r-3', 'web-r-1']],
    [
      'nothing that its claim refers to, settled elsewhere before',
      [serving],
      { claimedEpoch: 201, texts: [settled(LOST, 102)] },
      [],
    ],
    ['nothing of the release that this run adopted', [serving, stack('r-own', 101)], { claimedEpoch: 201 }, []],
    ['nothing of the one release that the claiming run can have adopted', [serving], { claimedEpoch: 301 }, []],
    ['what came after that one', [serving, half], { claimedEpoch: 299 }, ['web-r-3']],
    [
      'what is of a drill',
      [serving, stack('r-2', 101, { lane: 'drill', stackName: 'drill-web' })],
      { claimedEpoch: 201 },
      ['drill-web'],
    ],
    ['nothing that this run adopted before its promotion was sent', [stack('r-own', 101)], { records: sent }, []],
    [
      'what is not of this run, once its promotion was sent',
      [old, stack('r-own', OWN)],
      { records: sent },
      ['web-r-1'],
    ],
  ])('%s', (_, stacks, more, expected) => {
    expect(namesOf(seen(stacks, more))).toEqual(expected);
  });

  test('not named while two releases may serve', () => {
    expect(leftoversOf(seen([old, serving], { claimedEpoch: 299 }), input)).toEqual({
      listed: [],
      because: 'stacks of r-2 and r-1 stand here, and which release serves is not known: none is named to be deleted',
    });
  });

  test('and it is told, although what this run created stays', () => {
    expect(decide(seen([old, stack('r-own', OWN)], { records: sent }), input)).toMatchObject({
      kind: 'done',
      output: { retired: [], leftovers: [{ stackName: 'web-r-1' }] },
      because: expect.stringMatching(/^a promotion was sent: .* stays; 1 stack of an earlier run is left here/),
    });
  });
});

test('Nobody is told to delete anything while DNS does not say who serves', () => {
  expect(leftoversOf(seen([stack('r-1', EPOCH)], { texts: [silent] }), input)).toEqual({
    listed: [],
    because: 'which stacks of earlier runs nothing refers to is not known: no name server answers',
  });
  expect(leftoversOf(seen([], { texts: [silent] }), input)).toEqual({ listed: [] });
});
