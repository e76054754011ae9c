import { evenChance, WORLDS_PER_BLOCK } from './even-chance';
import { SECONDS, timesFrom } from './times';

const block = (first: number) => Array.from({ length: WORLDS_PER_BLOCK }, (_, n) => first + n);
const partOf = (value: number) => Math.floor(value * WORLDS_PER_BLOCK);
const parts = block(0);

test.each([1, 17, 33])('each draw of sixteen worlds comes once from each sixteenth: from seed %i', (first) => {
  const worlds = block(first).map((seed) => evenChance(seed, 3));
  for (let nth = 0; nth < 5; nth++) {
    expect(worlds.map((chance) => partOf(chance())).sort((a, b) => a - b)).toEqual(parts);
  }
});

test('kinds, draws and blocks are shuffled apart from each other, and the same seed draws the same', () => {
  const orderOf = (first: number, kind: number, nth: number) =>
    block(first).map((seed) => {
      const chance = evenChance(seed, kind);
      for (let before = 0; before < nth; before++) chance();
      return partOf(chance());
    });
  const orders = [orderOf(1, 3, 0), orderOf(1, 4, 0), orderOf(1, 3, 1), orderOf(17, 3, 0)];
  expect(new Set(orders.map(String)).size).toBe(4);
  expect(orderOf(1, 3, 0)).toEqual(orders[0]);
});

test('what sixteen worlds draw has the median and the ninetieth of the table', () => {
  const drawn = block(1)
    .map((seed) => timesFrom(seed).durations.promotionSeconds('failover'))
    .sort((a, b) => a - b);
  const { median, ninetieth } = SECONDS.failover;
  expect(drawn[7]).toBeLessThan(median);
  expect(drawn[8]).toBeGreaterThan(median);
  expect(drawn[13]).toBeLessThan(ninetieth);
  expect(drawn[15]).toBeGreaterThan(ninetieth);
});
