import { HistoryError, type HistoryLine, historyText, readHistory } from './history-line';

const line: HistoryLine = {
  at: '2026-11-21T12:00:00Z',
  runId: 'arn:aws:states:us-west-2:111122223333:execution:understudy-orders-failover:one',
  epoch: 101,
  owner: 'arn:aws:states:us-west-2:111122223333:execution:understudy-orders-failover:one',
  step: 'PromoteDatabase',
  look: 1,
  service: 'rds',
  operation: 'FailoverGlobalCluster',
  region: 'us-west-2',
  resource: 'orders',
  ok: true,
  error: null,
};

test('what is written is read as the same, and empty lines are none', () => {
  const lines = [line, { ...line, runId: null, epoch: null, step: null, look: null, ok: false, error: 'Throttling' }];
  expect(readHistory(historyText(lines))).toEqual(lines);
  expect(readHistory(`\n${historyText([line])}\n\n`)).toEqual([line]);
  expect(readHistory('')).toEqual([]);
});

test.each<[string, unknown, string]>([
  ['no JSON', 'x', 'line 2: not JSON, got "x"; expected one object a line'],
  ['a list', [], 'line 2: Invalid input: expected object, received array'],
  ['a line without its operation', { ...line, operation: undefined }, 'line 2: operation: Invalid input'],
  ['a moment that is none', { ...line, at: 'today' }, 'line 2: at: Invalid ISO datetime'],
  ['an epoch in words', { ...line, epoch: 'one' }, 'line 2: epoch: Invalid input: expected number'],
  ['an epoch below zero', { ...line, epoch: -1 }, 'line 2: epoch: Too small'],
  ['a field that nobody knows', { ...line, secret: 1 }, 'line 2: Unrecognized key: "secret"'],
])('%s is told by its line', (_, written, expected) => {
  const text = typeof written === 'string' ? written : JSON.stringify(written);
  expect(() => readHistory(`${historyText([line])}${text}\n`)).toThrow(HistoryError);
  expect(() => readHistory(`${historyText([line])}${text}\n`)).toThrow(expected);
});

test('of a file that is no history the first ten lines are told, as one line of text each', () => {
  const problems = (() => {
    try {
      readHistory('\u001b[31mnot\n'.repeat(1000));
    } catch (error) {
      return (error as HistoryError).problems;
    }
    return [];
  })();
  expect(problems).toHaveLength(10);
  expect(problems[9]).toBe('line 10: not JSON, got "[31mnot"; expected one object a line');
});
