/** The commands of persons, against a small world that answers as DynamoDB and the functions for persons do. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { main } from '../lib/cli/main';

interface Asked {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

const URL_OF = (name: string) => `https://${name}.lambda-url.us-west-2.on.aws/`;
const RUN = 'arn:aws:states:us-west-2:111122223333:execution:understudy-orders-failover:run-1';

let server: Server;
let world = '';
let asked: Asked[] = [];
let presence: Record<string, { S: string }> | undefined;
let answer: { status: number; body: string };

beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID = 'AKIDEXAMPLE';
  process.env.AWS_SECRET_ACCESS_KEY = 'secret';
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const path = request.url ?? '';
      if (request.headers['x-amz-target']) {
        response.setHeader('content-type', 'application/x-amz-json-1.0');
        return response.end(JSON.stringify(presence ? { Item: presence } : {}));
      }
      asked.push({ path, headers: request.headers, body: JSON.parse(body) });
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
  presence = { approvalUrl: { S: URL_OF('approval') }, controlsUrl: { S: URL_OF('controls') } };
  answer = { status: 200, body: JSON.stringify({ because: 'done' }) };
});

async function run(...args: string[]): Promise<{ code: number; out: string }> {
  const out: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line) => void out.push(String(line)));
  try {
    return { code: await main([...args, '--world', world]), out: out.join('\n') };
  } finally {
    log.mockRestore();
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
    out: 'us-east-1: done\nus-west-2: done',
  });
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

test('no signature is sent to what is no function URL', async () => {
  presence = { approvalUrl: { S: 'https://example.com/' } };
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
    err: [expect.stringMatching(/^understudy: nothing answers: .*127\.0\.0\.1:1/)],
  });
});
