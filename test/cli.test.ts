import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { main } from '../lib/cli/main';
import { UsageError, wholeNumber } from '../lib/cli/usage';
import { temporaryDirectory } from './temporary';

const RUN = 'arn:aws:states:us-west-2:111122223333:execution:understudy-orders-failover:run-1';

/** What a command line printed, and the code it ended with. */
async function run(...args: string[]): Promise<{ code: number; out: string[]; err: string[] }> {
  const out: string[] = [];
  const err: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line) => void out.push(String(line)));
  const error = jest.spyOn(console, 'error').mockImplementation((line) => void err.push(String(line)));
  try {
    return { code: await main(args), out, err };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}

describe('understudy', () => {
  test('lists its scenarios with their stories, one per line', async () => {
    expect(await run('rehearse', '--list')).toEqual({
      code: 0,
      out: expect.arrayContaining([expect.stringMatching(/^primary-lost {2,}the home Region is lost/)]),
      err: [],
    });
  });

  test.each<[string, string[], string]>([
    ['an unknown command', ['reherse'], 'understudy: unknown command "reherse"; did you mean rehearse'],
    [
      'an unknown scenario, with the choices',
      ['rehearse', 'nothing'],
      'understudy: unknown scenario "nothing"; allowed are',
    ],
    ['an unknown flag', ['rehearse', '--jsn'], 'understudy: unknown flag --jsn; did you mean --json'],
    ['a flag nobody could have meant', ['rehearse', '--xyzzy'], 'unknown flag --xyzzy; allowed are --list, --all'],
    ['two scenarios', ['rehearse', 'primary-lost', 'another'], 'one scenario at a time'],
    ['a seed that is no number', ['rehearse', '--seed', 'x'], '--seed takes a whole number from 0'],
    [
      'a seed that looks like a flag',
      ['rehearse', '--seed', '-1'],
      '--seed takes a value, got -1; where that is what you mean, write --seed=-1',
    ],
    ['words where none are taken', ['generate', 'extra'], 'generate takes no words, got extra'],
    ['more at a time than a machine can bear', ['rehearse', '--all', '--jobs', '17'], '--jobs takes a whole number'],
    ['one scenario beside all of them', ['rehearse', 'primary-lost', '--all'], '--all plays every scenario; got'],
    ['an approval of no run', ['approve', '--because', 'b'], 'approve takes <run>, the ARN of the run; got none'],
    ['an approval of something else', ['approve', 'arn:aws:s3:::x', '--because', 'b'], 'takes the ARN of the run'],
    ['an approval without a reason', ['approve', RUN], '--because is required'],
    ['an approval with an empty reason', ['approve', RUN, '--because', ' '], '--because is required'],
    ['a reason that is a story', ['approve', RUN, '--because', 'x'.repeat(501)], '--because has 501 characters'],
    [
      'a run of another Region',
      ['decline', RUN.replace('us-west-2', 'eu-west-3'), '--because', 'b'],
      'is in eu-west-3',
    ],
    ['a third state of automation', ['automation', 'maybe', '--because', 'b'], 'automation takes off or on, got maybe'],
    ['no state of automation', ['automation', '--because', 'b'], 'automation takes <state>, off or on; got none'],
    ['two epochs', ['break-lock', '101', '201', '--region', 'us-west-2', '--because', 'b'], 'one epoch at a time; got'],
    ['an epoch in words', ['break-lock', 'x', '--region', 'us-west-2', '--because', 'b'], 'epoch takes a whole number'],
    [
      'a lock without its Region',
      ['break-lock', '101', '--because', 'b'],
      '--region is required: us-east-1 or us-west-2',
    ],
    [
      'a foreign Region',
      ['break-lock', '101', '--region', 'eu-west-3', '--because', 'b'],
      'is not a Region of plan orders',
    ],
    ['a world that is not here', ['approve', RUN, '--because', 'b', '--world', 'http://192.0.2.1:80'], '--world takes'],
    ['an acknowledgement of no run', ['acknowledge', 'x', '--because', 'b'], 'acknowledge takes the ARN of the run'],
    ['traffic without its word', ['traffic'], 'traffic takes a word: attach'],
    ['an active Region that is none', ['traffic', 'attach', '--active', 'x'], '--active x is not a Region of plan'],
    ['a scale beyond what can be probed', ['rehearse', '--scale', '1000'], '--scale takes a whole number from 1 to 60'],
  ])('refuses %s in one line, with exit code 2', async (_, args, expected) => {
    const { code, out, err } = await run(...args);
    expect({ code, out }).toEqual({ code: 2, out: [] });
    expect(err).toEqual([expect.stringContaining(expected)]);
    expect(err[0]).not.toContain('\n');
  });

  test('shows its commands', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    expect(out.join('\n')).toContain('rehearse');
  });

  test('tells of one command alone', async () => {
    const { code, out } = await run('approve', '--help');
    expect(code).toBe(0);
    expect(out.join('\n')).toContain('understudy approve');
    expect(out.join('\n')).not.toContain('decline');
  });
});

/** Whatever answers at this port speaks first, or nothing does. @returns the URL of a world that is none */
async function noWorld({ greeting }: { greeting?: string } = {}): Promise<{ url: string; close: () => void }> {
  const server = createServer((socket) => socket.on('error', () => {}).end(greeting ?? '')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  if (greeting === undefined) await new Promise((done) => server.close(done));
  return { url: `http://127.0.0.1:${port}`, close: () => void server.close() };
}

describe('A world that does not answer', () => {
  const because = (url: string) =>
    `no world answers at ${url}; start one with npm run rehearse -- <scenario> --hold, and take the URL that it prints`;

  test.each<[string, number, string[]]>([
    ['approve', 1, ['approve', RUN, '--because', 'b']],
    ['automation', 1, ['automation', 'off', '--because', 'b']],
    ['traffic attach', 1, ['traffic', 'attach']],
    ['release list', 1, ['release', 'list']],
    ['release drift', 1, ['release', 'drift']],
    ['release diff', 2, ['release', 'diff', 'current', 'current']],
    ['release key', 1, ['release', 'key', '--kms-key', 'alias/a', '--kms-region', 'us-east-1']],
  ])('is one sentence of %s', async (_, code, args) => {
    const { url } = await noWorld();
    const told = { code, out: [], err: [`understudy: ${because(url)}`] };
    expect(await run(...args, '--world', url)).toEqual(told);
    expect(await run(...args, `--world=${url}/`)).toEqual(told);
  });

  test('is told where no browser would go, too', async () => {
    const { err } = await run('release', 'list', '--world', 'http://127.0.0.1:1');
    expect(err).toEqual([`understudy: ${because('http://127.0.0.1:1')}`]);
  });

  test('is told as JSON when that is asked for', async () => {
    const { url } = await noWorld();
    const { code, out, err } = await run('release', 'drift', '--json', '--world', url);
    expect({ code, err }).toEqual({ code: 1, err: [`understudy: ${because(url)}`] });
    expect(JSON.parse(out.join())).toEqual({ problems: [because(url)], findings: [] });
  });

  test('may be something else that answers there', async () => {
    const { url, close } = await noWorld({ greeting: 'HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\nno' });
    const before = process.env;
    process.env = { ...before };
    delete process.env.AWS_ACCESS_KEY_ID;
    try {
      expect(await run('approve', RUN, '--because', 'b', '--world', url)).toEqual({
        code: 1,
        out: [],
        err: [`understudy: ${because(url)}`],
      });
    } finally {
      process.env = before;
      close();
    }
  });
});

describe('A plan that is none', () => {
  const file = join(temporaryDirectory('no-plan'), 'plan.json');
  const before = process.env.UNDERSTUDY_PLAN;
  beforeAll(() => {
    writeFileSync(file, '{"nam": "x"}');
    process.env.UNDERSTUDY_PLAN = file;
  });
  afterAll(() => {
    if (before === undefined) delete process.env.UNDERSTUDY_PLAN;
    else process.env.UNDERSTUDY_PLAN = before;
  });

  test('is told by whom it was refused, a line for each problem', async () => {
    const { code, err } = await run('release', 'list');
    expect(code).toBe(1);
    expect(err).toContain(`understudy: ${file}: nam: unknown key; did you mean name`);
    expect(await run('automation', 'off', '--because', 'b')).toEqual({ code, out: [], err });
  });

  test('is told as JSON when that is asked for', async () => {
    const { code, out } = await run('release', 'drift', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out.join()).problems).toContain(`${file}: nam: unknown key; did you mean name`);
  });

  test('is no difference of two releases', async () => {
    expect(await run('release', 'diff', 'current', 'current')).toMatchObject({ code: 2 });
  });
});

describe('The help on a command of release', () => {
  const WORDS = ['audit', 'publish', 'list', 'diff', 'drift', 'key'];

  test.each(WORDS)('%s is of that alone', async (word) => {
    for (const args of [
      ['release', word, '--help'],
      ['release', '--help', word],
      ['release', 'help', word],
      ['help', 'release', word],
      ['-h', 'release', word],
    ]) {
      const { code, out } = await run(...args);
      expect(code).toBe(0);
      const text = out.join('\n');
      expect(text).toMatch(new RegExp(`^Usage: understudy release ${word} `));
      for (const other of WORDS.filter((one) => one !== word))
        expect(text).not.toContain(`understudy release ${other} `);
    }
  });

  test.each(WORDS)('%s explains every flag that it takes', async (word) => {
    const { err } = await run('release', word, '--xyzzy');
    const flags = (err[0] ?? '').match(/--[a-z-]+/g)?.filter((flag) => flag !== '--xyzzy') ?? [];
    expect(flags.length).toBeGreaterThan(0);
    const text = (await run('release', word, '--help')).out.join('\n');
    const explained = [...text.matchAll(/^ {2}(--[a-z-]+)(?: <[a-zA-Z -]+>)? {2,}\S/gm)].map(([, flag]) => flag);
    expect(explained.sort()).toEqual(flags.sort());
  });

  test('names all of them where none is meant, and refuses one that is none', async () => {
    const { code, out } = await run('release', '--help');
    expect(code).toBe(0);
    for (const word of WORDS) expect(out.join('\n')).toMatch(new RegExp(`^  ${word} +\\S`, 'm'));
    expect(await run('release', 'adit', '--help')).toMatchObject({
      code: 2,
      err: ['understudy: unknown command release "adit"; did you mean audit'],
    });
  });
});

test.each(['', '-1', '1.5', '1e3', '61'])('%j is no whole number from 0 to 60', (written) => {
  expect(() => wholeNumber('n', written, { min: 0, max: 60 })).toThrow(UsageError);
});
