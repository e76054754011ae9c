import { join } from 'node:path';
import fc from 'fast-check';
import { main } from '../../lib/cli/main';
import { isWorld, reasonOf, worldOf } from '../../lib/cli/plan-in-use';
import { givenTo } from '../../lib/cli/program';
import { defineCommand, UsageError, wholeNumber } from '../../lib/cli/usage';
import { nearest, oneLine, printable } from '../../lib/domain/text';
import { claim, expectSentences, unpolluted } from './fuzz';
import { anyText } from './texts';

/** Nothing listens there, so that no command gets any further. */
const NO_WORLD = 'http://127.0.0.1:1';
const COMMANDS = [
  'status',
  'check',
  'approve',
  'decline',
  'automation',
  'acknowledge',
  'acknowledge-divergence',
  'break-lock',
  'traffic',
  'release',
  'evidence',
  'rehearse',
  'generate',
] as const;
const RUN = 'arn:aws:states:us-west-2:111122223333:execution:understudy-orders-failover:run-1';

const former = process.env.UNDERSTUDY_PLAN;
beforeAll(() => {
  process.env.UNDERSTUDY_PLAN = join(__dirname, '../../plan.json');
});
afterAll(() => {
  if (former === undefined) delete process.env.UNDERSTUDY_PLAN;
  else process.env.UNDERSTUDY_PLAN = former;
});

/** What a command line printed, and the code it ended with. */
async function run(args: readonly string[]): Promise<{ code: number; out: string[]; err: string[] }> {
  const [out, err]: [string[], string[]] = [[], []];
  const log = jest.spyOn(console, 'log').mockImplementation((line) => void out.push(String(line)));
  const error = jest.spyOn(console, 'error').mockImplementation((line) => void err.push(String(line)));
  try {
    return { code: await main(args), out, err };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}

const flag = fc.constantFrom(
  '--because',
  '--region',
  '--json',
  '--yes',
  '--assembly',
  '--active',
  '--last',
  '--xyzzy',
  '--__proto__',
  '--constructor',
  '-x',
  '--',
);
const word = fc.oneof(
  flag,
  flag,
  fc.constantFrom('off', 'on', 'attach', 'audit', 'list', 'verify', 'current', '101', RUN),
  anyText,
);
const line = fc.tuple(fc.constantFrom(...COMMANDS), fc.array(word, { maxLength: 6 }));

describe('A command line', () => {
  claim('of any words does nothing without its world, and says why', line, ([command, words]) =>
    unpolluted(async () => {
      // These two need no world: a word that they do not take keeps them from working.
      const local = ['rehearse', 'generate'].includes(command);
      const { code, out, err } = await run([
        command,
        ...words,
        ...(local ? ['--xyzzy', 'x'] : [`--world=${NO_WORLD}`]),
      ]);
      expect([1, 2]).toContain(code);
      if (!words.includes('--json')) expect(out).toEqual([]);
      expectSentences(err, 2000);
      for (const said of err) expect(said).toMatch(/^understudy: /);
    }),
  );

  claim('of an unknown command is refused', anyText, async (written) => {
    fc.pre(!['help', '--help', '-h', ''].includes(written));
    const { code, err } = await run([written]);
    expect(code).toBe(2);
    expectSentences(err, 80_000);
  });
});

const ANY = defineCommand({
  name: 'any',
  purpose: 'Takes anything.',
  words: [{ shown: '[word...]', help: 'any' }],
  flags: { because: { value: '<why>', help: 'why' }, json: { help: 'as JSON' } },
  examples: ['understudy any'],
  run: async () => 0,
});
claim('flags are read, or refused with a usage error', fc.array(word), (args) => {
  try {
    const { values } = givenTo(ANY, 'any', args);
    for (const name of Object.keys(values)) expect(['because', 'json']).toContain(name);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    expectSentences([oneLine((error as Error).message)]);
  }
});

claim('a whole number is what was written, or a usage error', fc.oneof(anyText, fc.nat().map(String)), (written) => {
  let value: number;
  try {
    value = wholeNumber('n', written, { min: 0, max: 1000 });
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return;
  }
  expect(value).toBe(Number(written));
  expect(Number.isInteger(value) && value >= 0 && value <= 1000).toBe(true);
});

const worldLike = fc.oneof(
  anyText,
  fc.webUrl(),
  fc
    .tuple(
      fc.constantFrom('http', 'https'),
      fc.constantFrom('127.0.0.1', 'localhost', '127.0.0.1.example.com', '0'),
      fc.nat({ max: 99_999 }),
      anyText,
    )
    .map(([scheme, host, port, path]) => `${scheme}://${host}:${port}${path}`),
);
claim('a world is on this machine, or a usage error', worldLike, (written) => {
  if (!isWorld(written)) return expect(() => worldOf(written)).toThrow(UsageError);
  const { protocol, hostname, pathname } = new URL(written);
  expect([protocol, hostname, pathname]).toEqual(['http:', '127.0.0.1', '/']);
});

claim('a reason says something, or is a usage error', anyText, (because) => {
  try {
    expect(oneLine(reasonOf(because))).not.toBe('');
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
  }
});

claim(
  'any text becomes one line, once and for all',
  fc.tuple(anyText, fc.integer({ min: 1, max: 600 })),
  ([text, max]) => {
    const once = oneLine(text, max);
    expect(once.length).toBeLessThanOrEqual(max);
    expect(once).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    expect(oneLine(once, max)).toBe(once);
    expect(printable(text)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  },
);

const WORDS = ['regions', 'release', 'watch'];
claim(
  'a word with one letter wrong is still near',
  fc.tuple(fc.constantFrom(...WORDS), fc.nat({ max: 4 }), fc.constantFrom('x', '', 'q')),
  ([one, at, letter]) => {
    expect(nearest(one.slice(0, at) + letter + one.slice(at + 1), WORDS)).toBe(one);
  },
);
