/**
 * Every command line that a page shows is read by the program that it is for, and as far as it can be, run:
 *
 * - *Run to its end*: what needs no AWS (help, `cost`, `completion`, `generate`, `history check`, `release audit`,
 *   `release key --out`, `rehearse --list`, …), in a folder that holds the files which the pages name.
 * - *Run until AWS refuses*: whatever takes `--world`, against an endpoint on loopback that denies every call but a look at
 *   who is active. Its flags, words and files must be right for it to get there, and it must end with one of its exit codes
 *   and a sentence.
 * - *Read, not played*: `rehearse` with a scenario, which must exist; the suites play them. `simulate`, `mutants`
 *   and `bench`, by their own readers.
 * - *Looked up*: other npm scripts, and `npx` of a package: script, program and the files that are named must exist.
 * - *Asked for help*: a command's name alone, where the command wants more; the text speaks of it, and shows no line.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { terminal } from '../lib/cli/ask';
import { COMMANDS } from '../lib/cli/commands';
import { main } from '../lib/cli/main';
import { meantBy } from '../lib/cli/meant';
import { givenTo } from '../lib/cli/program';
import { type Command, isHolder } from '../lib/cli/usage';
import { scenarioNames } from '../lib/rehearsal/rehearse';
import { PARTS } from './bench/parts';
import { wordsIn as benchWordsIn } from './bench/words';
import { documented, documentedIn } from './documented';
import { folderWith, preparedFiles } from './documented-place';
import { RUN_ID } from './fixtures';
import { MUTANTS } from './mutants/list';
import { wordsIn as mutantWordsIn } from './mutants/words';
import { wordsIn as simulationWordsIn } from './simulation/words';
import { ROOT } from './sources';

/** `generate` and `cost` synthesise whole apps, on a machine that may be busy. */
jest.setTimeout(60_000);

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/2b4f8a9c-0000-4000-8000-000000000000';

/** What stands for each placeholder of the pages. */
const filled = (): Readonly<Record<string, string>> => ({
  run: RUN_ID,
  region: 'us-west-2',
  here: 'us-west-2',
  there: 'us-west-2',
  'active Region': 'us-east-1',
  'Region that shall be active': 'us-west-2',
  verb: 'drill',
  'that Region': 'us-east-1',
  'region of the writer': 'us-west-2',
  epoch: '101',
  why: 'trying it',
  url: world,
  port: new URL(world).port,
  file: 'calls.jsonl',
  folder: 'held',
  assembly: 'assembly',
  arn: KEY,
  'key arn': KEY,
  scenario: 'primary-lost',
  command: 'status',
  account: '111122223333',
  zone: 'Z0123456789ABC',
});

let world = '';
let server: Server;
let calls = 0;
/** No Region has claimed anything. A line that names its Region is for a day on which another may be active. */
let homeIsActive = true;
let files: Readonly<Record<string, string>>;

beforeAll(async () => {
  files = preparedFiles();
  const keys = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' };
  server = createServer((request, response) => {
    if (request.url?.startsWith('/person/')) return void response.end(JSON.stringify(keys));
    calls += 1;
    request.resume();
    const isItem = homeIsActive && request.headers['x-amz-target'] === 'DynamoDB_20120810.GetItem';
    response.writeHead(isItem ? 200 : 403).end(isItem ? '{}' : '');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  world = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  calls = 0;
});
const home = process.cwd();
afterEach(() => {
  process.chdir(home);
  jest.restoreAllMocks();
});

/** What was printed, and the code it ended with. */
async function run(args: readonly string[]) {
  // Questions of init need a person; those of others are answered by their flags.
  const [stream, isTTY] = [new PassThrough(), args[0] !== 'init'];
  for (const side of ['input', 'output'] as const) {
    jest.replaceProperty(terminal, side, Object.assign(stream, { isTTY }));
  }
  const [out, err]: [string[], string[]] = [[], []];
  jest.spyOn(console, 'log').mockImplementation((line) => void out.push(String(line)));
  jest.spyOn(console, 'error').mockImplementation((line) => void err.push(String(line)));
  return { code: await main(args), out: out.join('\n'), err: err.join('\n') };
}

/** The words that a shell would hand over. @throws for a placeholder that stands in no table */
function wordsOf(line: string): string[] {
  const text = line
    .replaceAll('[…]', '[]')
    .replaceAll('--key <file>', '--key release-key.pem')
    .replaceAll('…', 'trying')
    .replaceAll(/<([\w ]+)>/g, (shown, name) => filled()[name] ?? shown);
  expect(text.replaceAll(/'[^']*'/g, '')).not.toMatch(/[<>]/);
  return [...text.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, (_, one, other) => one ?? other),
  );
}

/** What a line is for: `npm run x -- …` is what the script says. */
function programOf(line: string): { program: string; args: string[]; env: Record<string, string> } {
  const words = wordsOf(line);
  const from = words.findIndex((word) => !/^[A-Z_]+=/.test(word));
  const env = Object.fromEntries(words.slice(0, from).map((word) => word.split('=', 2)));
  const [first = '', second = '', ...rest] = words.slice(from);
  if (first === 'understudy') return { program: first, args: [second, ...rest].filter(Boolean), env };
  if (first === 'npx') return { program: second, args: rest, env };
  return { ...scriptOf([second, ...rest]), env };
}

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

function scriptOf(words: readonly string[]): { program: string; args: string[] } {
  const [first = '', second = '', ...rest] = words.filter((word) => !['--silent', '--'].includes(word));
  if (first === 'ci') return { program: 'npm', args: [] };
  const name = first === 'run' ? second : first;
  expect(Object.keys(scripts)).toContain(name);
  const [program = '', file = '', ...args] = scripts[name].split(' ');
  const more = first === 'run' ? rest : [second, ...rest].filter(Boolean);
  if (more.length > 0) expect(words).toContain('--');
  if (program !== 'tsx') return { program: name, args: more };
  return { program: file === 'bin/understudy.ts' ? 'understudy' : file, args: [...args, ...more] };
}

/** Flags that name a file to be written. */
const writesOf = (args: readonly string[]) => [
  ...args.filter((_, index) => ['--out', '--save', '--html', '--history'].includes(args[index - 1] ?? '')),
  ...(args[0] === 'init' ? ['plan.json'] : []),
];

const wantsMore = ({ words, flags }: Command) =>
  words.some(({ shown }) => shown.startsWith('<')) || Object.values(flags).some(({ isRequired }) => isRequired);

async function runUnderstudy(args: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  const { entry, name, rest, isHelp } = await meantBy(COMMANDS, args);
  const before = process.env;
  try {
    const plan = args.includes('--without-majority') ? 'three.json' : 'plan.json';
    process.env = { ...before, UNDERSTUDY_PLAN: plan, ...env };
    process.chdir(folderWith(files, writesOf(args)));
    if (isHelp || isHolder(entry)) await endsWell([...args.filter((word) => word !== '--help'), '--help']);
    else if (rest.length === 0 && wantsMore(entry)) await endsWell([...args, '--help']);
    else if (name === 'rehearse' && !rest.includes('--list')) readRehearsal(entry, rest);
    else if (name === 'init' && !rest.includes('--from-account')) await asksOnATerminal(args);
    else if (name === 'generate') await endsWell([...args.filter((word) => word !== '--check'), '--check'], [0, 1]);
    else if ('world' in entry.flags) await endsAtAws(entry, args);
    else await endsWell(args);
  } finally {
    process.env = before;
  }
}

async function endsWell(args: readonly string[], codes: readonly number[] = [0]): Promise<void> {
  const { code, err } = await run(args);
  if (!codes.includes(code)) throw new Error(`ended with ${code}: ${err}`);
}

/** Done without AWS, or denied by it: never written wrongly. */
async function endsAtAws(command: Command, args: readonly string[]): Promise<void> {
  const isNamed = args.some((word) => word.startsWith('--world'));
  homeIsActive = !args.includes('--region');
  const { code, out, err } = await run(isNamed ? args : [...args, '--world', world]);
  const isTried = code === 0 || calls > 0;
  const isTold = out + err !== '' && !/^\s+at /m.test(err);
  if (!isTried || !isTold || !Object.hasOwn(command.exitCodes, code)) {
    throw new Error(`ended with ${code} after ${calls} calls: ${err}`);
  }
}

function readRehearsal(command: Command, rest: readonly string[]): void {
  const { words } = givenTo(command, 'rehearse', rest);
  expect([...scenarioNames(), 'primary-lost']).toEqual(expect.arrayContaining([...words]));
}

/** Nobody answers here, so it says that it would have asked. */
async function asksOnATerminal(args: readonly string[]): Promise<void> {
  const { code, err } = await run(args);
  expect([code, err]).toEqual([2, expect.stringContaining('init asks on a terminal')]);
}

function isThere(program: string, args: readonly string[]): void {
  const known = program === 'npm' || scripts[program] !== undefined;
  if (!known) expect(existsSync(join(ROOT, 'node_modules/.bin', program))).toBe(true);
  const named = args.flatMap((word) => word.split(' ')).filter((word) => /^(examples|lib|test|docs)\//.test(word));
  expect(named.filter((file) => !/cdk\.out/.test(file) && !existsSync(join(ROOT, file)))).toEqual([]);
}

/** Pages write one command in more than one way; each is run once. */
const ran: Record<string, Promise<void>> = {};

/** Carries out a line as far as it can be. @throws what is wrong with it */
async function carryOut(line: string): Promise<void> {
  const { program, args, env } = programOf(line);
  if (program === 'understudy') {
    const command = JSON.stringify([args, env]);
    ran[command] ??= runUnderstudy(args, env);
    return ran[command];
  }
  if (program === 'test/simulation/simulate.ts') return void simulationWordsIn(args);
  if (program === 'test/mutants/mutants.ts') return void mutantWordsIn(args, MUTANTS);
  if (program === 'test/bench/bench.ts') return void benchWordsIn(args, PARTS);
  return isThere(program, args);
}

const lines = documented();

test('the pages show many command lines, of every kind', () => {
  expect(lines.length).toBeGreaterThan(80);
  for (const [name] of Object.entries(COMMANDS.holds)) {
    expect(lines.map(({ line }) => line)).toEqual(
      expect.arrayContaining([expect.stringMatching(new RegExp(` ${name}`))]),
    );
  }
});

test.each(lines)('$page: $line', ({ line }) => carryOut(line));

describe('what a page gets wrong', () => {
  test.each<[string, string]>([
    ['a flag that is none', 'npx understudy status --regin us-west-2'],
    ['a command that is none', 'npm run understudy -- stauts'],
    ['a word that is missing', 'npx understudy approve --because "…"'],
    ['a reason that is missing', 'npx understudy acknowledge <run>'],
    ['a Region of no plan', 'npx understudy check --region eu-west-3'],
    ['a file that is not there', 'npx understudy history check <that file>'],
    ['a placeholder that nobody knows', 'npx understudy approve <runs> --because "…"'],
    ['a scenario that is none', 'npm run rehearse -- primary-found'],
    ['a flag of a rehearsal', 'npm run rehearse -- --sede 7'],
    ['a script that is none', 'npm run rehearsal'],
    ['a flag that npm takes for its own', 'npm run rehearse --list'],
    ['a flag of the simulation', 'npm run simulate -- --swep'],
    ['a mutant that is none', 'npm run mutants -- --only nothing'],
    ['a part of the bench that is none', 'npm run bench -- --only overhad'],
    ['a program that is not installed', 'npx cdkk deploy'],
    ['an app that is not there', 'npx cdk deploy --app "tsx examples/order/app.ts"'],
    ['an assembly that is not there', 'npx understudy release audit --assembly cdk.ou'],
  ])('%s is noticed', async (_, line) => {
    await expect((async () => carryOut(line))()).rejects.toThrow();
  });

  test('is found in blocks, in spans and in tables, over several lines, without its comment', () => {
    const page = [
      '```sh',
      'npx understudy check   # now',
      'A=1 npm run understudy -- release publish \\',
      '  --key k && npm test',
      'echo no',
      '```',
      'Say `understudy\nstatus`, or `understudy-<plan>`.',
      '| `npx understudy watch <run>` | follows |',
    ].join('\n');
    expect(documentedIn('page', page).map(({ line }) => line)).toEqual([
      'npx understudy check',
      'A=1 npm run understudy -- release publish --key k',
      'npm test',
      'understudy status',
      'npx understudy watch <run>',
    ]);
  });
});
