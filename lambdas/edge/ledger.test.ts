import { HERE, LOST, NOW, plan, planWith } from '../../test/fixtures';
import { readLedgers } from './ledger';
import type { WebAnswer, WebRequest } from './web';

const [orders] = plan.databases;
const databases = orders
  ? [orders, { ...orders, globalCluster: 'stock', ledger: 'https://{region}.stock.example.com/l' }]
  : [];
const both = planWith({ databases });
const answered = (body: unknown, more: object = {}): WebAnswer => ({
  outcome: 'answered',
  status: 200,
  headers: { 'understudy-region': HERE },
  body: typeof body === 'string' ? body : JSON.stringify(body),
  latencyMilliseconds: 1,
  ...more,
});
const good = answered({ rows: 12, digest: 'abc', lsn: '0/5', timeline: 2 });
const away: WebAnswer = { outcome: 'unreachable', because: 'refused', asked: true };

async function read(answers: readonly WebAnswer[], more: object = {}) {
  const asked: WebRequest[] = [];
  const web = {
    async ask(request: WebRequest) {
      asked.push(request);
      return answers[asked.length - 1] ?? good;
    },
  };
  return { asked, reading: await readLedgers(web, { plan: both, region: HERE, now: NOW, ...more }) };
}

test('the ledger of every database that has one is read in the Region that is asked for', async () => {
  const { asked, reading } = await read([good, answered({ rows: 0, digest: '0' })]);
  expect(asked.map(({ url }) => url)).toEqual([
    `https://${HERE}.orders.example.com/ledger`,
    `https://${HERE}.stock.example.com/l`,
  ]);
  expect(reading).toEqual({
    outcome: 'read',
    value: [
      { globalCluster: 'orders', rows: 12, digest: 'abc', lsn: '0/5', timeline: 2, at: NOW },
      { globalCluster: 'stock', rows: 0, digest: '0', at: NOW },
    ],
  });
});

test('a plan without ledgers has none', async () => {
  const plain = planWith({ databases: databases.map(({ ledger, ...database }) => database) });
  const { asked, reading } = await read([], { plan: plain });
  expect([asked, reading]).toEqual([[], { outcome: 'read', value: [] }]);
});

test('newer rows are asked for by their time', async () => {
  const { asked } = await read([], { since: '2026-11-21T11:00:00.000+01:00' });
  expect(asked[0]?.url).toBe(`https://${HERE}.orders.example.com/ledger?since=2026-11-21T11%3A00%3A00.000%2B01%3A00`);
});

test.each<[string, WebAnswer, string, RegExp]>([
  ['nobody answers', away, 'unknown', /cannot be reached, refused/],
  ['it is overloaded', answered('', { status: 503 }), 'unknown', /answered 503/],
  ['it is throttled', answered('', { status: 429 }), 'unknown', /answered 429/],
  [
    'another Region answers',
    answered({ rows: 1, digest: 'a' }, { headers: { 'understudy-region': LOST } }),
    'unknown',
    /by us-east-1/,
  ],
  [
    'another Region says that it is missing',
    answered('', { status: 404, headers: { 'understudy-region': LOST } }),
    'unknown',
    /by us-east-1/,
  ],
  [
    'nobody says which Region answers',
    answered({ rows: 1, digest: 'a' }, { headers: {} }),
    'unknown',
    /answered by no Region \(no header understudy-region\), expected us-west-2/,
  ],
  ['it is missing, whoever says so', answered('', { status: 404, headers: {} }), 'failed', /answered 404/],
  ['it redirects', answered('', { status: 302 }), 'failed', /answered 302, expected 200; no redirect/],
  ['it is missing', answered('', { status: 404 }), 'failed', /answered 404/],
  ['it is no JSON', answered('<html>\n'), 'failed', /answered 7 bytes that are no JSON, expected/],
  ['rows are missing', answered({ digest: 'a' }), 'failed', /expected \{"rows"/],
  ['rows are negative', answered({ rows: -1, digest: 'a' }), 'failed', /expected/],
  ['the digest is empty', answered({ rows: 1, digest: '' }), 'failed', /expected/],
])('none is known while of one %s', async (_, answer, outcome, because) => {
  for (const answers of [
    [answer, good],
    [good, answer],
  ]) {
    const { reading } = await read(answers);
    expect(reading).toMatchObject({ outcome, because: expect.stringMatching(because) });
    expect(JSON.stringify(reading)).toMatch(/the ledger of (orders|stock) in us-west-2: /);
  }
});

test('what fails for good is told before what may pass', async () => {
  const { reading } = await read([away, answered('', { status: 404 })]);
  expect(reading).toMatchObject({ outcome: 'failed' });
});
