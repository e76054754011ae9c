import type { PlacedOrder } from '../world/orders-client';

/** Orders that were sent within one second, by what became of them. */
export interface Second {
  /** The second's beginning, milliseconds since 1970. */
  readonly at: number;
  readonly acknowledged: number;
  readonly failed: number;
}

/** What the page draws: three minutes, a bar for each second. */
export const SECONDS_SHOWN = 180;

/**
 * The last three minutes second by second, the oldest first; a second without orders counts none.
 *
 * @param orders in the order in which their fate was known
 * @param now milliseconds since 1970
 */
export function orderSeconds(orders: readonly PlacedOrder[], now: number): Second[] {
  const last = Math.floor(now / 1000);
  const first = last - SECONDS_SHOWN + 1;
  const seconds = Array.from({ length: SECONDS_SHOWN }, (_, index) => ({
    at: (first + index) * 1000,
    acknowledged: 0,
    failed: 0,
  }));
  // An order is known at most some seconds after it was sent: behind a whole old minute there is nothing new.
  for (let index = orders.length - 1; index >= 0; index -= 1) {
    const { at, ok } = orders[index] as PlacedOrder;
    const second = Math.floor(at / 1000) - first;
    if (second < -MARGIN_SECONDS) break;
    const shown = seconds[second];
    if (shown && ok) shown.acknowledged += 1;
    else if (shown) shown.failed += 1;
  }
  return seconds;
}

const MARGIN_SECONDS = 10;
