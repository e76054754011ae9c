import { chainLengths, orderProblem } from '.';

const stack = (name: string, ...dependsOn: string[]) => ({ name, dependsOn });

describe('The longest chain that hangs on a stack', () => {
  test.each<[string, ReturnType<typeof stack>[], Record<string, number>]>([
    ['is the stack itself when nothing waits for it', [stack('a')], { a: 1 }],
    [
      'counts those that wait, one after the other',
      [stack('c', 'b'), stack('b', 'a'), stack('a')],
      { a: 3, b: 2, c: 1 },
    ],
    [
      'is the longest of several',
      [stack('a'), stack('b', 'a'), stack('c', 'a'), stack('d', 'c'), stack('e', 'b', 'd')],
      { a: 4, b: 2, c: 3, d: 2, e: 1 },
    ],
  ])('%s', (_, stacks, lengths) => {
    expect(Object.fromEntries(chainLengths(stacks))).toEqual(lengths);
  });
});

test('A hundred stacks that all wait for each other before them are ordered in no time', () => {
  const names = Array.from({ length: 100 }, (_, index) => `s${index}`);
  const stacks = names.map((name, index) => stack(name, ...names.slice(0, index)));
  expect(orderProblem(stacks)).toBe(false);
  expect(chainLengths(stacks).get('s0')).toBe(100);
});
