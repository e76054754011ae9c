/** `understudy init` on a terminal: somebody answers, and every answer is judged by the plan's own rules. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planned } from '../lib/cli/init';
import type { Asks } from '../lib/cli/init/asks';
import type { Values } from '../lib/cli/init/flags';
import type { Proposal } from '../lib/cli/init/proposal';
import { createSettling } from '../lib/cli/init/settling';
import { writePlan } from '../lib/cli/init/write-plan';
import { readPlan } from '../lib/domain/plan-reader';
import { temporaryDirectory } from './temporary';

const KEY = 'MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=';

/** What is typed, by the question; several are typed one after the other, as long as the ones before are refused. */
type Script = Readonly<Record<string, string | readonly string[]>>;

const ANSWERS: Script = {
  'Name of the application': 'shop',
  'AWS account': '444455556666',
  'Regions, home first, with commas between': 'eu-west-1, eu-central-1',
  'Global database (empty: none)': 'shop',
  'Global database (empty: no more)': '',
  Engine: 'aurora-mysql',
  'Hosted zone': 'Z1',
  'Public name': 'shop.example.org',
  'Which records has it': 'A and AAAA',
  'Stacks that a takeover creates, a comma between them': 'shop-api shop-web',
  'URL that reads': 'https://{region}.shop.example.org/health',
  'URL that writes': 'https://{region}.shop.example.org/canary',
  'Key of releases': 'I have its public half',
  'Public half, base64': KEY,
  'What a confirmed outage does by itself': 'prepare',
};

/** Somebody who types a script; an empty line takes what is proposed. */
function typing(script: Script, isYes = true) {
  const refused: string[] = [];
  const asked: string[] = [];
  const typedAt = (message: string) => [script[message] ?? ''].flat();
  const asks: Asks = {
    async text({ message, otherwise = '', problem = () => undefined }) {
      asked.push(message);
      for (const typed of typedAt(message)) {
        const answer = typed === '' ? otherwise : typed;
        const because = problem(answer);
        if (because === undefined) return answer;
        refused.push(`${message}: ${because}`);
      }
      throw new Error(`nothing typed for ${message} is taken: ${refused.at(-1)}`);
    },
    async one({ message, choices }) {
      asked.push(message);
      const chosen = choices.find(({ label }) => typedAt(message).includes(label));
      if (!chosen) throw new Error(`${message} has no ${typedAt(message)}: ${choices.map(({ label }) => label)}`);
      return chosen.value;
    },
    some: async ({ choices }) => choices.map(({ value }) => value),
    yes: async () => isYes,
    tell: () => {},
  };
  return { asks, refused, asked };
}

let log: jest.SpyInstance;
beforeEach(() => {
  log = jest.spyOn(console, 'log').mockImplementation(() => {});
  jest.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => jest.restoreAllMocks());

const fileIn = (name: string) => join(temporaryDirectory(name), 'plan.json');

test('an interview ends in a plan with what was said, and the defaults that were taken', async () => {
  const out = fileIn('interview');
  expect(await planned({ out }, typing(ANSWERS).asks)).toBe(0);
  expect(readPlan(readFileSync(out, 'utf8'))).toMatchObject({
    name: 'shop',
    account: '444455556666',
    regions: ['eu-west-1', 'eu-central-1'],
    databases: [
      {
        globalCluster: 'shop',
        engine: 'aurora-mysql',
        clusters: { 'eu-west-1': 'shop-eu-west-1', 'eu-central-1': 'shop-eu-central-1' },
        dataLossSecondsMax: 30,
      },
    ],
    release: { publicKey: KEY, stacks: ['shop-api', 'shop-web'] },
    canaries: [{ kind: 'read' }, { kind: 'write', url: 'https://{region}.shop.example.org/canary' }],
    traffic: {
      hostedZoneId: 'Z1',
      records: [
        { name: 'shop.example.org', type: 'A', perRegion: '{region}.shop.example.org' },
        { name: 'shop.example.org', type: 'AAAA', perRegion: '{region}.shop.example.org' },
      ],
    },
    automation: 'prepare',
  });
});

test.each<[string, string, string]>([
  ['Name of the application', 'Shop!', 'expected 1–15 lower-case letters'],
  ['AWS account', '4444', 'expected a string of 12 digits'],
  ['Regions, home first, with commas between', 'eu-west-1', 'too small'],
  ['Regions, home first, with commas between', 'eu-west-1, eu-west-11', 'not an AWS Region'],
  ['Regions, home first, with commas between', 'eu-west-1, eu-west-1', 'name each once'],
  ['Global database (empty: none)', 'Shop_', 'expected 1–63 lower-case letters'],
  ['Its cluster in eu-central-1', 'a--b', 'single hyphens'],
  ['Seconds of lag at which nobody need be asked', 'few', 'expected number'],
  ['Seconds of lag at which nobody need be asked', '86401', 'too big'],
  ['Hosted zone', '/hostedzone/Z1', 'without /hostedzone/'],
  ['Public name', 'shop.example.org.', 'without its final dot'],
  ["A Region's own name", 'shop.example.org', 'must hold {region}'],
  ['Stacks that a takeover creates, a comma between them', 'a_b', 'expected a CloudFormation stack name'],
  ['Stacks that a takeover creates, a comma between them', 'drill-a', 'as the stacks of drills do'],
  ['Pilot light (empty: none)', '-', 'expected a CloudFormation stack name'],
  ['URL that reads', 'http://shop.example.org', 'only https is allowed'],
  ['URL that reads', 'https://shop.example.org', 'must hold {region}'],
  ['URL that writes', 'https://10.0.0.1/{region}', 'address not allowed'],
  ['Public half, base64', 'x', 'expected the base64 of an Ed25519 public key'],
])('%s is asked again after %s, with what is wrong', async (question, typed, because) => {
  const right = [ANSWERS[question] ?? ''].flat();
  const { asks, refused } = typing({ ...ANSWERS, [question]: [typed, ...right] });
  expect(await planned({ out: fileIn('again') }, asks)).toBe(0);
  expect(refused).toEqual([expect.stringContaining(because)]);
});

test('what flags have said is not asked, and a witness only where the plan needs one', async () => {
  const given: Values = { name: 'shop', zone: 'Z1', stacks: 'none', 'pilot-light': 'none', 'global-cluster': 'none' };
  const out = fileIn('flags');
  const { asks, asked } = typing({
    ...ANSWERS,
    'What a confirmed outage does by itself': 'full',
    'Witness Region': ['eu-west-1', 'eu-west-3'],
  });
  expect(await planned({ ...given, out }, asks)).toBe(0);
  expect(asked).toEqual([
    ...[
      'AWS account',
      'Regions, home first, with commas between',
      'Public name',
      "A Region's own name",
      'Which records has it',
    ],
    ...['URL that reads', 'Key of releases', 'Public half, base64'],
    ...['What a confirmed outage does by itself', 'Witness Region'],
  ]);
  expect(readPlan(readFileSync(out, 'utf8'))).toMatchObject({ databases: [], watch: { witness: 'eu-west-3' } });
});

test('a key can be made on the way, and its private half is never replaced', async () => {
  const out = fileIn('key');
  const file = join(temporaryDirectory('pem'), 'release.pem');
  const script = { ...ANSWERS, 'Key of releases': 'make one now', 'File of its private half': [__filename, file] };
  const { asks, refused } = typing(script);
  expect(await planned({ out }, asks)).toBe(0);
  expect(refused).toEqual([expect.stringContaining('is there already; name another file')]);
  expect(readFileSync(file, 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----/);
  expect(readPlan(readFileSync(out, 'utf8')).release.publicKey).not.toBe(KEY);
});

test('nothing is written before somebody has seen the plan and said yes', async () => {
  const out = fileIn('no');
  expect(await planned({ out }, typing(ANSWERS, false).asks)).toBe(1);
  expect(existsSync(out)).toBe(false);
  expect(log).toHaveBeenCalledWith('{');
});

describe('where several fit', () => {
  const several: Proposal<readonly string[]> = {
    path: 'release.stacks',
    open: '2 stacks fit: a and b; give --stacks',
    choices: [
      { label: 'a', value: ['a'] },
      { label: 'b', value: ['b'] },
    ],
    notes: [],
  };

  test('somebody chooses, and it is open no more', async () => {
    const settling = createSettling(typing({}).asks);
    expect(await settling.some(several)).toEqual(['a', 'b']);
    expect([...settling.open]).toEqual([]);
  });

  test('it stays open where nobody can be asked', async () => {
    const settling = createSettling();
    expect(await settling.some(several)).toBeUndefined();
    expect([...settling.open]).toEqual([['release.stacks', '2 stacks fit: a and b; give --stacks']]);
  });

  test('what is a fault of this program is not noted as one of AWS', async () => {
    const settling = createSettling();
    await expect(settling.tried('it', () => Promise.reject(new TypeError('x is undefined')))).rejects.toThrow('x is');
    const noKeys = Object.assign(new Error('none'), { name: 'CredentialsProviderError' });
    await expect(settling.tried('it', () => Promise.reject(noKeys))).rejects.toBe(noKeys);
    expect(settling.notes).toEqual([]);
  });
});

test('a file that cannot be written leaves nothing behind', () => {
  const folder = temporaryDirectory('init-write');
  // What is to be replaced by the file is a folder.
  mkdirSync(join(folder, 'plan.json', 'mine'), { recursive: true });
  expect(() => writePlan(join(folder, 'plan.json'), '{}')).toThrow(/cannot be written \(E\w+\); --out names another/);
  expect(readdirSync(folder)).toEqual(['plan.json']);
});
