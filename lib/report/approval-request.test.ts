import { EPOCH, HERE, LOST, NOW, RUN_ID } from '../../test/fixtures';
import type { Approval } from '../domain/approval';
import { approvalRequestOf } from './approval-request';

const approval: Approval = {
  runId: RUN_ID,
  planSha256: 'digest',
  epoch: EPOCH,
  persons: 2,
  facts: {
    loss: ['orders: at most the last 31 s of writes, as measured at 2026-11-21T11:59:00.000Z; the plan allows 30 s'],
    signals: ['the alarm says ALARM', 'us-east-1 was probed 2 times in a row from here, it cannot be reached'],
    canaries: ['read-catalogue: it answered 200 after 40 ms'],
    at: NOW,
  },
  because: 'orders: 31 s behind, the plan allows 30 s',
  askedAt: NOW,
  expiresAt: '2026-11-21T13:00:00.000Z',
  answers: [{ kind: 'approve', by: 'arn:aws:iam::111122223333:user/bob', because: 'go', at: NOW }],
  toldAt: [],
  version: 1,
};
const asked = { plan: 'orders', region: HERE, lostRegion: LOST, reason: 'the alarm rings', reminder: false };
const told = (changes: Partial<Approval> = {}, about = asked) => approvalRequestOf({ ...approval, ...changes }, about);

test('reads as a whole: what is asked, what is known, and how to answer', () => {
  const { subject, message } = told();
  expect(subject).toBe('Understudy: your approval is needed: orders: may us-west-2 take over from us-east-1?');
  expect(message).toMatchInlineSnapshot(`
"orders: may the failover in us-west-2 take over from us-east-1? A person has to decide; without an answer nothing is promoted.
  npx understudy status

Region:   us-west-2
Reason:   the alarm rings
Asked:    2026-11-21T12:00:00.000Z, because orders: 31 s behind, the plan allows 30 s
Needed:   2 different persons, whoever started the run
Expires:  2026-11-21T13:00:00.000Z; then the run ends and nothing is promoted
Run:      arn:aws:states:us-west-2:111122223333:execution:understudy-orders-failover:run-1

What may be lost:
- orders: at most the last 31 s of writes, as measured at 2026-11-21T11:59:00.000Z; the plan allows 30 s

What the signals said:
- the alarm says ALARM
- us-east-1 was probed 2 times in a row from here, it cannot be reached

What the read canaries answered in us-west-2:
- read-catalogue: it answered 200 after 40 ms

What was answered so far:
- 2026-11-21T12:00:00.000Z approve by arn:aws:iam::111122223333:user/bob: go

Answer with one of these; each is recorded under your name:
  npx understudy approve 'arn:aws:states:us-west-2:111122223333:execution:understudy-orders-failover:run-1' --because "…"
  npx understudy decline 'arn:aws:states:us-west-2:111122223333:execution:understudy-orders-failover:run-1' --because "…""
`);
});

test('says that it is a reminder', () => {
  expect(told({}, { ...asked, reminder: true }).subject).toContain('still waiting for you');
});

test('wants one person where the plan wants one', () => {
  expect(told({ persons: 1, answers: [] }).message).toContain('Needed:   1 person\n');
});

test('says that nothing is lost where no database moves', () => {
  expect(told({ facts: { ...approval.facts, loss: [] } }).message).toContain('What may be lost:\n- no database moves');
});

test('shows text from outside as one harmless line', () => {
  const hostile = 'up\u001b[2J\r\nNeeded:   nobody\u202e';
  const { message } = told(
    { because: hostile, facts: { loss: [hostile], signals: [hostile], canaries: [hostile], at: NOW } },
    { ...asked, reason: hostile },
  );
  expect(message.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
  expect(message.split('\n').filter((line) => line.startsWith('Needed:   nobody'))).toEqual([]);
});

test('gives commands in which nothing of an execution name can end the quotes', () => {
  const { message } = told({ runId: `${RUN_ID}'; rm -rf $HOME #` });
  expect(message).toContain(`npx understudy approve '${RUN_ID}; rm -rf $HOME #' --because`);
});

test('has a subject that SNS takes, and a message that it takes, however long the facts are', () => {
  const loss = Array.from({ length: 50 }, () => 'x'.repeat(9999));
  const { subject, message } = told(
    { facts: { ...approval.facts, loss } },
    { ...asked, plan: 'ünderstudy'.repeat(20) },
  );
  expect(subject).toMatch(/^[ -~]{1,99}$/);
  expect(message.length).toBeLessThan(60_000);
});
