/** The commands of persons, against a small world that answers as DynamoDB and the functions for persons do. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { terminal } from '../lib/cli/ask';
import { main } from '../lib/cli/main';
import type { Lock } from '../lib/domain/lock';
import { attributesOf } from '../lib/domain/table-items';

interface Asked {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

const URL_OF = (name: string, region = 'us-west-2') => `https://${name}.lambda-url.${region}.on.aws/`;
/** The Region that a request is signed for. */
const regionOf = ({ headers }: IncomingMessage) =>
  /\/\d{8}\/([a-z0-9-]+)\//.exec(headers.authorization ?? '')?.[1] ?? '';
const RUN = 'arn:aws:states:us-west-2:111122223333:execution:understudy-orders-failover:run-1';

const held: Lock = {
  owner: RUN,
  verb: 'failover',
  state: 'held',
  epoch: 101,
  version: 4,
  since: '2026-11-21T12:00:00.000Z',
  quietAt: '2026-11-21T12:02:05.000Z',
};

let server: Server;
let world = '';
let asked: Asked[] = [];
let presence: ((region: string) => Record<string, { S: string }>) | undefined;
let lock: Lock | undefined;
/** What the last command said on stderr. */
let told: string[] = [];
let answer: { status: number; body: string } | 'silence';
/** Every UpdateItem that was sent; `isOutrun`: somebody else has written to the item since it was read. */
let written: UpdateItemCommandInput[] = [];
let isOutrun = false;
/** What Step Functions says of whoever asks for a machine; `undefined` lets them see it. */
let refusal: { __type: string; message: string } | 'silence' | undefined;

beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID = 'AKIDEXAMPLE';
  process.env.AWS_SECRET_ACCESS_KEY = 'secret';
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const path = request.url ?? '';
      if (request.headers['x-amz-target']) {
        response.setHeader('content-type', 'application/x-amz-json-1.0');
        response.setHeader('date', 'Sat, 21 Nov 2026 12:10:00 GMT');
        if (String(request.headers['x-amz-target']).endsWith('.ListExecutions')) {
          if (refusal === 'silence') return request.socket.destroy();
          response.statusCode = refusal ? 400 : 200;
          return response.end(JSON.stringify(refusal ?? { executions: [] }));
        }
        if (String(request.headers['x-amz-target']).endsWith('.UpdateItem')) {
          written.push(JSON.parse(body));
          response.statusCode = isOutrun ? 400 : 200;
          return response.end(JSON.stringify(isOutrun ? { __type: 'ConditionalCheckFailedException' } : {}));
        }
        const item = body.includes('lock#orders') ? lock && attributesOf(lock) : presence?.(regionOf(request));
        return response.end(JSON.stringify(item ? { Item: item } : {}));
      }
      asked.push({ path, headers: request.headers, body: JSON.parse(body) });
      if (answer === 'silence') return request.socket.destroy();
      response.statusCode = answer.status;
      return response.end(answer.body);
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
  asked = [];
  presence = (region) => ({
    approvalUrl: { S: URL_OF('approval', region) },
    controlsUrl: { S: URL_OF('controls', region) },
  });
  lock = held;
  written = [];
  isOutrun = false;
  refusal = undefined;
  answer = { status: 200, body: JSON.stringify({ because: 'done' }) };
});

async function run(...args: string[]): Promise<{ code: number; out: string }> {
  const out: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line) => void out.push(String(line)));
  told = [];
  const error = jest.spyOn(console, 'error').mockImplementation((line) => void told.push(String(line)));
  try {
    return { code: await main([...args, '--world', world]), out: out.join('\n') };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}

test('a yes is signed for the function URL of the Region that runs, and told in its own words', async () => {
  expect(await run('approve', RUN, '--because', 'the Region is gone')).toEqual({ code: 0, out: 'done' });
  expect(asked).toEqual([
    {
      path: '/function-url/approval.lambda-url.us-west-2.on.aws/',
      headers: expect.objectContaining({
        authorization: expect.stringMatching(
          /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/us-west-2\/lambda\/aws4_request/,
        ),
      }),
      body: { kind: 'approve', run: RUN, because: 'the Region is gone' },
    },
  ]);
});

test('a no is a no', async () => {
  await run('decline', RUN, '--because', 'wait');
  expect(asked[0]?.body).toEqual({ kind: 'decline', run: RUN, because: 'wait' });
});

test('automatic runs are switched off in every Region', async () => {
  expect(await run('automation', 'off', '--because', 'maintenance')).toEqual({
    code: 0,
    out: expect.stringMatching(/^us-(east-1|west-2): done\nus-(east-1|west-2): done$/),
  });
  expect(asked.map(({ path }) => path).sort()).toEqual([
    '/function-url/controls.lambda-url.us-east-1.on.aws/',
    '/function-url/controls.lambda-url.us-west-2.on.aws/',
  ]);
  expect(asked.map(({ body }) => body)).toEqual([
    { kind: 'automation', state: 'off', because: 'maintenance' },
    { kind: 'automation', state: 'off', because: 'maintenance' },
  ]);
});

test.each<[string, string[], object]>([
  ['one Region', ['automation', 'on', '--region', 'us-west-2'], { kind: 'automation', state: 'on' }],
  ['the Region of the run', ['acknowledge', RUN], { kind: 'acknowledge', run: RUN }],
  ['the Region of the lock', ['break-lock', '101', '--region', 'us-west-2'], { kind: 'break-lock', epoch: 101 }],
])('only %s is asked where only that is meant', async (_, words, body) => {
  expect((await run(...words, '--because', 'b')).code).toBe(0);
  expect(asked.map((one) => one.body)).toEqual([{ ...body, because: 'b' }]);
});

test.each<[string, number, string, string]>([
  ['what the function refuses', 409, '{"because":"it has expired"}', 'it has expired'],
  ['that the caller may not', 403, '{"Message":"Forbidden"}', 'your identity needs the managed policy'],
  ['an answer that is no JSON', 502, 'Internal\u001b[31m Error', 'us-west-2 answered 502: Internal [31m Error'],
])('%s is told, with exit code 1', async (_, status, body, expected) => {
  answer = { status, body };
  const { code, out } = await run('approve', RUN, '--because', 'b');
  expect(code).toBe(1);
  expect(out).toContain(expected);
  expect(out).not.toContain('\u001b');
});

test('a Region whose watch has not run yet is told', async () => {
  presence = undefined;
  expect(await run('approve', RUN, '--because', 'b')).toEqual({
    code: 1,
    out: expect.stringContaining('the watch of us-west-2 has not written its presence yet'),
  });
});

test.each([
  'https://example.com/',
  URL_OF('approval', 'us-east-1'),
  'https://x.lambda-url.us-west-2.on.aws.example.com/',
])('no signature is sent to %s, which is no function URL of the Region', async (url) => {
  presence = () => ({ approvalUrl: { S: url } });
  await expect(run('approve', RUN, '--because', 'b')).rejects.toThrow('which is no function URL');
  expect(asked).toEqual([]);
});

test('a world that is gone is told in one line', async () => {
  const err: string[] = [];
  const error = jest.spyOn(console, 'error').mockImplementation((line) => void err.push(String(line)));
  const code = await main(['approve', RUN, '--because', 'b', '--world', 'http://127.0.0.1:1']).finally(() =>
    error.mockRestore(),
  );
  expect({ code, err }).toEqual({
    code: 1,
    err: [expect.stringMatching(/^understudy: no world answers at http:\/\/127\.0\.0\.1:1; start one with /)],
  });
});

describe('break-lock without an epoch', () => {
  const standing =
    `us-west-2: held by ${RUN}, epoch 101, since 2026-11-21T12:00:00.000Z; ` +
    'a change of it may be under way until 2026-11-21T12:02:05.000Z';
  const breakLock = () => run('break-lock', '--region', 'us-west-2', '--because', 'b');

  /** What a person types; `undefined` ends the input. */
  const typing = (typed: string | undefined, isTTY = true) => {
    const input = Object.assign(new PassThrough(), { isTTY });
    input.end(typed === undefined ? undefined : `${typed}\n`);
    jest.replaceProperty(terminal, 'input', input);
    jest.replaceProperty(terminal, 'output', Object.assign(new PassThrough(), { isTTY }));
  };
  afterEach(() => void jest.restoreAllMocks());

  test('shows the lock in one line, and breaks it once its epoch is typed', async () => {
    typing('101');
    expect(await breakLock()).toEqual({ code: 0, out: `${standing}\nus-west-2: done` });
    expect(asked.map(({ body }) => body)).toEqual([{ kind: 'break-lock', epoch: 101, because: 'b' }]);
  });

  test.each([['201'], ['0101'], ['101.0'], ['yes'], [''], [undefined]])('does nothing after %j', async (typed) => {
    typing(typed);
    expect(await breakLock()).toEqual({
      code: 1,
      out: `${standing}\nus-west-2: nothing was done: the epoch was not typed`,
    });
    expect(asked).toEqual([]);
  });

  test('wants it as a word where nobody can type it', async () => {
    typing('101', false);
    expect(await breakLock()).toEqual({ code: 2, out: standing });
    expect(told.at(-1)).toContain('no terminal to type the epoch at; give it as a word');
    expect(asked).toEqual([]);
  });

  test.each<[string, Lock | undefined]>([
    ['is free', { ...held, state: 'free' }],
    ['was never taken', undefined],
  ])('asks for nothing while the lock %s', async (_, standing) => {
    lock = standing;
    typing('101');
    expect(await breakLock()).toEqual({ code: 1, out: 'us-west-2: the lock is free; there is nothing to break' });
    expect(asked).toEqual([]);
  });

  test('shows an intent as one, and no control character of an item', async () => {
    lock = { ...held, state: 'intent', owner: 'run\u001b[31m' };
    typing('101');
    const { out } = await breakLock();
    expect(out).toContain('us-west-2: wanted by run [31m, epoch 101');
    expect(out).not.toContain('\u001b');
  });
});

test('the lock of a settle before the first run, of epoch 0, can be broken too', async () => {
  expect((await run('break-lock', '0', '--region', 'us-west-2', '--because', 'b')).code).toBe(0);
  expect(asked[0]?.body).toMatchObject({ epoch: 0 });
});

describe('break-lock where its function is dead', () => {
  const breakLock = () => run('break-lock', '101', '--region', 'us-west-2', '--because', 'b');
  beforeEach(() => {
    answer = 'silence';
  });

  test('frees the item itself, as it was just read, and names the run and what is missing', async () => {
    const { code, out } = await breakLock();
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      expect.stringMatching(/^us-west-2: nothing answers: /),
      'us-west-2: the function that breaks the lock does not answer; the lock item is written from here instead',
      `us-west-2: the lock of epoch 101 is free: ${RUN} no longer holds it; no evidence record could be written and ` +
        'no topic told, so keep these lines with the report of the incident; its execution may still be running and ' +
        `stops before its next change; stop it now: aws stepfunctions stop-execution --region us-west-2 ` +
        `--execution-arn ${RUN}`,
    ]);
    expect(written).toEqual([
      expect.objectContaining({
        TableName: 'understudy-orders',
        Key: { pk: { S: 'lock#orders' }, sk: { S: 'lock' } },
        ConditionExpression: '#owner = :owner AND #epoch = :epoch AND #state <> :free AND #version = :version',
        ExpressionAttributeValues: expect.objectContaining({
          ':owner': { S: RUN },
          ':epoch': { N: '101' },
          ':version': { N: '4' },
          ':new_state': { S: 'free' },
        }),
      }),
    ]);
  });

  test.each<[string, Partial<Lock>, object | undefined]>([
    ['a held run may have changed anything', {}, { id: RUN, endedAt: '2026-11-21T12:10:00.000Z', changed: true }],
    [
      'an intent has changed nothing',
      { state: 'intent' },
      { id: RUN, endedAt: '2026-11-21T12:10:00.000Z', changed: false },
    ],
    ['a settle leaves the run before it in its place', { verb: 'settle' }, undefined],
  ])('%s', async (_, difference, lastRun) => {
    lock = { ...held, ...difference };
    expect((await breakLock()).code).toBe(0);
    const [{ ExpressionAttributeValues: values = {} } = {}] = written;
    expect(values[':new_lastRun']?.S).toEqual(lastRun && JSON.stringify(lastRun));
  });

  test.each([
    [499, 0],
    [500, 1],
  ])('an answer of %d writes %d items', async (status, writes) => {
    answer = { status, body: '{"because":"no"}' };
    expect((await breakLock()).code).toBe(1 - writes);
    expect(written).toHaveLength(writes);
  });

  test.each<[string, Lock | undefined, string]>([
    ['is free', { ...held, state: 'free' }, 'us-west-2: the lock is free; there is nothing to break'],
    ['was never taken', undefined, 'us-west-2: the lock is free; there is nothing to break'],
    [
      'has another epoch',
      { ...held, epoch: 201 },
      `us-west-2: ${RUN} has the lock under epoch 201, got 101; look at that run before you type its epoch`,
    ],
    [
      'is not quiet yet',
      { ...held, quietAt: '2026-11-21T12:10:00.001Z' },
      `us-west-2: a change of ${RUN} may be under way until 2026-11-21T12:10:00.001Z; try again after it`,
    ],
  ])('writes nothing while the lock %s', async (_, standing, expected) => {
    lock = standing;
    const { code, out } = await breakLock();
    expect({ code, last: out.split('\n').at(-1) }).toEqual({ code: 1, last: expected });
    expect(written).toEqual([]);
  });

  test('frees it at the very moment of its quiet, by the clock of the table', async () => {
    lock = { ...held, quietAt: '2026-11-21T12:10:00.000Z' };
    expect((await breakLock()).code).toBe(0);
  });

  test.each(['soon', '9999-12-31T23:59:59.999Z'])(
    'frees one whose moment of quiet is impossible: %s',
    async (quietAt) => {
      lock = { ...held, quietAt };
      const { code, out } = await breakLock();
      expect(code).toBe(0);
      expect(out).toContain(`the item held an impossible quietAt, got ${quietAt}`);
    },
  );

  test('gives way to whoever wrote to it since', async () => {
    isOutrun = true;
    const { code, out } = await breakLock();
    expect(code).toBe(1);
    expect(out).toContain('the lock was written to at the same moment; look at it again');
  });

  test.each([
    ['approve', RUN],
    ['automation', 'off'],
    ['acknowledge', RUN],
  ])('%s writes no item', async (...words) => {
    expect((await run(...words, '--because', 'b')).code).toBe(1);
    expect(written).toEqual([]);
  });
});

describe('the account', () => {
  const BREAK = ['break-lock', '101', '--region', 'us-west-2'];
  const COMMANDS = [['approve', RUN], ['decline', RUN], ['automation', 'off'], ['acknowledge', RUN], BREAK];
  const denied = (account: string) => ({
    __type: 'AccessDeniedException',
    message: `User: arn:aws:sts::${account}:assumed-role/Ops/ada is not authorized to perform: states:ListExecutions`,
  });

  test.each(COMMANDS)('that is not of the plan is asked nothing: %s', async (...words) => {
    refusal = denied('999988887777');
    expect(await run(...words, '--because', 'b')).toEqual({ code: 1, out: '' });
    expect(told).toEqual([
      'understudy: these credentials are of account 999988887777, and plan orders is of 111122223333; name the right ' +
        'profile with AWS_PROFILE, or the right plan with UNDERSTUDY_PLAN',
    ]);
    expect(asked).toEqual([]);
  });

  test.each(COMMANDS)('of the plan is told before anything is asked: %s', async (...words) => {
    expect((await run(...words, '--because', 'b')).code).toBe(0);
    expect(told).toEqual(['account 111122223333, as plan orders says']);
  });

  test('is told by a refusal, too: an approver need not see machines', async () => {
    refusal = denied('111122223333');
    expect((await run('approve', RUN, '--because', 'b')).code).toBe(0);
    expect(told).toEqual(['account 111122223333, as plan orders says']);
  });

  test.each<[string, NonNullable<typeof refusal>]>([
    ['no Region answers', 'silence'],
    ['the machine is not there', { __type: 'StateMachineDoesNotExist', message: 'no' }],
    ['AWS does not say whom it refuses', { __type: 'AccessDeniedException', message: 'no' }],
  ])('keeps nobody from a Region that is still there where %s', async (_, says) => {
    refusal = says;
    expect((await run('automation', 'off', '--because', 'b')).code).toBe(0);
    expect(told).toEqual(['no Region tells which account this is; plan orders goes on']);
  });
});

describe('as JSON', () => {
  const told = async (...words: string[]) => JSON.parse((await run(...words, '--because', 'b', '--json')).out);
  const account = '111122223333';

  test.each(['approve', 'decline'])('%s says what was decided', async (kind) => {
    expect(await told(kind, RUN)).toEqual({ account, ok: true, run: RUN, because: 'done' });
  });

  test('automation says so of each Region', async () => {
    answer = { status: 409, body: '{"because":"no"}' };
    expect(await told('automation', 'off')).toEqual({
      account,
      regions: ['us-east-1', 'us-west-2'].map((region) => ({ region, ok: false, because: 'no' })),
    });
  });

  test('break-lock says how it ended, where its function is dead too', async () => {
    const words = ['break-lock', '101', '--region', 'us-west-2'];
    expect(await told(...words)).toEqual({ account, region: 'us-west-2', epoch: 101, ok: true, because: 'done' });
    answer = 'silence';
    expect(await told(...words)).toMatchObject({ ok: true, because: expect.stringContaining('epoch 101 is free') });
  });

  test('a failure is problems', async () => {
    refusal = { __type: 'AccessDeniedException', message: 'User: arn:aws:iam::999988887777:user/ada may not' };
    expect(await told('approve', RUN)).toMatchObject({
      problems: [expect.stringContaining('of account 999988887777')],
    });
  });
});
