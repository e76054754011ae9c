import { EPOCH, HERE, NOW, RUN_ID } from '../../../test/fixtures';
import type { Web, WebAnswer, WebRequest } from '../web';
import { answerProblem } from './judge';
import { type Asked, roundOf } from './round';

const RELEASE = 'r-3f2a1b';
const headers = { 'understudy-region': HERE, 'understudy-release': RELEASE };
const answered = (status: number, body = ''): WebAnswer => ({
  outcome: 'answered',
  ...{ status, headers, body, latencyMilliseconds: 40 },
});

const URL_OF_ORDERS = 'https://orders.example.com/canary-order';
const canary: Asked = {
  name: 'place-order',
  kind: 'write',
  url: URL_OF_ORDERS,
  passesInARow: 2,
  latencyMillisecondsMax: 2000,
};

/** One round of the write canary. @param read what the service answers to a GET */
async function round(read: (request: WebRequest, stored: readonly string[]) => WebAnswer) {
  const asked: string[] = [];
  const stored: string[] = [];
  const web: Web = {
    ask: async (request) => {
      asked.push(`${request.method ?? 'GET'} ${request.url}`);
      if (request.method !== 'POST') return read(request, stored);
      stored.push(JSON.stringify(request.json));
      return answered(201);
    },
  };
  const run = { id: RUN_ID } as never;
  const asking = { region: HERE, release: RELEASE, epoch: EPOCH, now: NOW, run };
  const [result] = await roundOf([canary], { web, clock: { now: () => Date.parse(NOW) } }, asking);
  return { result, asked, nonces: stored.map((row) => (JSON.parse(row) as { nonce: string }).nonce) };
}

test('each pass reads back, under its own nonce, the row that it has stored', async () => {
  const { result, asked, nonces } = await round((_, stored) => answered(200, stored.at(-1)));
  expect(result).toEqual({ name: 'place-order', passes: 2, latencyMilliseconds: 40 });
  expect(new Set(nonces).size).toBe(2);
  expect(asked).toEqual(nonces.flatMap((nonce) => [`POST ${URL_OF_ORDERS}`, `GET ${URL_OF_ORDERS}/${nonce}`]));
});

test.each<[string, (stored: readonly string[]) => WebAnswer, number, string]>([
  ['acknowledges a row and does not store it', () => answered(404), 0, 'answered 404, expected 2xx'],
  ['answers any row with the first', ([first]) => answered(200, first), 1, 'read back nonce'],
  ['answers whatever it likes', () => answered(200, '{"status":"ok"}'), 0, 'read back nonce none of epoch none'],
])('a service fails that %s', async (_, read, passes, failure) => {
  const { result } = await round((__, stored) => read(stored));
  expect(result).toMatchObject({ passes, failure: expect.stringContaining(failure) });
});

test.each([400, 403, 404, 429, 499, 500])('an answer %d of the right Region and release fails', (status) => {
  const expected = { region: HERE, release: RELEASE, latencyMillisecondsMax: 2000 };
  expect(answerProblem(answered(status), expected)).toBe(`answered ${status}, expected 2xx`);
});
