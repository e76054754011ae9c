import { printAside, printJson, printLines, printProblems } from './print';

/** Clears the screen, in seven bits and in eight; turns the writing direction; begins a line of its own. */
const NASTY = 'a\u001b[2Jb\u009b2Jc\u202ed\r\ne';

function printed(action: () => void): { out: string[]; err: string[] } {
  const told = { out: [] as string[], err: [] as string[] };
  const out = jest.spyOn(console, 'log').mockImplementation((line) => void told.out.push(String(line)));
  const err = jest.spyOn(console, 'error').mockImplementation((line) => void told.err.push(String(line)));
  try {
    action();
    return told;
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}

describe('What is printed', () => {
  test('is one harmless line for each, with its indentation and all of its length', () => {
    const long = 'x'.repeat(5000);
    expect(printed(() => printAside([`  ${NASTY}`, '', long])).err).toEqual(['  a [2Jb 2Jc d e', '', long]);
    expect(printed(() => printLines([NASTY, '  b'])).out).toEqual(['a [2Jb 2Jc d e', '  b']);
    expect(printed(() => printProblems([NASTY, 'b'])).err).toEqual(['understudy: a [2Jb 2Jc d e', 'understudy: b']);
  });

  test('as JSON is the same JSON, escaped', () => {
    const value = { [NASTY]: [NASTY, '\u{e0001}'] };
    for (const indentation of [undefined, 2]) {
      const [text = ''] = printed(() => printJson(value, indentation)).out;
      expect(JSON.parse(text)).toEqual(value);
      expect(text.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
      expect(text.includes('\n')).toBe(indentation !== undefined);
    }
  });
});
