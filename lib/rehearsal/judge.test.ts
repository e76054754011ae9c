import { TOUCH } from '../domain/touch';
import { linesOf, usesOf } from './judge';
import type { Verdict } from './verdict';

const VERDICT: Verdict = {
  ...{ scenario: 'primary-lost', seed: 1, scale: 20, outcome: 'Serving', expected: 'Serving' },
  ...{ detectionSeconds: 8, recoverySeconds: 52.506, acknowledgedOrders: 103, lostOrders: 5 },
  ...{ violations: [], timeline: [], functions: [], definitionSha256: '' },
};

test('people read tenths of a second; JSON keeps what was measured', () => {
  const lines = Object.fromEntries(linesOf(VERDICT));
  expect(lines).toMatchObject({ 'detected after': '8.0 s', 'no orders for': '52.5 s' });
});

test('functions are told by name: a touch is no use, the median is of those that found an environment', () => {
  const invoked = (functionName: string, milliseconds: number, isCold = false, event: unknown = {}) => ({
    ...{ functionName, milliseconds, isCold, event },
  });
  expect(
    usesOf([
      invoked('b', 900, true),
      ...[30, 10, 20.04].map((milliseconds) => invoked('b', milliseconds)),
      invoked('b', 1, false, TOUCH),
      invoked('a', 400, true),
      invoked('c', 2, true, TOUCH),
    ]),
  ).toEqual([
    { name: 'a', invocations: 1, coldStarts: 1, warmMilliseconds: null },
    { name: 'b', invocations: 4, coldStarts: 1, warmMilliseconds: 20 },
  ]);
});
