import { masked, withoutCredentials } from './masked';

test.each([
  ['no route to postgres://app:hunter2@db.internal/orders', 'no route to postgres://***@db.internal/orders'],
  ['https://hunter2@github.com/x is gone', 'https://***@github.com/x is gone'],
  ['amqp://app:hunter2', 'amqp://***@'],
  ['password=hunter2 host=db', 'password=*** host=db'],
  ['DB_PASSWORD: hunter2, DB_HOST: db', 'DB_PASSWORD: ***, DB_HOST: db'],
  ['{"dbSecret": "hunter2 and more", "host": "db"}', '{"dbSecret": ***, "host": "db"}'],
  [String.raw`body {\"token\":\"hunter2\",\"a\":1}`, String.raw`body {\"token\":***,\"a\":1}`],
  ["{ apiKey: 'hunter2' }", '{ apiKey: *** }'],
  ['GET /x?X-Amz-Signature=hunter2&a=b', 'GET /x?X-Amz-Signature=***&a=b'],
  ['Authorization: Bearer hunter2hunter2', 'Authorization: ***'],
  ['sent bearer hunter2hunter2', 'sent bearer ***'],
  ['key AKIAIOSFODNN7EXAMPLE is unknown', 'key *** is unknown'],
  ['got eyJhbGciOiJIUzI1.eyJzdWIiOiIx.hunter2', 'got ***'],
  ['failed with token:hunter2', 'failed with token:***'],
  ['export token:hunter2 is wrong', 'export token:*** is wrong'],
  ['No export named api-secrets: hunter2', 'No export named api-secrets: ***'],
  ['No export named token-service:Url password:hunter2', 'No export named token-service:Url password:***'],
  ['No export named x?token=hunter2', 'No export named x?token=***'],
  ['Export with name db:password=hunter2', 'Export with name db:password=***'],
  [
    'arn:aws:lambda:us-west-2:111122223333:function:f:7 token:hunter2',
    'arn:aws:lambda:us-west-2:111122223333:function:f:7 token:***',
  ],
  ['arn:aws:s3:::b/token=hunter2', 'arn:aws:s3:::b/token=***'],
  ['token:arn:hunter2', 'token:***'],
  ['password=hunter2&password=hunter3', 'password=***&password=***'],
])('%s is kept without its credential', (text, kept) => {
  expect(masked(text)).toBe(kept);
});

test.each([
  'x is not a function',
  'connect ECONNREFUSED 10.0.0.7:5432',
  'see https://example.com/a?b=c',
  'a basic fault',
  'arn:aws:secretsmanager:us-west-2:111122223333:secret:orders/db-AbCdEf is not there',
  'No export named token-service:OrdersTable found. Rollback requested by user.',
  'Export with name orders-secrets:Arn is already exported by stack orders-data',
  'Cannot delete export orders-secrets:KeyArn as it is in use by orders-web and orders-jobs.',
  'Export token-service:Url cannot be updated as it is in use by orders-web',
  'Resource of arn:aws:lambda:us-west-2:111122223333:function:token-service:42 is not there',
  'arn:aws:sqs:us-west-2:111122223333:secrets-queue is gone',
])('%s is kept as it is', (text) => {
  expect(masked(text)).toBe(text);
});

test('no more than 200 characters are kept, of what is masked before it is cut', () => {
  expect(masked('x'.repeat(201))).toHaveLength(200);
  expect(masked(`${'x '.repeat(94)}password=${'y'.repeat(500)}`)).toBe(`${'x '.repeat(94)}password=***`);
  expect(masked(`${'x'.repeat(186)} https://hunter2@github.com`)).not.toContain('hun');
  expect(masked(`${'x '.repeat(98)}password=${'y'.repeat(500)}`)).not.toContain('y');
});

test('a text that people need is kept longer', () => {
  const reason = `${'x '.repeat(300)}password=hunter2`;
  expect(withoutCredentials(reason)).toBe(`${'x '.repeat(300)}password=***`);
});

test.each(['password-', 'a', ':'])('of a text of many %j little is read, and that at once', (part) => {
  const before = process.hrtime.bigint();
  expect(withoutCredentials(part.repeat(100_000)).length).toBeLessThanOrEqual(2000);
  // A pattern that tries every way to match takes minutes for as much; a busy machine takes a second.
  expect(Number(process.hrtime.bigint() - before) / 1e6).toBeLessThan(10_000);
});
