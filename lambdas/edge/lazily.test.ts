import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { lazily } from './lazily';

const LAMBDAS = join(__dirname, '..');
const handlers = ['steps', 'triggers'].flatMap((kind) =>
  readdirSync(join(LAMBDAS, kind)).map((slug) => `${kind}/${slug}/handler`),
);

test.each(handlers)('importing %s needs no Lambda environment', (path) => {
  delete process.env.AWS_REGION;
  expect(require(join(LAMBDAS, path)).handler).toBeInstanceOf(Function);
});

test('a handler is made at its first event, and once', async () => {
  const make = jest.fn(() => async (event: number) => event + 1);
  const handler = lazily(make);
  expect(make).not.toHaveBeenCalled();
  expect([await handler(1), await handler(2)]).toEqual([2, 3]);
  expect(make).toHaveBeenCalledTimes(1);
});
