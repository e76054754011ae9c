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

test('a touch makes a handler and does not come to it', async () => {
  const handle = jest.fn(async (event: unknown) => event);
  const make = jest.fn(() => handle);
  const handler = lazily(make);
  expect(await handler({ touch: true })).toBeUndefined();
  expect(make).toHaveBeenCalledTimes(1);
  expect(handle).not.toHaveBeenCalled();
  expect(await handler('a run')).toBe('a run');
  expect(make).toHaveBeenCalledTimes(1);
});

test('a touch whose handler cannot be made fails, and the next event makes it', async () => {
  const make = jest.fn(() => async (event: unknown) => event);
  make.mockImplementationOnce(() => {
    throw new Error('AWS_REGION is not set');
  });
  const handler = lazily(make);
  await expect(handler({ touch: true })).rejects.toThrow('AWS_REGION is not set');
  expect(await handler('a run')).toBe('a run');
});

test.each([
  ['a run whose document has a key of that name', { plan: {}, run: {}, failures: [], touch: true }],
  ['a request for a function URL', { version: '2.0', rawPath: '/', body: '{"touch":true}' }],
  ['another word', { touch: 'true' }],
  ['no word', {}],
  ['a list', [{ touch: true }]],
  ['text', '{"touch":true}'],
  ['nothing', null],
  ['nothing at all', undefined],
])('%s is no touch', async (_, event) => {
  const handle = jest.fn(async () => 'handled');
  expect(await lazily<unknown, string>(() => handle)(event)).toBe('handled');
  expect(handle).toHaveBeenCalledWith(event);
});
