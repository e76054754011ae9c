import dgram, { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { resolveHost } from '../../lib/rehearsal/world/dns-client';
import { createHttpClient } from '../../lib/rehearsal/world/http-client';
import { listenOnBoth, listenOnLoopback } from '../../lib/rehearsal/world/ports';
import { runInWorld, type SmallWorld, serveText, smallWorld } from './world-fixture';

let world: SmallWorld;
let address: string;
beforeAll(async () => {
  world = await smallWorld();
  address = await serveText(world, { host: 'east.example.com', region: 'us-east-1', text: 'from the east' });
  await serveText(world, { host: 'west.example.com', region: 'us-west-2', text: 'from the west' });
});
afterAll(() => world.close());

/** Prints what `fetch` answers for each URL: the text, or the code of what it failed with. */
const fetchAll = (...urls: string[]) => `
  const signal = AbortSignal.timeout(5000);
  const outcomes = await Promise.all(${JSON.stringify(urls)}.map((url) => fetch(url, { signal })
    .then((answer) => answer.text(), (error) => error.cause?.code ?? error.message)));
  console.log(JSON.stringify(outcomes));
`;

describe('a process of the world', () => {
  it('reaches a world name over TLS on port 443 and sees its public address', async () => {
    const seen = await runInWorld(
      world,
      `import { lookup, resolve4 } from 'node:dns/promises';
       import { request } from 'node:https';
       import { text } from 'node:stream/consumers';
       const checked = [];
       const guard = (host, options, done) =>
         lookup(host, options).then((found) => { checked.push(found); done(null, found); }, done);
       const answer = await new Promise((resolve, reject) =>
         request('https://east.example.com/', { lookup: guard }, resolve).on('error', reject).end());
       const peer = { address: answer.socket.remoteAddress, port: answer.socket.remotePort };
       const resolved = await resolve4('east.example.com');
       console.log(JSON.stringify({ checked, peer, resolved, text: await text(answer) }));`,
    );
    expect(seen).toEqual({
      checked: [[{ address, family: 4 }]],
      peer: { address, port: 443 },
      resolved: [address],
      text: 'from the east',
    });
  });

  it('is refused what is not mapped: other ports, other addresses, loopback, names of the real Internet', async () => {
    const loopback = `https://127.0.0.1:${world.network.loopbackPortOf({ address, port: 443 })}/`;
    const urls = ['https://east.example.com:8443/', 'https://52.99.0.1/', loopback, 'https://www.iana.org/'];
    expect(await runInWorld(world, fetchAll(...urls))).toEqual([
      'ECONNREFUSED',
      'ECONNREFUSED',
      'ECONNREFUSED',
      'ENOTFOUND',
    ]);
  });

  it('names the address that was refused', async () => {
    const seen = await runInWorld(
      world,
      `import { connect } from 'node:net';
       connect(5432, '${address}').on('error', ({ code, message }) => console.log(JSON.stringify({ code, message })));`,
    );
    expect(seen).toEqual({ code: 'ECONNREFUSED', message: `connect ECONNREFUSED ${address}:5432` });
  });

  it('asks an authoritative name server by its public address, and no name server outside the world', async () => {
    await world.dns.serveAs('ns-1.awsdns-01.com');
    const seen = await runInWorld(
      world,
      `import { lookup, Resolver } from 'node:dns/promises';
       const { address } = await lookup('ns-1.awsdns-01.com');
       const ask = (server) => {
         const resolver = new Resolver({ timeout: 500, tries: 1 });
         resolver.setServers([server]);
         return resolver.resolve4('west.example.com').catch(({ code }) => code); };
       console.log(JSON.stringify([await ask(address), await ask('8.8.8.8')]));`,
    );
    expect(seen).toEqual([[world.network.addressOf('west.example.com')], 'ECONNREFUSED']);
  });
});

describe('a cut', () => {
  afterEach(() => world.network.heal('us-east-1'));

  it('refuses new connections to the Region, and to no other', async () => {
    world.network.cut('us-east-1');
    const cut = await runInWorld(world, fetchAll('https://east.example.com/', 'https://west.example.com/'));
    world.network.heal('us-east-1');
    const healed = await runInWorld(world, fetchAll('https://east.example.com/'));
    expect({ cut, healed }).toEqual({ cut: ['ECONNREFUSED', 'from the west'], healed: ['from the east'] });
  });

  it('destroys the connections that are open', async () => {
    const destroyed = runInWorld(
      world,
      `import { connect } from 'node:tls';
       const socket = connect({ host: 'east.example.com', servername: 'east.example.com', port: 443 });
       setTimeout(() => process.exit(3), 5000);
       socket.on('secureConnect', () => process.stderr.write('open')).on('error', () => {})
         .on('close', () => { console.log('true'); process.exit(); });`,
    );
    await world.clock.sleep(600);
    world.network.cut('us-east-1');
    expect(await destroyed).toBe(true);
  });
});

describe('the world DNS', () => {
  it('follows an alias out of a hosted zone and says NXDOMAIN for what nobody has', async () => {
    world.zone.source = {
      zoneNames: () => [{ name: 'zone.example', nameServers: ['ns-1.awsdns-01.com'] }],
      answer: (name) => {
        if (!name.endsWith('zone.example')) return undefined;
        if (name !== 'www.zone.example') return 'NXDOMAIN';
        return [{ name, type: 'CNAME', ttl: 5, values: ['east.example.com.'] }];
      },
    };
    expect(await resolveHost('WWW.zone.example', world.dns.port)).toEqual({ address, ttlSeconds: 5 });
    await expect(resolveHost('nobody.zone.example', world.dns.port)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  it('answers TXT and NS of a zone to a resolver', async () => {
    const txt = '"epoch=100 active=us-east-1"';
    world.zone.source = {
      zoneNames: () => [{ name: 'zone.example.', nameServers: ['ns-1.awsdns-01.com', 'ns-2.awsdns-02.net'] }],
      answer: (name, type) => (type === 'TXT' ? [{ name, type, ttl: 60, values: [txt] }] : undefined),
    };
    const seen = await runInWorld(
      world,
      `import { resolveNs, resolveTxt } from 'node:dns/promises';
       console.log(JSON.stringify([await resolveTxt('_understudy.zone.example'), await resolveNs('zone.example')]));`,
    );
    expect(seen).toEqual([[['epoch=100 active=us-east-1']], ['ns-1.awsdns-01.com', 'ns-2.awsdns-02.net']]);
  });

  it('stays up after a datagram that is no DNS message', async () => {
    const socket = createSocket('udp4');
    await new Promise((resolve) => socket.send('hello', world.dns.port, '127.0.0.1', resolve));
    socket.close();
    expect(await resolveHost('east.example.com', world.dns.port)).toMatchObject({ address });
  });
});

describe('the HTTP client', () => {
  it('believes an address for its TTL, and no longer', async () => {
    let host = 'east.example.com';
    world.zone.source = {
      zoneNames: () => [],
      answer: (name, type) => {
        const target = world.network.addressOf(host) ?? '';
        return name === 'east.example.com' && type === 'A' ? [{ name, type, ttl: 1, values: [target] }] : undefined;
      },
    };
    const http = createHttpClient(world);
    const ask = async () => (await http.send({ url: 'https://east.example.com/' }).catch((error) => error)).body;
    const texts = [await ask()];
    host = 'nowhere.example.com';
    const moved = await serveText(world, { host: 'moved.example.com', region: 'us-west-2', text: 'unused' });
    world.network.name('nowhere.example.com', moved);
    texts.push(await ask());
    await world.clock.sleep(1000);
    await expect(http.send({ url: 'https://east.example.com/' })).rejects.toThrow(/certificate|altnames/);
    expect(texts).toEqual(['from the east', 'from the east']);
  });

  it('is refused at once by a Region that is cut', async () => {
    world.zone.source = undefined;
    world.network.cut('us-west-2');
    const http = createHttpClient(world);
    const before = world.clock.now();
    await expect(http.send({ url: 'https://west.example.com/' })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(world.clock.now() - before).toBeLessThan(500);
    world.network.heal('us-west-2');
  });
});

test('UDP and TCP find a port for both, though the first that UDP is given is taken for TCP', async () => {
  const other = createServer();
  const taken = await listenOnLoopback(other);
  world.onClose(() => other.close());
  const first = createSocket('udp4');
  const bind = first.bind.bind(first);
  jest.spyOn(first, 'bind').mockImplementation(() => bind(taken, '127.0.0.1'));
  const create = jest.spyOn(dgram, 'createSocket').mockReturnValueOnce(first);
  const { udp, tcp, port } = await listenOnBoth();
  expect(create).toHaveBeenCalledTimes(2);
  expect([udp.address().port, tcp.address()]).toEqual([port, expect.objectContaining({ port })]);
  udp.close();
  tcp.close();
});
