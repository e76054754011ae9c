import { announcingWorld, unreachable } from '../../test/announcing-world';
import { HERE, LOST, plan } from '../../test/fixtures';
import { highestEpochHeld } from './epochs-held';

const worldWith = (changes: Partial<ReturnType<typeof announcingWorld>> = {}) =>
  Object.assign(announcingWorld(), changes);
const held = (changes?: Parameters<typeof worldWith>[0]) =>
  highestEpochHeld({ plan, dynamoOf: worldWith(changes).dynamoOf });

test.each<[string, Parameters<typeof worldWith>[0], number]>([
  ['nothing where there is no item', {}, 0],
  ['what a lock holds', { locked: { [LOST]: 202 }, claimed: { [HERE]: 101 } }, 202],
  ['what a Region claims', { locked: { [HERE]: 101 }, claimed: { [LOST]: 202 } }, 202],
  ['nothing by an item without an epoch', { locked: { [LOST]: Number.NaN }, claimed: { [LOST]: Number.NaN } }, 0],
  ['nothing beyond any number', { locked: { [LOST]: Number.POSITIVE_INFINITY, [HERE]: 101 } }, 101],
])('the highest epoch is %s', async (_, changes, expected) => {
  expect(await held(changes)).toBe(expected);
});

test('what cannot be read holds nothing, and keeps nobody from the rest', async () => {
  const errors = { [`locked ${LOST}`]: unreachable, [`claimed ${LOST}`]: unreachable };
  expect(await held({ locked: { [LOST]: 999, [HERE]: 101 }, errors })).toBe(101);
});
