import { EPOCH, HERE, NOW, plan, RUN_ID } from '../../test/fixtures';
import { namesOf } from '../domain/names';
import { leftBehindNotificationOf } from './left-behind';

const run = {
  plan,
  region: HERE,
  names: namesOf(plan, HERE),
  lock: { owner: RUN_ID, verb: 'failover', state: 'held', epoch: EPOCH, version: 3, since: NOW, quietAt: NOW },
  records: [],
  evidence: { key: 'runs/1.json' },
} as const;

test.each([
  [
    'an execution that is over',
    { ended: { status: 'ABORTED' } },
    'ended ABORTED, could not say so and was closed in its place: no promotion was sent',
  ],
  [
    'one whose lock was broken and that may go on',
    { ended: { status: 'BROKEN by alice' }, broken: { mayBeAlive: true } },
    'has lost its lock and may still be running, BROKEN by alice; stop it: no promotion was sent',
  ],
  [
    'a dead one whose lock was broken',
    { ended: { status: 'ABORTED' }, broken: { mayBeAlive: false } },
    'ended ABORTED, could not say so and was closed in its place: no promotion was sent',
  ],
])('people are told no more of %s than is known', (_, known, sentence) => {
  expect(leftBehindNotificationOf({ ...run, ...known }).message).toContain(sentence);
});
