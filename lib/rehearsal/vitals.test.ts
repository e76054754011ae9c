import { clientsOf } from './vitals';

/** Ten orders a second from `from` to `to`, seconds; they fail. */
const failed = (from: number, to: number) =>
  Array.from({ length: (to - from) * 10 }, (_, index) => ({
    id: `${from}-${index}`,
    at: from * 1000 + index * 100,
    ok: false,
  }));

test('A look that comes late, and the first one, tell of orders a second and not of all since the one before', () => {
  const orders = failed(0, 30);
  const look = clientsOf({ orders: { orders } as unknown as Parameters<typeof clientsOf>[0]['orders'] });
  expect(look(30_000).failedPerSecond).toBeCloseTo(10);
  orders.push(...failed(30, 50));
  expect(look(50_000).failedPerSecond).toBeCloseTo(10);
});
