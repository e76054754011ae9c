/** What every command of `understudy` owes to whoever meets it first: help, examples, exit codes, JSON. */

import { hasColor } from '../lib/cli/color';
import { COMMANDS } from '../lib/cli/commands';
import { splitExample } from '../lib/cli/help';
import { main } from '../lib/cli/main';
import { loaded, meantBy } from '../lib/cli/meant';
import { givenTo } from '../lib/cli/program';
import { type Command, defineCommand, type Entry, isHolder, UsageError } from '../lib/cli/usage';
import { VERBS } from '../lib/domain/verbs';
import { wordsOf } from './shell-words';

/** Every command and every one that holds others, by its name in full. */
async function all(entry: Entry, name: string): Promise<[string, Entry][]> {
  if (!isHolder(entry)) return [[name, entry]];
  const held = await Promise.all((await loaded(entry)).map((one) => all(one, `${name} ${one.name}`.trim())));
  return [[name, entry], ...held.flat()];
}

let entries: [string, Entry][] = [];
let commands: [string, Command][] = [];
beforeAll(async () => {
  entries = await all(COMMANDS, '');
  commands = entries.filter((one): one is [string, Command] => !isHolder(one[1]));
});

/** What was printed, and the code it ended with. */
async function run(...args: string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const log = jest.spyOn(console, 'log').mockImplementation((line) => void out.push(String(line)));
  const error = jest.spyOn(console, 'error').mockImplementation((line) => void err.push(String(line)));
  try {
    return { code: await main(args), out: out.join('\n'), err: err.join('\n') };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}

const failing = (bad: (name: string, command: Command) => unknown): string[] =>
  commands.filter(([name, command]) => bad(name, command)).map(([name]) => name);

describe('every command', () => {
  test('is called as it is held', async () => {
    expect(entries.length).toBeGreaterThan(20);
    for (const [name, entry] of entries) expect(name.split(' ').at(-1)).toBe(entry === COMMANDS ? '' : entry.name);
  });

  test('has help that says what it is for, how it is used, and what its exit codes mean', async () => {
    for (const [name, entry] of entries) {
      const { code, out, err } = await run(...name.split(' ').filter(Boolean), '--help');
      expect({ name, code, err }).toEqual({ name, code: 0, err: '' });
      const flat = out.replaceAll(/\s+/g, ' ');
      expect(flat).toContain(`Usage: understudy${name === '' ? '' : ` ${name}`} `);
      expect(flat).toContain(entry.purpose);
      expect(flat).toContain(`Examples: ${splitExample(entry.examples[0])[0]}`);
      if (isHolder(entry)) continue;
      for (const [exit, meaning] of Object.entries(entry.exitCodes)) expect(flat).toContain(` ${exit} ${meaning}`);
      expect(out).toMatch(/^ {2}2 +.*written wrongly$/m);
      for (const flag of Object.keys(entry.flags)) expect(out).toMatch(new RegExp(`^ {2}--${flag}\\b`, 'm'));
    }
  });

  test('says the same when help is asked for in another way', async () => {
    for (const [name] of entries) {
      const words = name.split(' ').filter(Boolean);
      const { out } = await run(...words, '--help');
      expect(await run('help', ...words)).toEqual({ code: 0, out, err: '' });
      expect(await run(...words, '-h')).toEqual({ code: 0, out, err: '' });
    }
  });

  test('has examples that are its own and that the real program reads', async () => {
    for (const [name, entry] of entries) {
      const lines = entry.examples.map((example) => splitExample(example)[0]);
      const own = `understudy ${name} `.trimEnd();
      expect(lines.filter((line) => line === own || line.startsWith(`${own} `))).not.toEqual([]);
      for (const line of lines) {
        const [program, ...args] = wordsOf(line);
        expect(program).toBe('understudy');
        const meant = await meantBy(COMMANDS, args);
        if (isHolder(meant.entry)) throw new Error(`${line} names no command`);
        givenTo(meant.entry, meant.name, meant.rest);
      }
    }
  });

  test('prints JSON where it is asked for, and says so', () => {
    expect(failing((_, { flags }) => flags.json?.value !== undefined || !/JSON/.test(flags.json?.help ?? ''))).toEqual(
      [],
    );
  });

  test('is listed as it is', async () => {
    const listed = (await loaded(COMMANDS)).map(({ name, group, purpose }) => ({ name, group, purpose }));
    expect(COMMANDS.outline).toEqual(listed);
  });

  test('is told apart by its group in the list', () => {
    const top = entries.filter(([name]) => name !== '' && !name.includes(' '));
    expect(top.filter(([, { group }]) => group === undefined).map(([name]) => name)).toEqual([]);
  });

  test('that may move, write or free something takes a reason of the person, and a world to try it in', () => {
    const acting = ['approve', 'decline', 'automation', 'acknowledge', 'break-lock', 'start'];
    expect(acting.filter((name) => !commands.some(([one, { flags }]) => one === name && flags.because))).toEqual([]);
    expect(failing((_, { flags }) => flags.because && !flags.world)).toEqual([]);
  });

  test('refuses a word too many, a flag that is none and a flag without its value, and says what is allowed', async () => {
    for (const [name, { words, flags }] of commands) {
      const own = name.split(' ');
      const isOpen = words.at(-1)?.shown.endsWith('...>') || words.at(-1)?.shown.endsWith('...]');
      if (!isOpen) {
        const many = await run(...own, ...words.map(({ choices }) => choices?.[0] ?? 'a'), 'b');
        expect([name, many.code, many.err]).toEqual([name, 2, expect.stringMatching(/got .*b/)]);
      }
      const unknown = await run(...own, '--jsn');
      expect([name, unknown.code, unknown.err]).toEqual([name, 2, expect.stringContaining('did you mean --json')]);
      for (const [flag, { value }] of Object.entries(flags)) {
        if (value === undefined) continue;
        for (const args of [[`--${flag}`], [`--${flag}`, '--json']]) {
          const { code, err } = await run(...own, ...args);
          expect([name, flag, code, err]).toEqual([name, flag, 2, expect.stringContaining(`--${flag} takes a value`)]);
        }
      }
    }
  });
});

describe('understudy', () => {
  test('tells its version', async () => {
    const { version } = require('../package.json');
    expect(await run('--version')).toEqual({ code: 0, out: version, err: '' });
    expect(await run('-v')).toEqual({ code: 0, out: version, err: '' });
  });

  test('without a word lists its commands', async () => {
    expect(await run()).toEqual(await run('--help'));
  });

  test.each<[string, string[], string]>([
    ['a verb', ['failover'], 'failover is a verb: understudy start failover; understudy help start tells how'],
    ['a flag before the command', ['--json', 'status'], 'unknown flag --json; flags come after the command'],
    ['a word that is a key of every object', ['constructor'], 'unknown command "constructor"'],
    ['help on nothing', ['help', 'nothing'], 'unknown command "nothing"'],
    ['a value for a flag that takes none', ['status', '--json=yes'], '--json takes no value, got yes'],
    ['a choice that is none', ['completion', 'bsh'], 'completion takes bash, zsh or fish, got bsh; did you mean bash'],
    ['a verb that is none', ['start', 'fialover'], 'got fialover; did you mean failover'],
  ])('refuses %s with exit code 2', async (_, args, expected) => {
    const { code, out, err } = await run(...args);
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(expected)]);
  });

  test.each(VERBS.filter((verb) => verb !== 'check'))('says how %s is started', async (verb) => {
    expect((await run(verb)).err).toContain(`understudy start ${verb}`);
  });
});

describe('a declared flag', () => {
  const command = defineCommand({
    name: 'any',
    purpose: 'Takes anything.',
    words: [{ shown: '[word...]', help: 'any' }],
    flags: {
      because: { value: '<why>', help: 'why' },
      jobs: { value: '<n>', help: 'how many', default: '2' },
      kind: { value: '<kind>', help: 'of what kind', choices: ['one', 'other'] },
      'kms-key': { value: '<id>', help: 'which key' },
      json: { help: 'as JSON' },
    },
    examples: ['understudy any'],
    async run({ values, words }) {
      // What is declared is what the compiler knows.
      const typed: { because?: string; jobs: string; kind?: 'one' | 'other'; json?: boolean; 'kms-key'?: string } =
        values;
      console.log(JSON.stringify({ typed, words }));
      return 0;
    },
  });
  const given = (...args: string[]) => givenTo(command, 'any', args);

  test('is read as it was written, by its own name', () => {
    expect(given('a', '--because', 'b c', '--kms-key=k', '--json', 'd')).toEqual({
      values: { because: 'b c', jobs: '2', 'kms-key': 'k', json: true },
      words: ['a', 'd'],
    });
  });

  test('has its default where it is not written, and no value where it has none', () => {
    expect(given()).toEqual({ values: { jobs: '2' }, words: [] });
    expect(given('--jobs', '3').values.jobs).toBe('3');
  });

  test.each<[string[], string]>([
    [
      ['--because', '--json'],
      '--because takes a value, got --json; where that is what you mean, write --because=--json',
    ],
    [['--because'], '--because takes a value, <why>; got none'],
    [['--kind', 'oter'], '--kind takes one or other, got oter; did you mean other'],
    [['-x'], 'unknown flag -x'],
    [['--xyzzy'], 'allowed are --because, --jobs, --kind, --kms-key and --json'],
  ])('is refused as %j', (args, expected) => {
    expect(() => given(...args)).toThrow(UsageError);
    expect(() => given(...args)).toThrow(expected);
  });

  test.each<[string[], object]>([
    [['--because=--json'], { values: { because: '--json', jobs: '2' }, words: [] }],
    [['--', '--json', '--because', '--json'], { values: { jobs: '2' }, words: ['--json', '--because', '--json'] }],
    [['--because', '-'], { values: { because: '-', jobs: '2' }, words: [] }],
  ])('is taken as %j', (args, expected) => {
    expect(given(...args)).toEqual(expected);
  });
});

describe('colour', () => {
  test.each<[string, boolean, Record<string, string>, boolean]>([
    ['is on a terminal', true, {}, true],
    ['is not in a pipe', false, {}, false],
    ['is not where NO_COLOR is set', true, { NO_COLOR: '1' }, false],
    ['is where NO_COLOR is empty', true, { NO_COLOR: '' }, true],
    ['is in a pipe where FORCE_COLOR is set', false, { FORCE_COLOR: '1' }, true],
    ['is where both are set', false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
    ['is never where FORCE_COLOR is 0', true, { FORCE_COLOR: '0' }, false],
    ['is not on a terminal that is none', true, { TERM: 'dumb' }, false],
  ])('%s', (_, isTTY, env, expected) => {
    expect(hasColor({ isTTY }, env)).toBe(expected);
  });

  test('is in the help only where it may be', async () => {
    const before = process.env;
    try {
      process.env = { ...before, FORCE_COLOR: '1' };
      expect((await run('status', '--help')).out).toContain('\u001b[1m');
      process.env = { ...before, NO_COLOR: '1', FORCE_COLOR: '' };
      expect((await run('status', '--help')).out).not.toContain('\u001b');
    } finally {
      process.env = before;
    }
  });
});
