/** `understudy start`, against a small world that answers as DynamoDB and Step Functions do. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { terminal } from '../lib/cli/ask';
import { main } from '../lib/cli/main';
import { regionToStartIn, type Standing } from '../lib/cli/start/region';
import { requestFor } from '../lib/cli/start/request';
import { ONE_WAY, STARTING } from '../lib/cli/start/verbs';
import { watchInTerminal } from '../lib/cli/watch';
import { namesOf } from '../lib/domain/names';
import { readRequest } from '../lib/domain/request';
import { VERBS, type Verb } from '../lib/domain/verbs';
import { plan as standardPlan } from './fixtures';

jest.mock('../lib/cli/watch', () => ({ watchInTerminal: jest.fn() }));

const [HOME = '', STANDBY = ''] = standardPlan.regions;
const ACCOUNT = standardPlan.account;
const machineOf = (verb: Verb, region = STANDBY) => namesOf(standardPlan, region).machineArn(verb);

interface Started {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly input: string;
}

let server: Server;
let world = '';
let started: Started[] = [];
/** What Step Functions says about the machine: runs that go on, or an error. */
let machine: { running?: string[]; error?: { __type: string; message: string } } = {};
/** Region → epoch that it claims; a Region that is missing has never claimed, and `silent` answers nothing. */
let claims: Record<string, number | 'silent'> = {};

const regionIn = ({ headers }: IncomingMessage) =>
  /\/\d{8}\/([a-z0-9-]+)\//.exec(headers.authorization ?? '')?.[1] ?? '';

/** The answer to one call; `undefined` where the Region is silent. */
function answerTo(request: IncomingMessage, body: string): { status: number; json: object } | undefined {
  const operation = String(request.headers['x-amz-target']).split('.')[1];
  if (operation === 'GetItem') {
    const epoch = claims[regionIn(request)];
    if (epoch === 'silent') return undefined;
    const item = { epoch: { N: String(epoch) }, claimedBy: { S: 'run' }, at: { S: '2026-11-21T12:00:00.000Z' } };
    return { status: 200, json: epoch === undefined ? {} : { Item: item } };
  }
  if (machine.error) return { status: 400, json: machine.error };
  if (operation === 'ListExecutions') {
    const executions = (machine.running ?? []).map((executionArn) => ({ executionArn, startDate: 0 }));
    return { status: 200, json: { executions } };
  }
  const input: Started = JSON.parse(body);
  started.push(input);
  const executionArn = `${input.stateMachineArn.replace('stateMachine', 'execution')}:${input.name}`;
  return { status: 200, json: { executionArn, startDate: 0 } };
}

beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID = 'AKIDEXAMPLE';
  process.env.AWS_SECRET_ACCESS_KEY = 'secret';
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const answer = answerTo(request, body);
      if (!answer) return request.socket.destroy();
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      response.statusCode = answer.status;
      return response.end(JSON.stringify(answer.json));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  world = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  delete process.env.AWS_ACCESS_KEY_ID;
  delete process.env.AWS_SECRET_ACCESS_KEY;
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  started = [];
  machine = {};
  claims = {};
  delete process.env.AWS_ACCOUNT_ID;
});
afterEach(() => void jest.restoreAllMocks());

/** What a person types; `undefined`: there is no terminal. @param isSeen whether questions come to a terminal too */
function typing(line: string | undefined, isSeen = line !== undefined): () => string {
  const input = Object.assign(new PassThrough(), { isTTY: line !== undefined });
  input.end(line === undefined ? undefined : `${line}\n`);
  const output = Object.assign(new PassThrough(), { isTTY: isSeen });
  jest.replaceProperty(terminal, 'input', input);
  jest.replaceProperty(terminal, 'output', output);
  return () => String(output.read() ?? '');
}

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const log = jest.spyOn(console, 'log').mockImplementation((line) => void out.push(String(line)));
  const error = jest.spyOn(console, 'error').mockImplementation((line) => void err.push(String(line)));
  try {
    const code = await main(['start', ...args, '--world', world]);
    return { code, out: out.join('\n'), err: err.join('\n') };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}

const CONFIRMED = ['--because', 'us-east-1 is gone', '--confirm', ACCOUNT];

describe('start', () => {
  beforeEach(() => void typing(undefined));

  test('starts the machine of the only Region that makes sense, and says which account, which run and what next', async () => {
    const { code, out, err } = await run('failover', ...CONFIRMED);
    expect({ code, err }).toEqual({
      code: 0,
      err: `account ${ACCOUNT}, ${STANDBY}: found understudy-orders-failover, as plan orders says`,
    });
    expect(started).toEqual([
      {
        stateMachineArn: machineOf('failover'),
        name: expect.stringMatching(/^by-hand-[0-9a-f-]{36}$/),
        input: '{"reason":"us-east-1 is gone"}',
      },
    ]);
    const arn = `arn:aws:states:${STANDBY}:${ACCOUNT}:execution:understudy-orders-failover:${started[0]?.name}`;
    expect(out.split('\n')).toEqual([`started ${arn}`, `watch it with: npx understudy watch ${arn} --world ${world}`]);
  });

  test('says the same as one JSON value', async () => {
    const { out } = await run('check', '--region', HOME, '--because', 'b', '--json');
    const arn = `arn:aws:states:${HOME}:${ACCOUNT}:execution:understudy-orders-check:${started[0]?.name}`;
    expect(JSON.parse(out)).toEqual({
      account: ACCOUNT,
      region: HOME,
      verb: 'check',
      run: arn,
      next: `npx understudy watch ${arn} --world ${world}`,
    });
  });

  test('goes by who claims the users now: the failback is started at home', async () => {
    claims = { [STANDBY]: 101 };
    expect((await run('switchover', ...CONFIRMED)).code).toBe(0);
    expect(started[0]?.stateMachineArn).toBe(machineOf('switchover', HOME));
    expect((await run('settle', '--because', 'b', '--yes')).code).toBe(0);
    expect(started[1]?.stateMachineArn).toBe(machineOf('settle', STANDBY));
  });

  test('names the runs that go on already', async () => {
    machine = { running: ['arn:run-0'] };
    expect((await run('failover', ...CONFIRMED)).err).toContain(
      'it is at work already, and the new run may join it: arn:run-0',
    );
  });

  test.each<[string, string[], string]>([
    [
      'no verb',
      [],
      'start takes <verb>, failover, switchover, drill, prewarm, check, settle, stand-down or retire; got none',
    ],
    ['no reason', ['drill'], '--because is required'],
    [
      'a Region that is none',
      ['drill', '--because', 'b', '--region', 'x'],
      '--region x is not a Region of plan orders',
    ],
    [
      'a failover of the active Region',
      ['failover', ...CONFIRMED, '--region', HOME],
      `${HOME} is the active Region, and failover is started in one that is not; allowed is --region ${STANDBY}`,
    ],
    [
      'to settle where nobody is served',
      ['settle', '--because', 'b', '--yes', '--region', STANDBY],
      `${STANDBY} is not active, ${HOME} is, and settle is started in the active Region; allowed is --region ${HOME}`,
    ],
    [
      'a check that could be of any Region',
      ['check', '--because', 'b'],
      `--region is required: check can be started in ${HOME} or ${STANDBY}`,
    ],
    [
      'another account to confirm',
      ['failover', '--because', 'b', '--confirm', '999988887777'],
      'is not the account of the plan',
    ],
    [
      'what can be undone without a yes',
      ['drill', '--because', 'b'],
      'no terminal to ask at: repeat the command with --yes',
    ],
    [
      'a majority where there is none',
      ['failover', ...CONFIRMED, '--without-majority', 'w'],
      'is for plans of 3 Regions',
    ],
    [
      'a majority of a drill',
      ['drill', '--because', 'b', '--without-majority', 'w'],
      'is for a failover; drill asks for no',
    ],
  ])('refuses %s, and starts nothing', async (_, args, expected) => {
    const { code, out, err } = await run(...args);
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(expected)]);
    expect(started).toEqual([]);
  });

  test.each(VERBS)('without a terminal %s needs the account id only where nothing takes it back', async (verb) => {
    const region = verb === 'settle' ? HOME : STANDBY;
    const { code, err } = await run(verb, '--region', region, '--because', 'b', '--yes');
    if (['failover', 'switchover'].includes(verb)) {
      expect([code, err]).toEqual([
        2,
        expect.stringMatching(/no terminal to type the account id at; --yes alone is not enough/),
      ]);
      expect(started).toEqual([]);
    } else expect([code, started.length]).toEqual([0, 1]);
  });

  test('asks nobody who cannot see the question', async () => {
    typing(ACCOUNT, false);
    const { code, err } = await run('failover', '--region', STANDBY, '--because', 'b');
    expect([code, err]).toEqual([2, expect.stringContaining('no terminal to type the account id at')]);
    expect(started).toEqual([]);
  });

  test('goes on without the active Region that is dark, where no other was ever active', async () => {
    claims = { [HOME]: 'silent' };
    expect((await run('failover', ...CONFIRMED)).code).toBe(0);
    expect(started[0]?.stateMachineArn).toBe(machineOf('failover', STANDBY));
  });

  test('does not take an older claim for the active Region while another Region is dark', async () => {
    claims = { [HOME]: 'silent', [STANDBY]: 101 };
    const { code, err } = await run('failover', ...CONFIRMED);
    expect([code, err]).toEqual([
      2,
      `understudy: --region is required: the claim of ${HOME} cannot be read, so nobody here knows which Region is ` +
        'active; failover is started in one that is not',
    ]);
    expect(started).toEqual([]);
  });

  test('believes a person where a claim cannot be read: the machine looks for itself', async () => {
    claims = { [HOME]: 101, [STANDBY]: 'silent' };
    expect((await run('failover', ...CONFIRMED, '--region', HOME)).code).toBe(0);
    expect(started[0]?.stateMachineArn).toBe(machineOf('failover', HOME));
  });
});

describe('start --watch', () => {
  test('hands the run over, and ends as watching it does', async () => {
    typing(undefined);
    const watched = jest.mocked(watchInTerminal).mockResolvedValue(130);
    const { code, out } = await run('failover', ...CONFIRMED, '--watch', '--json');
    const named = { run: JSON.parse(out).run, verb: 'failover', region: STANDBY };
    expect([code, out.split('\n')]).toEqual([130, [expect.any(String)]]);
    expect(watched.mock.calls).toEqual([
      [expect.objectContaining({ plan: standardPlan, named, plain: false, json: true, world })],
    ]);
  });
});

describe('start at a terminal', () => {
  test.each([
    [ACCOUNT, 0],
    [` ${ACCOUNT} `, 0],
    ['yes', 1],
    ['y', 1],
    ['', 1],
    ['999988887777', 1],
  ])('a failover is started after %j: exit code %d', async (line, expected) => {
    const asked = typing(line);
    const { code, out } = await run('failover', '--because', 'b', '--yes');
    expect([code, started.length]).toEqual([expected, 1 - expected]);
    expect(asked()).toContain('Nothing takes it back. Type the account id to start it: ');
    if (expected === 1) expect(out).toBe('nothing was started: that was not agreed to');
  });

  test.each([
    ['y', 0],
    ['Yes', 0],
    [ACCOUNT, 1],
    ['', 1],
  ])('a drill is started after %j: exit code %d', async (line, expected) => {
    const asked = typing(line);
    expect((await run('drill', '--because', 'b')).code).toBe(expected);
    expect(started).toHaveLength(1 - expected);
    expect(asked()).toContain('Start it? [y/N] ');
  });

  test('asks on stderr, and tells a no as JSON where that is asked for', async () => {
    typing('no');
    const { out } = await run('drill', '--because', 'b', '--json');
    expect(JSON.parse(out)).toMatchObject({ problems: ['nothing was started: that was not agreed to'] });
  });
});

describe('the account', () => {
  beforeEach(() => void typing(undefined));
  const denied = (account: string) => ({
    __type: 'AccessDeniedException',
    message: `User: arn:aws:sts::${account}:assumed-role/Ops/ada is not authorized to perform: states:ListExecutions`,
  });

  test.each<[string, () => void, string]>([
    [
      'is another one by the credentials',
      () => {
        process.env.AWS_ACCOUNT_ID = '999988887777';
      },
      'are of account 999988887777',
    ],
    [
      'is another one by what AWS says',
      () => {
        machine = { error: denied('999988887777') };
      },
      'are of account 999988887777',
    ],
    [
      'is right, and its person may not',
      () => {
        machine = { error: denied(ACCOUNT) };
      },
      'needs the managed policy of operators',
    ],
    [
      'has no such machine',
      () => {
        machine = { error: { __type: 'StateMachineDoesNotExist', message: 'no' } };
      },
      `there is no understudy-orders-failover in ${STANDBY}: deploy the control plane there first`,
    ],
  ])('%s: nothing is started', async (_, given, expected) => {
    given();
    const { code, out, err } = await run('failover', ...CONFIRMED);
    expect([code, out, err]).toEqual([1, '', expect.stringContaining(expected)]);
    expect(started).toEqual([]);
  });
});

describe('the Region that a verb is started in', () => {
  const three = { ...standardPlan, regions: ['a', 'b', 'c'] };
  const at = (verb: Verb, written?: string, standing: Partial<Standing> = {}) =>
    regionToStartIn({ plan: three, verb, written }, { active: 'a', silent: [], ...standing });

  test('must be named where several make sense', () => {
    expect(() => at('failover')).toThrow('--region is required: failover can be started in b or c');
    expect(at('failover', 'c')).toBe('c');
    expect(at('settle')).toBe('a');
  });

  test.each(VERBS)('is never one where %s would be refused', (verb) => {
    const wrong = verb === 'settle' ? 'b' : 'a';
    if (STARTING[verb].where === 'any') expect(at(verb, wrong)).toBe(wrong);
    else expect(() => at(verb, wrong)).toThrow('allowed is --region');
    expect(at(verb, wrong, { silent: ['c'] })).toBe(wrong);
  });
});

describe('the request', () => {
  const three = { ...standardPlan, regions: ['a', 'b', 'c'] };

  test.each(VERBS)('of %s is one that its machine reads', (verb) => {
    expect(readRequest(requestFor(verb, standardPlan, { because: 'b', withoutMajority: undefined }))).toEqual({
      request: { reason: 'b' },
    });
  });

  test('holds why no majority is needed, for three Regions and more', () => {
    expect(requestFor('failover', three, { because: 'b', withoutMajority: 'eu is closed' })).toEqual({
      reason: 'b',
      withoutMajority: 'eu is closed',
    });
    expect(() => requestFor('failover', three, { because: 'b', withoutMajority: ' ' })).toThrow(
      'input.withoutMajority',
    );
  });
});

test('what nothing takes back is what moves users', () => {
  expect(ONE_WAY).toEqual(['failover', 'switchover']);
});
