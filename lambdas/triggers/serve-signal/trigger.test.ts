import type { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { namesOf } from '../../../lib/domain/names';
import { claimPath } from '../../../lib/domain/traffic';
import { HERE, NOW, plan } from '../../../test/fixtures';
import { FRESH_MILLISECONDS } from './claims';
import { createHandler } from './handler';

const place = { plan, region: HERE, names: namesOf(plan, HERE) };
const request = (path: string, method = 'GET') => ({
  version: '2.0',
  rawPath: path,
  requestContext: { http: { method, path } },
});

/** A table that holds one claim, and is sometimes away. */
function smallWorld(epoch?: number) {
  const world = { epoch, away: false, now: Date.parse(NOW), reads: [] as GetItemCommand['input'][] };
  const dynamo = {
    async send({ input }: GetItemCommand) {
      world.reads.push(input);
      if (world.away) throw new Error('table is away');
      return world.epoch === undefined ? {} : { Item: { epoch: { N: String(world.epoch) } } };
    },
  };
  const clock = { now: () => world.now, sleep: async () => {} };
  const ask = createHandler({ dynamo }, place, { clock, log: () => {} });
  /** Asks once the last answer has grown old. */
  const askLater = (...question: Parameters<typeof request>) => {
    world.now += FRESH_MILLISECONDS;
    return ask(request(...question));
  };
  return { world, ask, askLater };
}

describe('ServeSignal answers', () => {
  test.each<[string, number | undefined, number, string]>([
    ['CLEAR when nothing was ever claimed', undefined, 0, 'CLEAR'],
    ['CLEAR when the claim is the settled epoch', 101, 101, 'CLEAR'],
    ['CLEAR when the claim is below the settled epoch', 101, 102, 'CLEAR'],
    ['CLAIMED when the claim is above the settled epoch', 101, 100, 'CLAIMED'],
  ])('%s', async (_, claimed, settled, word) => {
    expect(await smallWorld(claimed).ask(request(claimPath(settled)))).toMatchObject({ statusCode: 200, body: word });
  });

  test('in plain text that nothing on the way may keep', async () => {
    expect((await smallWorld(101).ask(request('/claim/100'))).headers).toEqual({
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
    });
  });

  test('after a strong read of the claim', async () => {
    const { world, ask } = smallWorld(101);
    await ask(request('/claim/100'));
    expect(world.reads).toMatchObject([{ ConsistentRead: true, Key: { pk: { S: 'claim#orders' } } }]);
  });

  test.each([
    '/',
    '/claim',
    '/claim/',
    '/claim/x',
    '/claim/-1',
    '/claim/1.5',
    '/claim/1/',
    '/claim/1e3',
    '/claim/0x1',
    '/claim/%31',
    `/claim/${'9'.repeat(16)}`,
    '/claim/<script>',
    '//claim/1',
  ])('404 to %s, repeating nothing of it and reading nothing', async (path) => {
    const { world, ask } = smallWorld(101);
    expect(await ask(request(path))).toMatchObject({ statusCode: 404, body: 'not found' });
    expect(world.reads).toEqual([]);
  });

  test.each(['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])('405 to %s', async (method) => {
    expect(await smallWorld(101).ask(request('/claim/100', method))).toMatchObject({
      statusCode: 405,
      headers: { allow: 'GET' },
    });
  });

  test.each([undefined, null, {}, { rawPath: '/claim/1' }])('400 to %j', async (event) => {
    expect(await smallWorld(101).ask(event)).toMatchObject({ statusCode: 400 });
  });
});

describe('ServeSignal, in a surge,', () => {
  const surge = async (ask: (event: unknown) => Promise<{ body: string }>) =>
    new Set(
      (await Promise.all(Array.from({ length: 1000 }, () => ask(request('/claim/100'))))).map(({ body }) => body),
    );

  test('answers a thousand questions at once after one read', async () => {
    const { world, ask } = smallWorld(101);
    expect(await surge(ask)).toEqual(new Set(['CLAIMED']));
    expect(world.reads).toHaveLength(1);
  });

  test('answers a thousand questions at once after one read that fails', async () => {
    const { world, ask } = smallWorld(101);
    world.away = true;
    expect(await surge(ask)).toEqual(new Set(['the claim cannot be read']));
    expect(world.reads).toHaveLength(1);
  });

  test.each([
    ['does not read again within a second', FRESH_MILLISECONDS - 1, 1],
    ['reads again after a second', FRESH_MILLISECONDS, 2],
  ])('%s', async (_, milliseconds, reads) => {
    const { world, ask } = smallWorld(101);
    await ask(request('/claim/100'));
    world.now += milliseconds;
    await ask(request('/claim/100'));
    expect(world.reads).toHaveLength(reads);
  });
});

describe('ServeSignal, while its table is away,', () => {
  test('says 503 when it has never known anything, and reads again for the next question', async () => {
    const { world, ask } = smallWorld(101);
    world.away = true;
    const { statusCode, body } = await ask(request('/claim/100'));
    expect(statusCode).toBe(503);
    expect(body).not.toContain('CLAIMED');
    world.away = false;
    expect(await ask(request('/claim/100'))).toMatchObject({ statusCode: 200, body: 'CLAIMED' });
  });

  test.each<[string, number | undefined, string]>([
    ['does not withdraw a claim that it has seen', 101, 'CLAIMED'],
    ['goes on saying that nothing was claimed', undefined, 'CLEAR'],
  ])('%s', async (_, claimed, word) => {
    const { world, ask, askLater } = smallWorld(claimed);
    await ask(request('/claim/100'));
    world.away = true;
    expect(await askLater('/claim/100')).toMatchObject({ statusCode: 200, body: word });
    expect(await askLater('/claim/101')).toMatchObject({ statusCode: 200, body: 'CLEAR' });
    expect(world.reads).toHaveLength(3);
  });

  test('sees a claim as soon as it is back', async () => {
    const { world, ask, askLater } = smallWorld();
    await ask(request('/claim/100'));
    Object.assign(world, { away: true, epoch: 101 });
    expect(await askLater('/claim/100')).toMatchObject({ body: 'CLEAR' });
    world.away = false;
    expect(await askLater('/claim/100')).toMatchObject({ body: 'CLAIMED' });
  });
});

describe('ServeSignal never lowers a claim that it has seen', () => {
  test.each<[string, number | undefined]>([
    ['when the item is gone', undefined],
    // F-94
    ['when the item holds an older epoch', 90],
    ['when the item holds no number', Number.NaN],
  ])('%s', async (_, epoch) => {
    const { world, ask, askLater } = smallWorld(101);
    await ask(request('/claim/100'));
    world.epoch = epoch;
    expect(await askLater('/claim/100')).toMatchObject({ statusCode: 200, body: 'CLAIMED' });
  });

  test('and takes an item without a number for nothing it knows', async () => {
    expect(await smallWorld(Number.NaN).ask(request('/claim/100'))).toMatchObject({ statusCode: 503 });
  });
});
