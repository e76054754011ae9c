import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { wallClock } from './clock';
import { listenOnLoopback } from './ports';
import { breakOff } from './sockets';

/**
 * The line between two Regions: a TCP proxy with latency that can be cut. What is still on its way when a side dies or
 * the line is cut is lost, as it is when a Region is: that is where acknowledged rows go missing.
 */
export interface Link {
  /** On loopback. */
  readonly port: number;
  /** One way, for what is sent from now on. @default 0 */
  latencyMilliseconds: number;
  /** Destroys the connections and refuses new ones. */
  cut(): void;
  heal(): void;
  close(): Promise<void>;
}

/** Opens a line to `targetPort`, which is asked per connection. */
export async function openLink(targetPort: () => number): Promise<Link> {
  const link = new ProxyLink(targetPort);
  await listenOnLoopback(link.server);
  return link;
}

class ProxyLink implements Link {
  latencyMilliseconds = 0;
  private isUp = true;
  private readonly sockets = new Set<Socket>();
  readonly server = createServer((inbound) => this.accept(inbound));

  constructor(private readonly targetPort: () => number) {}

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  cut(): void {
    this.isUp = false;
    for (const socket of this.sockets) breakOff(socket);
  }

  heal(): void {
    this.isUp = true;
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private accept(inbound: Socket): void {
    if (!this.isUp) return void breakOff(inbound.on('error', () => {}));
    const outbound = connect(this.targetPort(), '127.0.0.1');
    this.carry(inbound, outbound);
    this.carry(outbound, inbound);
  }

  private carry(from: Socket, to: Socket): void {
    this.sockets.add(from);
    // One chain per direction keeps the bytes in order when the latency is lowered while some are on their way.
    let delivered = Promise.resolve();
    from.on('data', (bytes: Buffer) => {
      const arrivesAt = wallClock.now() + this.latencyMilliseconds;
      delivered = delivered.then(() => this.deliver(bytes, to, arrivesAt));
    });
    from.on('error', () => {});
    from.on('close', () => {
      this.sockets.delete(from);
      to.destroy();
    });
  }

  private async deliver(bytes: Buffer, to: Socket, arrivesAt: number): Promise<void> {
    const remaining = arrivesAt - wallClock.now();
    if (remaining > 0 && !to.destroyed) await wallClock.sleep(remaining);
    if (!to.destroyed) to.write(bytes);
  }
}
