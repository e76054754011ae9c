import { attributesOf, lockFrom } from './table-items';

const NOW = '2026-11-21T12:00:00.000Z';
const lock = {
  owner: 'a run',
  verb: 'drill',
  state: 'free',
  epoch: 101,
  version: 4,
  since: NOW,
  quietAt: NOW,
  lastRun: { id: 'another run', endedAt: NOW, changed: false },
  lastChange: { id: 'a third run', endedAt: NOW },
} as const;

test('A lock is the same after it was written and read', () => {
  expect(lockFrom(attributesOf(lock))).toEqual(lock);
});

test.each(['not json', '{}', '[]', '{"id":1}', 'null'])(
  'What cannot be understood of an earlier run counts as a change by the last owner: %s',
  (text) => {
    const item = { ...attributesOf(lock), lastRun: { S: text }, lastChange: { S: text } };
    const last = { id: 'a run', endedAt: NOW };
    expect(lockFrom(item)).toEqual({ ...lock, lastRun: { ...last, changed: true }, lastChange: last });
  },
);

test('A state or verb that nobody knows counts as held by what gives way to nothing', () => {
  const item = { ...attributesOf(lock), state: { S: 'gone' }, verb: { S: 'dance' } };
  expect(lockFrom(item)).toMatchObject({ state: 'held', verb: 'failover' });
});
