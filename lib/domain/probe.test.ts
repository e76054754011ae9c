import { judgeProbe, judgeProbes, type ProbeAnswer } from './probe';

const answered = (status: number) => ({ outcome: 'answered', status, latencyMilliseconds: 41.6 }) as const;

test.each([200, 204, 299, 301, 403, 404, 429, 499])('finds a Region alive that answers %i', (status) => {
  expect(judgeProbe(answered(status)).down).toBe(false);
});

test.each([500, 502, 503, 599])('finds a Region down that answers %i', (status) => {
  expect(judgeProbe(answered(status)).down).toBe(true);
});

test('finds a Region down that cannot be reached, and says why', () => {
  const because = 'no connection to 52.1.2.3:443 within 2000 ms';
  expect(judgeProbe({ outcome: 'unreachable', because, asked: true })).toEqual({
    down: true,
    asked: true,
    because: `it cannot be reached: ${because}`,
  });
});

test('finds a Region alive that shows a certificate which is not accepted, and says so', () => {
  const because =
    'orders.example.com: answers on port 443 with a certificate that is not accepted: certificate has expired';
  expect(judgeProbe({ outcome: 'unreachable', because, asked: true, alive: true })).toEqual({
    down: false,
    asked: true,
    because: `it is alive but cannot be asked: ${because}`,
  });
});

test('finds nothing when nothing was asked', () => {
  const because = 'us-east-1.orders.example.com does not resolve: SERVFAIL';
  expect(judgeProbe({ outcome: 'unreachable', because, asked: false })).toEqual({
    down: false,
    asked: false,
    because: `nothing was asked, so nothing is known: ${because}`,
  });
});

test.each([
  [200, 'it answered 200 after 42 ms'],
  [403, 'it answered 403 after 42 ms, which is alive but not what was asked for'],
  [503, 'it answered 503 after 42 ms'],
])('says of a %i what was answered and how fast', (status, because) => {
  expect(judgeProbe(answered(status)).because).toBe(because);
});

describe('of one probe after the other', () => {
  const silent: ProbeAnswer = { outcome: 'unreachable', because: 'no answer', asked: true };
  const unasked: ProbeAnswer = { outcome: 'unreachable', because: 'no such name', asked: false };

  test.each<[string, readonly ProbeAnswer[], string]>([
    ['none says nothing', [], 'unknown'],
    ['one that is not answered says nothing: a packet may be lost', [silent], 'unknown'],
    ['two that are not answered say down', [silent, silent], 'down'],
    ['two that are answered 503 say down', [answered(503), answered(503)], 'down'],
    ['one that is answered says alive', [answered(200)], 'alive'],
    ['the last decides', [silent, silent, answered(200)], 'alive'],
    ['one that was never sent says nothing, whatever was before it', [silent, silent, unasked], 'unknown'],
  ])('%s', (_, answers, verdict) => {
    expect(judgeProbes(answers, 'us-east-1').verdict).toBe(verdict);
  });
});
