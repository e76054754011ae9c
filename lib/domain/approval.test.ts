import { type Answer, type Approval, isExpired, personOf, secondsLeft, standingOf, tellingDue } from './approval';

const at = (seconds: number) => new Date(Date.parse('2026-11-21T12:00:00.000Z') + seconds * 1000).toISOString();

const ALICE = 'arn:aws:sts::111122223333:assumed-role/OnCall/alice';
const BOB = 'arn:aws:iam::111122223333:user/ops/bob';

const approval = (changes: Partial<Approval> = {}): Approval => ({
  runId: 'run',
  planSha256: 'digest',
  epoch: 101,
  persons: 1,
  facts: { loss: [], signals: [], canaries: [], at: at(0) },
  because: 'automation is "prepare"',
  askedAt: at(0),
  expiresAt: at(3600),
  answers: [],
  toldAt: [],
  version: 1,
  ...changes,
});
const yes = (by: string, seconds = 60): Answer => ({ kind: 'approve', by, because: 'it is down', at: at(seconds) });
const no = (by: string, seconds = 60): Answer => ({ ...yes(by, seconds), kind: 'decline' });

describe('A person is', () => {
  test.each([
    ['the session of an assumed role', ALICE, 'alice'],
    ['the same with another role', 'arn:aws:sts::111122223333:assumed-role/Admin/Alice', 'alice'],
    ['an IAM user, whatever its path', BOB, 'bob'],
    ['the same as a federated user', 'arn:aws:sts::111122223333:federated-user/bob', 'bob'],
    ['the root user', 'arn:aws:iam::111122223333:root', 'root'],
  ])('%s', (_, arn, person) => {
    expect(personOf(arn)).toBe(person);
  });
});

describe('The answers to a request come to', () => {
  const two = { persons: 2 } as const;
  test.each<[string, Partial<Approval>, string]>([
    ['nothing while there are none', {}, 'open'],
    ['a yes when one person approved', { answers: [yes(ALICE)] }, 'approved'],
    ['a yes at the last moment', { answers: [yes(ALICE, 3600)] }, 'approved'],
    ['nothing a second after it', { answers: [yes(ALICE, 3601)] }, 'open'],
    ['a no when one person declined', { answers: [no(BOB)] }, 'declined'],
    ['a no although another approved', { answers: [yes(ALICE), no(BOB)] }, 'declined'],
    ['a no when the same person changed their mind', { answers: [yes(ALICE), no(ALICE)] }, 'declined'],
    ['nothing when one of two approved', { ...two, answers: [yes(ALICE)] }, 'open'],
    ['nothing when one of two approved twice', { ...two, answers: [yes(ALICE), yes(ALICE, 61)] }, 'open'],
    [
      'nothing when one person approved with two roles',
      { ...two, answers: [yes(ALICE), yes('arn:aws:sts::111122223333:assumed-role/Admin/ALICE')] },
      'open',
    ],
    ['a yes when two persons approved', { ...two, answers: [yes(ALICE), yes(BOB)] }, 'approved'],
    ['nothing when the second of two was late', { ...two, answers: [yes(ALICE), yes(BOB, 3601)] }, 'open'],
  ])('%s', (_, changes, kind) => {
    expect(standingOf(approval(changes)).kind).toBe(kind);
  });

  test('and say how many persons are missing, and who is not', () => {
    const answers = [yes(ALICE), yes(ALICE, 90)];
    expect(standingOf(approval({ persons: 2, answers }))).toEqual({ kind: 'open', answers: [yes(ALICE)], missing: 1 });
  });
});

test.each([
  [3599, false, 1],
  [3600, false, 0],
  [3600.5, true, 0],
])('a request of an hour is, after %d s, expired: %s', (seconds, expired, left) => {
  expect(isExpired(approval(), at(seconds))).toBe(expired);
  expect(secondsLeft(approval(), at(seconds))).toBe(left);
});

test.each<[string, readonly string[], number, 'request' | 'reminder' | undefined]>([
  ['that they are asked', [], 0, 'request'],
  ['that they are asked, as long as nobody could be told', [], 3000, 'request'],
  ['nothing more before half of the time', [at(1)], 1799, undefined],
  ['once more at half of the time', [at(1)], 1800, 'reminder'],
  ['nothing a third time', [at(1), at(1800)], 3500, undefined],
  ['nothing more when they were told in the second half', [at(1800)], 3500, undefined],
])('people are told %s', (_, toldAt, seconds, due) => {
  expect(tellingDue(approval({ toldAt }), at(seconds))).toBe(due);
});
