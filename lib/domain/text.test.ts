import { listedOrCounted, nearest, oneLine, printable } from './text';

test.each([
  [1, 's1'],
  [10, 's1, s2, s3, s4, s5, s6, s7, s8, s9 and s10'],
  [11, '11 stacks'],
])('%i names are told as %s', (count, told) => {
  const names = Array.from({ length: count }, (_, index) => `s${index + 1}`);
  expect(listedOrCounted(names, 'stacks')).toBe(told);
});

test.each([
  ['a bell and a new line', 'lost\u0007\nDelete everything', 'lost Delete everything'],
  ['a carriage return', 'all well\rlost', 'all well lost'],
  ['what colours a terminal', '\u001b[31mlost\u001b[0m', '[31mlost [0m'],
  ['what turns the direction of writing', 'lost\u202etsol', 'lost tsol'],
  ['a character without a width', 'lo\u200bst', 'lo st'],
])('one line of text from outside holds no %s', (_, text, line) => {
  expect(oneLine(text)).toBe(line);
});

test.each([
  [500, 500],
  [501, 500],
])('of %d characters %d are kept', (characters, kept) => {
  expect(oneLine('x'.repeat(characters))).toHaveLength(kept);
});

test('a line for a terminal keeps its indentation and its length, and nothing that a terminal obeys', () => {
  expect(printable(`  ${'x'.repeat(600)}\u001b`)).toBe(`  ${'x'.repeat(600)}`);
});

test.each([
  ['chekc', 'check'],
  ['drlil', 'drill'],
  ['Satrt', 'start'],
])('two neighbours that were swapped are one slip: %s is near %s', (written, meant) => {
  expect(nearest(written, ['drill', 'start', 'check', 'rehearse'])).toBe(meant);
});

test.each(['', 'kchec', 'stop', 'x'.repeat(100_000)])('nothing is near what nobody could have meant', (written) => {
  expect(nearest(written, ['drill', 'start', 'check', 'rehearse'])).toBeUndefined();
});
