import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { type Answer, decode, encode } from 'dns-packet';
import { type Resolves, zoneDns } from './dns';

/** A small DNS: who serves the zone, where the servers are, and what each of them says. */
interface World {
  zone: string;
  servers: Record<string, string>;
  /** Address of a server → name → addresses; a string is the code it fails with. */
  says: Record<string, Record<string, string[]> | string>;
}

const failed = (code: string) => Promise.reject(Object.assign(new Error(code), { code }));

const world = (): World => ({
  zone: 'example.com',
  servers: { 'ns-1.awsdns-01.com': '52.0.0.1', 'ns-2.awsdns-02.net': '52.0.0.2' },
  says: {
    '52.0.0.1': { 'orders.example.com': ['52.1.0.2', '52.1.0.1'] },
    '52.0.0.2': { 'orders.example.com': ['52.1.0.1'] },
  },
});

const dnsOf = ({ zone, servers, says }: World, asked: string[] = []) =>
  zoneDns((addresses) => {
    const answer = (name: string, type: string) => {
      asked.push(`${addresses?.[0] ?? 'system'} ${type} ${name}`);
      if (!addresses) return servers[name] ? [servers[name]] : undefined;
      const said = says[addresses[0] ?? ''];
      return typeof said === 'string' ? said : said?.[name];
    };
    const resolve = (type: string) => async (name: string, options?: unknown) => {
      const found = answer(name, type);
      if (typeof found === 'string') return failed(found);
      if (!found) return failed('ENODATA');
      return options ? found.map((address) => ({ address, ttl: 60 })) : found;
    };
    return {
      resolveNs: async (name: string) => {
        asked.push(`system NS ${name}`);
        if (zone === 'broken') return failed('ESERVFAIL');
        return name === zone ? Object.keys(servers) : failed('ENODATA');
      },
      resolve4: resolve('A'),
      resolve6: resolve('AAAA'),
      resolveTxt: async (name: string) => {
        const found = answer(name, 'TXT');
        if (typeof found === 'string') return failed(found);
        return found ? found.map((text) => text.split('|')) : failed('ENODATA');
      },
    } as unknown as Resolves;
  });

const NAME = { name: 'orders.example.com', type: 'A' } as const;

describe("the zone's own servers", () => {
  test('are each asked, and all their addresses count', async () => {
    const asked: string[] = [];
    expect(await dnsOf(world(), asked).ask([NAME])).toEqual([
      { outcome: 'answered', addresses: ['52.1.0.1', '52.1.0.2'], ttlSeconds: 60, silent: [] },
    ]);
    expect(asked).toContain('52.0.0.1 A orders.example.com');
    expect(asked).toContain('52.0.0.2 A orders.example.com');
  });

  test('are found once for all names of a zone', async () => {
    const asked: string[] = [];
    await dnsOf(world(), asked).ask([NAME, { name: 'us-west-2.orders.example.com', type: 'A' }]);
    expect(asked.filter((question) => question === 'system NS example.com')).toHaveLength(1);
  });

  test('are asked for AAAA when the record is one', async () => {
    const asked: string[] = [];
    await dnsOf(world(), asked).ask([{ ...NAME, type: 'AAAA' }]);
    expect(asked).toContain('52.0.0.1 AAAA orders.example.com');
  });

  test('answer that a name does not exist with no address', async () => {
    expect(await dnsOf(world()).ask([{ name: 'other.example.com', type: 'A' }])).toMatchObject([
      { outcome: 'answered', addresses: [], ttlSeconds: 0 },
    ]);
  });

  test('suffice when one of them answers, and the silent one is named', async () => {
    const { says, ...rest } = world();
    expect(await dnsOf({ ...rest, says: { ...says, '52.0.0.1': 'ETIMEOUT' } }).ask([NAME])).toMatchObject([
      { outcome: 'answered', addresses: ['52.1.0.1'], silent: ['ns-1.awsdns-01.com (ETIMEOUT)'] },
    ]);
  });

  test.each([
    ['none of them answers', { says: { '52.0.0.1': 'ETIMEOUT', '52.0.0.2': 'EREFUSED' } }, 'no name server answers'],
    ['none has a public address', { servers: { 'ns.example.com': '10.0.0.1' } }, 'no public address'],
    ['no zone is found', { zone: 'elsewhere.com' }, 'no zone was found; is the domain delegated?'],
    ["the system's resolver is broken", { zone: 'broken' }, 'cannot be asked for the servers of orders.example.com'],
  ])('are unreachable when %s', async (_, changes, because) => {
    expect(await dnsOf({ ...world(), ...changes } as World).ask([NAME])).toMatchObject([
      { outcome: 'unreachable', because: expect.stringContaining(because) },
    ]);
  });
});

describe("the zone's own servers, asked for texts,", () => {
  const TEXT = '_understudy.orders.example.com';
  const saying = (first: string[] | string, second: string[] | string): World => ({
    ...world(),
    says: {
      '52.0.0.1': typeof first === 'string' ? first : { [TEXT]: first },
      '52.0.0.2': typeof second === 'string' ? second : { [TEXT]: second },
    },
  });

  test('give every text that any of them has, each once', async () => {
    const asked: string[] = [];
    expect(await dnsOf(saying(['epoch=200'], ['epoch=100', 'epoch=200']), asked).texts([TEXT])).toEqual([
      { outcome: 'answered', values: ['epoch=100', 'epoch=200'], silent: [] },
    ]);
    expect(asked).toContain(`52.0.0.1 TXT ${TEXT}`);
    expect(asked).toContain(`52.0.0.2 TXT ${TEXT}`);
  });

  test('give a text that travels in pieces as one', async () => {
    expect(await dnsOf(saying(['epoch=|200'], [])).texts([TEXT])).toMatchObject([{ values: ['epoch=200'] }]);
  });

  test('give no text for a name that has none', async () => {
    expect(await dnsOf(world()).texts([TEXT])).toEqual([{ outcome: 'answered', values: [], silent: [] }]);
  });

  test('suffice when one of them answers, and are unreachable when none does', async () => {
    expect(await dnsOf(saying('ETIMEOUT', ['epoch=200'])).texts([TEXT])).toMatchObject([
      { outcome: 'answered', values: ['epoch=200'], silent: ['ns-1.awsdns-01.com (ETIMEOUT)'] },
    ]);
    expect(await dnsOf(saying('ETIMEOUT', 'EREFUSED')).texts([TEXT])).toMatchObject([
      { outcome: 'unreachable', because: expect.stringContaining('no name server answers') },
    ]);
  });
});

test('a real resolver over UDP gives the codes that mean nothing is there', async () => {
  const socket = createSocket('udp4');
  const zone: Record<string, Answer[]> = {
    'NS example.com': [{ type: 'NS', name: 'example.com', data: 'ns-1.awsdns-01.com' }],
    'A ns-1.awsdns-01.com': [{ type: 'A', name: 'ns-1.awsdns-01.com', ttl: 60, data: '52.0.0.1' }],
    'A orders.example.com': [{ type: 'A', name: 'orders.example.com', ttl: 45, data: '52.1.0.1' }],
    'TXT orders.example.com': [{ type: 'TXT', name: 'orders.example.com', ttl: 45, data: ['epoch=', '200'] }],
  };
  socket.on('message', (bytes, { port, address }) => {
    const { id, questions = [] } = decode(bytes);
    const answers = questions.flatMap(({ type, name }) => zone[`${type} ${name}`] ?? []);
    // RCODE 3 is NXDOMAIN.
    const flags = questions.some(({ name }) => name.startsWith('absent')) ? 3 : 0;
    socket.send(encode({ type: 'response', id: id ?? 0, flags, questions, answers }), port, address);
  });
  await new Promise<void>((bound) => {
    socket.bind(0, '127.0.0.1', bound);
  });
  const resolver = new Resolver({ timeout: 500, tries: 1 });
  resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  const names = ['orders.example.com', 'empty.example.com', 'absent.example.com'];
  const answers = await zoneDns(() => resolver).ask(names.map((name) => ({ name, type: 'A' })));
  const texts = await zoneDns(() => resolver).texts(names);
  socket.close();
  expect(texts).toMatchObject([{ values: ['epoch=200'] }, { values: [] }, { values: [] }]);
  expect(answers).toEqual([
    { outcome: 'answered', addresses: ['52.1.0.1'], ttlSeconds: 45, silent: [] },
    { outcome: 'answered', addresses: [], ttlSeconds: 0, silent: [] },
    { outcome: 'answered', addresses: [], ttlSeconds: 0, silent: [] },
  ]);
});
