import type { Network, Place } from '../../../lib/rehearsal/world/network';

interface Exposure {
  readonly region: string;
  readonly targetPort: () => number | undefined;
}

/** DNS names differ neither by case nor by a dot at their end. */
const canonicalHost = (host: string): string => host.toLowerCase().replace(/\.$/, '');
const keyOf = ({ address, port, protocol = 'tcp' }: Place): string => `${address}:${port}/${protocol}`;

/** The network of a world in which ports are numbers: addresses, names and cuts, and no sockets. */
export class MemoryNetwork implements Network {
  readonly mapFile = '';
  private readonly regions = new Map<string, string>();
  private readonly names = new Map<string, string>();
  private readonly exposures = new Map<string, Exposure>();
  private readonly cuts = new Set<string>();
  private readonly unplugged = new Set<string>();

  allocate(region: string): string {
    const count = this.regions.size;
    const address = `52.10.${Math.floor(count / 254)}.${(count % 254) + 1}`;
    this.regions.set(address, region);
    return address;
  }

  async expose(where: Place, targetPort: () => number | undefined): Promise<void> {
    const region = this.regions.get(where.address);
    if (region === undefined) throw new Error(`address ${where.address} was not allocated: call allocate first`);
    this.exposures.set(keyOf(where), { region, targetPort });
  }

  name(host: string, address: string): void {
    this.names.set(canonicalHost(host), address);
  }

  addressOf(host: string): string | undefined {
    return this.names.get(canonicalHost(host));
  }

  loopbackPortOf(where: Place): number | undefined {
    const exposure = this.exposures.get(keyOf(where));
    if (!exposure || this.isCut(exposure.region) || this.unplugged.has(where.address)) return undefined;
    return exposure.targetPort();
  }

  cut(region: string): void {
    this.cuts.add(region);
  }

  heal(region: string): void {
    this.cuts.delete(region);
  }

  isCut(region: string): boolean {
    return this.cuts.has(region);
  }

  unplug(host: string): void {
    const address = this.addressOf(host);
    if (address === undefined) throw new Error(`${host} has no address: name it first`);
    this.unplugged.add(address);
  }

  async close(): Promise<void> {}
}
