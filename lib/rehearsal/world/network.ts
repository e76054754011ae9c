import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Forwarder, forwardTcp, forwardUdp } from './forwarder';

/** Where something answers: a public address of the world and a port. */
export interface Place {
  readonly address: string;
  readonly port: number;
  /** @default 'tcp' */
  readonly protocol?: 'tcp' | 'udp';
}

/** Every public address of the world, mapped to a port on loopback. */
export interface Network {
  /** A fresh ordinary public IPv4 address that belongs to `region` ('global' for what lives in no Region). */
  allocate(region: string): string;
  /**
   * Makes a place reachable. `targetPort` is asked per connection; undefined refuses it.
   * @throws when the address was not allocated here or the place is taken
   */
  expose(where: Place, targetPort: () => number | undefined): Promise<void>;
  /** Gives `address` a DNS name that is in no hosted zone: of a load balancer, database, function URL, name server. */
  name(host: string, address: string): void;
  addressOf(host: string): string | undefined;
  /** The loopback port that stands for a place, or undefined when nothing is there or its Region is cut. */
  loopbackPortOf(where: Place): number | undefined;
  /** Makes everything in the Region unreachable from anywhere and destroys its connections. */
  cut(region: string): void;
  heal(region: string): void;
  isCut(region: string): boolean;
  /** Makes the address behind a name unreachable for good, whatever becomes of its Region. */
  unplug(host: string): void;
  /** JSON file `{"<ip>:<port>/tcp": loopbackPort, …}`, read by preloads at each connect: what it lacks is refused. */
  readonly mapFile: string;
  close(): Promise<void>;
}

/** A network without addresses. `directory`: where the map file is kept. */
export async function openNetwork({ directory }: { directory: string }): Promise<Network> {
  return new MappedNetwork(join(directory, 'network-map.json'));
}

interface Exposure {
  readonly region: string;
  readonly forwarder: Forwarder;
}

class MappedNetwork implements Network {
  private readonly regions = new Map<string, string>();
  private readonly names = new Map<string, string>();
  private readonly exposures = new Map<string, Exposure>();
  private readonly cuts = new Set<string>();
  private readonly unplugged = new Set<string>();

  constructor(readonly mapFile: string) {
    this.writeMap();
  }

  allocate(region: string): string {
    const count = this.regions.size;
    // From Amazon's 52.0.0.0/8: it must pass as an ordinary public address wherever a bundle checks for one.
    const address = `52.10.${Math.floor(count / 254)}.${(count % 254) + 1}`;
    this.regions.set(address, region);
    return address;
  }

  async expose(where: Place, targetPort: () => number | undefined): Promise<void> {
    const key = keyOf(where);
    const region = this.regions.get(where.address);
    if (region === undefined) throw new Error(`address ${where.address} was not allocated: call allocate first`);
    if (this.exposures.has(key)) throw new Error(`${key} is exposed already: use another port or address`);
    const reachablePort = () => (this.isReachable(where.address, region) ? targetPort() : undefined);
    const forwarder = await (where.protocol === 'udp' ? forwardUdp(reachablePort) : forwardTcp(reachablePort));
    this.exposures.set(key, { region, forwarder });
    this.writeMap();
  }

  name(host: string, address: string): void {
    this.names.set(canonicalHost(host), address);
  }

  addressOf(host: string): string | undefined {
    return this.names.get(canonicalHost(host));
  }

  loopbackPortOf(where: Place): number | undefined {
    const exposure = this.exposures.get(keyOf(where));
    return exposure && this.isReachable(where.address, exposure.region) ? exposure.forwarder.port : undefined;
  }

  cut(region: string): void {
    this.cuts.add(region);
    this.writeMap();
    for (const exposure of this.exposures.values()) {
      if (exposure.region === region) exposure.forwarder.disconnect();
    }
  }

  heal(region: string): void {
    this.cuts.delete(region);
    this.writeMap();
  }

  isCut(region: string): boolean {
    return this.cuts.has(region);
  }

  unplug(host: string): void {
    const address = this.addressOf(host);
    if (address === undefined) throw new Error(`${host} has no address: name it first`);
    this.unplugged.add(address);
    this.writeMap();
    for (const [key, { forwarder }] of this.exposures) if (key.startsWith(`${address}:`)) forwarder.disconnect();
  }

  private isReachable(address: string, region: string): boolean {
    return !this.isCut(region) && !this.unplugged.has(address);
  }

  async close(): Promise<void> {
    await Promise.all([...this.exposures.values()].map(({ forwarder }) => forwarder.close()));
    this.exposures.clear();
  }

  /** Written aside and renamed, so that a preload reads the old map or the new one and never half of one. */
  private writeMap(): void {
    const addressIn = (key: string) => key.slice(0, key.lastIndexOf(':'));
    const reachable = [...this.exposures].filter(([key, { region }]) => this.isReachable(addressIn(key), region));
    const map = Object.fromEntries(reachable.map(([key, { forwarder }]) => [key, forwarder.port]));
    writeFileSync(`${this.mapFile}.new`, JSON.stringify(map));
    renameSync(`${this.mapFile}.new`, this.mapFile);
  }
}

const keyOf = ({ address, port, protocol = 'tcp' }: Place): string => `${address}:${port}/${protocol}`;

/** DNS names differ neither by case nor by a dot at their end. */
const canonicalHost = (host: string): string => host.toLowerCase().replace(/\.$/, '');
