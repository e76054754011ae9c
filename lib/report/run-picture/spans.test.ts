import { UNICODE } from './glyphs';
import { cellsOf, clipped, cut, painted, span, wrapped } from './spans';
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

describe('on a line that is too short for all of it', () => {
  const now: Vitals = {
    at: 0,
    members: [
      { database: 'orders', region: 'us-east-1', role: 'writer' },
      { database: 'orders', region: 'us-west-2', role: 'reader', lagSeconds: 0.4 },
    ],
    answer: { name: 'orders.example.com', address: '203.0.113.7', region: 'us-east-1' },
    clients: { okPerSecond: 10, failedPerSecond: 0, region: 'us-east-1' },
  };
  const shown = (cellsMax: number) => painted(vitalsLines([now], { glyphs: UNICODE, cellsMax }), { color: false });

  test.each([
    [80, 'us-west-2 reader, 0.4 s behind', 'is us-east-1 (203.0.113.7)', '10.0 orders/s acknowledged by us-east-1'],
    [60, 'us-east-1 writer · us-west-2 0.4 s', 'is us-east-1 (203.0.113.7)', '10.0 orders/s acknowledged, 0.0 failed'],
    [48, 'orders  us-east-1 writer', 'orders.example.com is us-east-1', '100 %  10.0/s, 0.0 failed'],
    [30, 'orders', 'us-east-1', '100 %'],
  ])('of %d cells, parts are left out whole, and no number is cut', (cellsMax, database, dns, clients) => {
    const lines = shown(cellsMax);
    expect(lines[0]).toMatch(new RegExp(`${database}$`));
    expect(lines[1]?.endsWith(dns)).toBe(true);
    expect(lines[2]).toContain(clients);
    for (const line of lines) expect(cellsOf(line.replace(/[ █]+$/, ''))).toBeLessThanOrEqual(cellsMax);
  });

  test.each(Array.from({ length: 81 }, (_, cells) => [cells]))(
    'of %d cells, every part ends as it does on a wide one',
    (cells) => {
      for (const line of vitalsLines([now], { glyphs: UNICODE, cellsMax: cells })) {
        for (const { text } of clipped(line, cells)) expect(text).not.toMatch(/\d\.$/);
      }
    },
  );
});
