import { linesOf } from './judge';
import type { Verdict } from './verdict';

const VERDICT: Verdict = {
  ...{ scenario: 'primary-lost', seed: 1, scale: 20, outcome: 'Serving', expected: 'Serving' },
  ...{ detectionSeconds: 8, recoverySeconds: 52.506, acknowledgedOrders: 103, lostOrders: 5 },
  ...{ violations: [], timeline: [], definitionSha256: '' },
};

test('people read tenths of a second; JSON keeps what was measured', () => {
  const lines = Object.fromEntries(linesOf(VERDICT));
  expect(lines).toMatchObject({ 'detected after': '8.0 s', 'no orders for': '52.5 s' });
});
