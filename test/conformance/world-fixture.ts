import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { paceOf, wallClock } from '../../lib/rehearsal/world/clock';
import { startDns, type ZoneSource } from '../../lib/rehearsal/world/dns';
import { resolveHost } from '../../lib/rehearsal/world/dns-client';
import { type Listens, openHttpsServer } from '../../lib/rehearsal/world/https-server';
import { openNetwork } from '../../lib/rehearsal/world/network';
import { createAuthority } from '../../lib/rehearsal/world/tls';
import { PRELOAD, worldEnvironment } from '../../lib/rehearsal/world/world-environment';

/** A small world: network, DNS, certificate authority and a directory. `zone` can be changed while it runs. */
export async function smallWorld() {
  const directory = mkdtempSync(join(tmpdir(), 'understudy-world-'));
  const network = await openNetwork({ directory });
  const tls = await createAuthority({ directory });
  const zone: { source?: ZoneSource } = {};
  const dns = await startDns({ network, source: () => zone.source });
  const closing: (() => unknown)[] = [];
  return {
    directory,
    network,
    tls,
    dns,
    zone,
    dnsPort: () => dns.port,
    clock: wallClock,
    /** Fifty modelled seconds in one. */
    pace: paceOf(wallClock, 50),
    listen: ((host, answer) => openHttpsServer({ host, tls, answer })) satisfies Listens,
    resolve: async (host: string) => (await resolveHost(host, dns.port)).address,
    /** Closed before the world is, the last one first. */
    onClose: (close: () => unknown) => void closing.unshift(close),
    close: async () => {
      for (const close of closing) await close();
      await dns.close();
      await network.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export type SmallWorld = Awaited<ReturnType<typeof smallWorld>>;

/** A service with a world certificate that answers `text` at `host`, port 443, in a Region. */
export async function serveText(
  world: SmallWorld,
  { host, region, text }: { host: string; region: string; text: string },
) {
  const address = world.network.allocate(region);
  world.network.name(host, address);
  const server = createServer(await world.tls.certificateFor([host]), (_, response) => response.end(text));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  world.onClose(() => {
    server.closeAllConnections();
    server.close();
  });
  await world.network.expose({ address, port: 443 }, () => (server.address() as AddressInfo).port);
  return address;
}

let programs = 0;

/** Runs an ES module as a process of the world and returns what it prints, as JSON. */
export async function runInWorld(world: SmallWorld, source: string): Promise<unknown> {
  programs += 1;
  const program = join(world.directory, `program-${programs}.mjs`);
  writeFileSync(program, source);
  const { stdout } = await promisify(execFile)(process.execPath, ['--require', PRELOAD, program], {
    env: worldEnvironment(world, world.directory),
    timeout: 10_000,
  });
  return JSON.parse(stdout);
}
