import { feltBy } from './felt';
import { answersIn, lagsIn } from './watched';

const order = (seconds: number, ok: boolean, milliseconds = 10) => ({
  at: seconds * 1000,
  id: String(seconds),
  ok,
  milliseconds,
});
const around = { eventAt: 100_000, outageSeconds: null };

test('orders are counted in spans of a second, from fifteen seconds before the event', () => {
  const orders = [
    order(84.9, true),
    order(85, true, 10),
    order(85.5, true, 30),
    order(85.9, false, 2000),
    order(86, true),
  ];
  expect(feltBy(orders, around)?.spans).toEqual([
    { at: 85_000, ok: 2, failed: 1, typicalMilliseconds: 10, slowestMilliseconds: 30 },
    { at: 86_000, ok: 1, failed: 0, typicalMilliseconds: 10, slowestMilliseconds: 10 },
  ]);
});

test('a long story has longer spans, so that a page can show them all', () => {
  const orders = Array.from({ length: 1000 }, (_, second) => order(100 + second, true));
  const felt = feltBy(orders, around);
  expect(felt?.spanSeconds).toBe(5);
  expect(felt?.spans.length).toBeLessThanOrEqual(240);
});

test('customers who ordered nothing around the event felt nothing', () => {
  expect(feltBy([order(1, true)], around)).toBeUndefined();
});

test('a lag is kept where it is known, and a name where it changes', () => {
  const member = { database: 'orders', region: 'us-west-2', role: 'reader' } as const;
  const vitals = [
    { at: 1, members: [{ ...member, lagSeconds: 9 }], answer: { name: 'n', address: '1.1.1.1', region: 'a' } },
    { at: 2, members: [{ ...member, lagSeconds: 0.1 }], answer: { name: 'n', address: '1.1.1.1', region: 'a' } },
    { at: 3, members: [member], answer: { name: 'n' } },
    { at: 4, answer: { name: 'n', address: '2.2.2.2', region: 'b' } },
  ];
  expect(lagsIn(vitals, 2)).toEqual([{ name: 'orders, the reader in us-west-2', points: [{ at: 2, seconds: 0.1 }] }]);
  expect(answersIn(vitals).map(({ at, address }) => [at, address])).toEqual([
    [1, '1.1.1.1'],
    [3, 'no address'],
    [4, '2.2.2.2'],
  ]);
});
