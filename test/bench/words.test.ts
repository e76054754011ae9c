import { withLines } from './markdown';
import type { Part } from './part';
import { PARTS } from './parts';
import { helpOf, WrongWords, wordsIn } from './words';

const part = (name: string, isLong = false): Part<object> => ({
  ...{ name, measures: `measures ${name}`, isLong },
  ...{ measure: async () => ({}), lines: () => [], broken: () => [] },
});
const parts = [part('overhead'), part('cost'), part('rehearsals', true)];
const namesOf = (...args: string[]) => wordsIn(args, parts).parts.map(({ name }) => name);

describe('npm run bench', () => {
  it('measures what needs no wall clock, everything with --all, and what is named with --only', () => {
    expect(namesOf()).toEqual(['overhead', 'cost']);
    expect(namesOf('--all')).toEqual(['overhead', 'cost', 'rehearsals']);
    expect(namesOf('--only', 'rehearsals', '--only', 'overhead')).toEqual(['overhead', 'rehearsals']);
  });

  it('takes counts from 1 to 9999', () => {
    expect(wordsIn(['--seeds', '3', '--rehearsals', '9999'], parts)).toMatchObject({ seeds: 3, rehearsals: 9999 });
  });

  it.each([
    [['--seeds', '0'], '--seeds got "0": allowed is a whole number from 1 to 9999'],
    [['--rehearsals', '10000'], '--rehearsals got "10000": allowed is a whole number from 1 to 9999'],
    [['--seeds', '2.5'], '--seeds got "2.5": allowed is a whole number from 1 to 9999'],
    [['--only', 'overhed'], '--only got "overhed": did you mean overhead'],
    [['--only', 'x'], '--only got "x": allowed is overhead, cost or rehearsals'],
    [['--only', 'cost', '--all'], '--only and --all do not go together: use one of them'],
    [['--fast'], "Unknown option '--fast'"],
    [['--seeds', '-1'], "Option '--seeds' argument is ambiguous"],
    [['cost'], 'got cost: did you mean --only cost'],
    [['quickly'], 'got quickly, and takes only what begins with --'],
    [['--write', '--seeds', '1'], '--write fills the page with its own counts: leave out --seeds'],
    [['--write', '--all', '--rehearsals', '2'], 'leave out --rehearsals'],
  ])('refuses %j', (args, because) => {
    expect(() => wordsIn(args, parts)).toThrow(WrongWords);
    expect(() => wordsIn(args, parts)).toThrow(because);
  });

  it('names every part in its help, and each once', () => {
    const names = PARTS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(wordsIn(['-h'], parts).isHelp).toBe(true);
    for (const { name, measures } of PARTS) expect(helpOf(PARTS)).toMatch(`${name.padEnd(12)} ${measures}`);
  });
});

describe('a page', () => {
  const page = 'before\n<!-- bench:cost -->\nold\n<!-- /bench:cost -->\nafter\n';

  it('gets other lines between its markers, again and again', () => {
    const once = withLines(page, 'cost', ['| a |', '|---|']);
    expect(once).toBe('before\n<!-- bench:cost -->\n\n| a |\n|---|\n\n<!-- /bench:cost -->\nafter\n');
    expect(withLines(once, 'cost', ['| a |', '|---|'])).toBe(once);
  });

  it('is refused without markers, or with them the other way round', () => {
    expect(() => withLines('text', 'cost', [])).toThrow('the page has no <!-- bench:cost -->');
    expect(() => withLines('<!-- /bench:cost --><!-- bench:cost -->', 'cost', [])).toThrow('after it');
  });
});
