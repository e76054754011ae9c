import { UNICODE } from './glyphs';
import { cellsOf, clipped, cut, span, wrapped } from './spans';
import type { Vitals } from './vitals';
import { vitalsLines } from './vitals-lines';

test.each([
  ['plain', 5],
  ['✓ ─▶ ● ━ █ é …', 14],
  ['東京', 4],
  ['🔥', 2],
  // A combining character may take a cell of its own in a terminal that does not know it.
  ['e\u0301', 3],
])('%s takes at most its cells', (text, cells) => {
  expect(cellsOf(text)).toBe(cells);
});

test('a character that does not fit whole is left out', () => {
  expect(cut('a東京', 4)).toBe('a東');
  expect(clipped([span('ab'), span('東京')], 5)).toEqual([span('ab'), span('東')]);
});

test.each([
  ['whole words', 'one two three', 8, ['one two', 'three']],
  ['a word that is too long', 'abcdefgh ij', 4, ['abcd', 'efgh', 'ij']],
  ['what is left out', 'one two three four', 5, ['one', 'two', 'th...']],
  ['lines of other people', 'a\nb', 5, ['a b']],
])('wraps %s', (_, sentence, cellsMax, lines) => {
  expect(wrapped(sentence, { cellsMax, linesMax: 3 })).toEqual(lines);
});

test('of a course that is too long for the line, the newest is shown', () => {
  const round = (okPerSecond: number): Vitals => ({
    at: 0,
    clients: { okPerSecond, failedPerSecond: 10 - okPerSecond },
  });
  const course = [...Array(40).fill(round(10)), ...Array(5).fill(round(0))];
  const [line = []] = vitalsLines(course, { glyphs: UNICODE, cellsMax: 66 });
  expect(line.at(-1)?.text).toBe('███▁▁▁▁▁'.slice(-(line.at(-1)?.text.length ?? 0)));
  expect(line.at(-1)?.text).toMatch(/▁{5}$/);
});
