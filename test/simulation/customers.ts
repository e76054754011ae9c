import type { Web } from '../../lambdas/edge/web';
import { inRegion } from '../../lib/domain/names';
import type { Plan } from '../../lib/domain/plan';
import type { Clock } from '../../lib/rehearsal/world/clock';

/** An order that a customer was told is stored. */
export interface Acknowledged {
  readonly id: string;
  /** When the customer was told, milliseconds since 1970. */
  readonly at: number;
  /** Region that took it, by its own word. */
  readonly region: string;
}

/** People who order, all the time, whatever becomes of it. */
export interface Customers {
  /** Each of them places one order. */
  order(): void;
  readonly acknowledged: readonly Acknowledged[];
  /** Region that took the last order which went through the public name; undefined where it was not taken. */
  readonly lastTakenBy: string | undefined;
}

export interface CustomersOptions {
  readonly plan: Plan;
  readonly clock: Clock;
  readonly web: Web;
}

const PATIENCE_MILLISECONDS = 2000;

/**
 * One customer goes by the public name. Another one's resolver never asks again: they stay with the Region that was the
 * first, whatever the name says by now.
 */
export function createCustomers({ plan, clock, web }: CustomersOptions): Customers {
  const [record] = plan.traffic.records;
  const [home = ''] = plan.regions;
  const publicName = record?.name ?? '';
  const firstName = inRegion(record?.perRegion ?? '', home);
  const acknowledged: Acknowledged[] = [];
  let count = 0;
  let lastTakenBy: string | undefined;
  const place = async (host: string): Promise<string | undefined> => {
    count += 1;
    const id = `order-${count}`;
    const answer = await web.ask({
      url: `https://${host}/orders`,
      method: 'POST',
      json: { id },
      timeoutMilliseconds: PATIENCE_MILLISECONDS,
    });
    if (answer.outcome !== 'answered' || answer.status !== 201) return undefined;
    const region = answer.headers['understudy-region'] ?? '';
    acknowledged.push({ id, at: clock.now(), region });
    return region;
  };
  return {
    acknowledged,
    get lastTakenBy() {
      return lastTakenBy;
    },
    order() {
      void place(publicName).then((region) => {
        lastTakenBy = region;
      });
      void place(firstName);
    },
  };
}
