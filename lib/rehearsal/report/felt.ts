import type { Felt, FeltSpan } from '../../report/run-report/data';
import type { PlacedOrder } from '../world/orders-client';

/** What is shown of the time before the event, seconds: enough to see what was normal. */
const BEFORE_SECONDS = 15;
/** Bars of a chart that are still told apart. */
const SPANS_MAX = 240;

export interface Around {
  /** Milliseconds since 1970. */
  readonly eventAt: number;
  readonly outageSeconds: number | null;
}

/** What the customers of a rehearsal met, in spans of a second or as many as fit on a page. */
export function feltBy(orders: readonly PlacedOrder[], { eventAt, outageSeconds }: Around): Felt | undefined {
  const shown = orders.filter(({ at }) => at >= eventAt - BEFORE_SECONDS * 1000);
  if (shown.length === 0) return undefined;
  const moments = shown.map(({ at }) => at);
  const [from, to] = [Math.min(...moments), Math.max(...moments)];
  const spanSeconds = Math.max(1, Math.ceil((to - from) / 1000 / SPANS_MAX));
  const spans = new Map<number, PlacedOrder[]>();
  for (const order of shown) {
    const index = Math.floor((order.at - from) / 1000 / spanSeconds);
    spans.set(index, [...(spans.get(index) ?? []), order]);
  }
  return {
    by: 'customers who place ten orders a second, through DNS and TLS,',
    unit: 'orders',
    typical: 'median',
    spanSeconds,
    spans: [...spans]
      .sort(([one], [other]) => one - other)
      .map(([index, placed]) => spanOf(from + index * spanSeconds * 1000, placed)),
    ...(outageSeconds !== null && { outageSeconds }),
  };
}

function spanOf(at: number, placed: readonly PlacedOrder[]): FeltSpan {
  const answered = placed.filter(({ ok }) => ok);
  const took = answered
    .flatMap(({ milliseconds }) => (milliseconds === undefined ? [] : [milliseconds]))
    .sort((one, other) => one - other);
  return {
    at,
    ok: answered.length,
    failed: placed.length - answered.length,
    typicalMilliseconds: took[Math.floor((took.length - 1) / 2)],
    slowestMilliseconds: took.at(-1),
  };
}
