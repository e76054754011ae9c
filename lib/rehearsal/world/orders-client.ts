import { randomUUID } from 'node:crypto';
import type { Clock } from './clock';
import type { HttpClient } from './http-client';

/** What a user knows of an order: placed when `ok`, otherwise unknown. */
export interface PlacedOrder {
  /** When it was sent, milliseconds since 1970. */
  readonly at: number;
  /** A UUID made by the user: serial ids would be given out again by a promoted replica. */
  readonly id: string;
  /** Acknowledged: the answer was 201. */
  readonly ok: boolean;
  /** From sending it to knowing its fate. */
  readonly milliseconds: number;
  readonly status?: number;
  /** From the answer's `understudy-region`. */
  readonly region?: string;
  readonly error?: string;
}

/** Users who place ten orders per second, whatever becomes of them. */
export interface OrdersClient {
  start(): void;
  /** Resolves when no order is on its way any more. */
  stop(): Promise<void>;
  /** In the order in which their fate was known. */
  readonly orders: readonly PlacedOrder[];
}

export interface OrdersClientOptions {
  readonly http: HttpClient;
  readonly clock: Clock;
  /** @default 'https://orders.example.com/orders' */
  readonly url?: string;
}

export const createOrdersClient = (options: OrdersClientOptions): OrdersClient => new SteadyClient(options);

const INTERVAL_MILLISECONDS = 100;
/** With ten orders per second, at most twenty are on their way. */
const TIMEOUT_MILLISECONDS = 2000;

class SteadyClient implements OrdersClient {
  readonly orders: PlacedOrder[] = [];
  private readonly underWay = new Set<Promise<void>>();
  private cancel: (() => void) | undefined;

  constructor(private readonly options: OrdersClientOptions) {}

  start(): void {
    if (!this.cancel) this.tick(this.options.clock.now());
  }

  async stop(): Promise<void> {
    this.cancel?.();
    this.cancel = undefined;
    await Promise.all(this.underWay);
  }

  /** The next tick is planned from when this one was due, so that a slow moment does not lower the rate. */
  private tick(dueAt: number): void {
    const { clock } = this.options;
    const nextAt = Math.max(dueAt + INTERVAL_MILLISECONDS, clock.now());
    this.cancel = clock.after(nextAt - clock.now(), () => this.tick(nextAt));
    const order = this.place().finally(() => this.underWay.delete(order));
    this.underWay.add(order);
  }

  private async place(): Promise<void> {
    const { http, clock, url = 'https://orders.example.com/orders' } = this.options;
    const sent = { at: clock.now(), id: randomUUID() };
    const took = () => ({ milliseconds: clock.now() - sent.at });
    try {
      const { status, headers } = await http.send({
        url,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ id: sent.id, item: 'tea', quantity: 1 }),
        timeoutMilliseconds: TIMEOUT_MILLISECONDS,
      });
      const region = headers['understudy-region'];
      this.orders.push({ ...sent, ...took(), ok: status === 201, status, ...(region && { region }) });
    } catch (error) {
      this.orders.push({
        ...sent,
        ...took(),
        ok: false,
        error: error instanceof Error ? error.message : String(error),
      });
    }
  }
}
