import { covering } from './patterns';

const numbered = (count: number) => Array.from({ length: count }, (_, n) => `payments-${n}`);
const matches = (pattern: string, name: string) =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

test.each([
  ['names that are as many as there may be stay as they are', 100, 100],
  ['one more makes two of them share a pattern', 101, 100],
  ['a thousand names make no more patterns than there may be', 1000, 100],
])('%s', (_, count, expected) => {
  const names = numbered(count);
  const patterns = covering(names, 100);
  expect(patterns).toHaveLength(expected);
  for (const name of names) expect(patterns.some((pattern) => matches(pattern, name))).toBe(true);
});

test('What has most in common shares a pattern, and what has nothing in common has its own', () => {
  const names = ['web-eu', 'web-us', 'ledger', 'web-ap', 'audit'];
  expect(covering(names, 3)).toEqual(['audit', 'ledger', 'web-*']);
  expect(covering(names, 4)).toEqual(['audit', 'ledger', 'web-ap', 'web-*']);
  expect(covering(names, 1)).toEqual(['*']);
});

test('A name that another one begins with is matched as well', () => {
  expect(covering(['web', 'web-ui', 'data'], 2)).toEqual(['data', 'web*']);
});
