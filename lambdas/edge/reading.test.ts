import { reading } from './reading';

const error = (name: string, more: object) => Promise.reject(Object.assign(new Error('because'), { name, ...more }));
const status = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } });

test('hands on what was read', async () => {
  expect(await reading('s3:GetObject', Promise.resolve(7))).toEqual({ outcome: 'read', value: 7 });
});

test.each([
  ['Throttling', status(400)],
  ['RequestLimitExceeded', status(400)],
  ['SlowDown', status(503)],
  ['InternalFailure', status(500)],
  ['UnknownError', status(429)],
  ['TimeoutError', {}],
  ['Error', { code: 'ECONNREFUSED' }],
])('does not know after %s', async (name, more) => {
  expect(await reading('rds:DescribeGlobalClusters', error(name, more))).toEqual({
    outcome: 'unknown',
    because: `rds:DescribeGlobalClusters failed: ${name}, because`,
  });
});

test.each([
  ['AccessDenied', status(403)],
  ['GlobalClusterNotFoundFault', status(404)],
  ['NoSuchKey', status(404)],
])('fails with %s, which asking again does not change', async (name, more) => {
  expect(await reading('s3:GetObject', error(name, more))).toMatchObject({ outcome: 'failed', name });
});

test('throws on what neither AWS nor the network made', async () => {
  await expect(reading('s3:GetObject', error('TypeError', {}))).rejects.toThrow('because');
});
