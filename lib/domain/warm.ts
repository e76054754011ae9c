/** From when until when this Region was kept warm, ISO 8601 UTC. */
export interface Span {
  readonly from: string;
  readonly until: string;
}

/** A stack that is kept. */
export interface WarmStack {
  /** ARN: another stack of the same name is not meant. */
  readonly id: string;
  readonly name: string;
}

/** Until when this Region is kept warm, and how long it was before. One item for each plan and Region. */
export interface Warm {
  /** Of the last prewarm. Stacks that an earlier one created carry its own. */
  readonly epoch: number;
  readonly release: string;
  /** What is retired once the time is over; none once that was done. */
  readonly stacks: readonly WarmStack[];
  /** When the first prewarm of this span began, ISO 8601 UTC. */
  readonly since: string;
  /** ISO 8601 UTC. */
  readonly until: string;
  /** When it ended, ISO 8601 UTC. @default it goes on */
  readonly closedAt?: string;
  /** Spans of the last 30 days, oldest first; the last one is this. */
  readonly history: readonly Span[];
  /** Raised by each write. */
  readonly version: number;
}

/** A prewarm whose stacks are complete and proven. */
export interface Prewarmed extends Pick<Warm, 'epoch' | 'release' | 'stacks'> {
  /** When it began, ISO 8601 UTC: its stacks cost from then on. */
  readonly startedAt: string;
  /** ISO 8601 UTC. */
  readonly now: string;
  readonly prewarmSeconds: number;
}

/** Costs are counted over so long. */
const MONTH_DAYS = 30;
const MONTH_MILLISECONDS = MONTH_DAYS * 24 * 3600 * 1000;
const HOUR_MILLISECONDS = 3600 * 1000;

/** The item once a prewarm has ended well: a new span, or the one that goes on for longer. */
export function kept(observed: Warm | undefined, { startedAt, now, prewarmSeconds, ...made }: Prewarmed): Warm {
  const before = observed && isWarm(observed) ? observed : undefined;
  const asked = isoAt(Date.parse(now) + prewarmSeconds * 1000);
  const since = before?.since ?? startedAt;
  const until = before ? latest(before.until, asked) : asked;
  const earlier = before ? before.history.slice(0, -1) : (observed?.history ?? []);
  return {
    ...made,
    // What an earlier prewarm keeps here and this one did not take goes when the time is over as well.
    stacks: [...made.stacks, ...(before?.stacks ?? []).filter(({ id }) => !made.stacks.some((own) => own.id === id))],
    since,
    until,
    history: [...recent(earlier, now), { from: since, until }],
    version: (observed?.version ?? 0) + 1,
  };
}

/** The item once nothing is kept any more, or this Region serves with it. @param now ISO 8601 UTC */
export const closed = (warm: Warm, now: string): Warm => ({
  ...warm,
  stacks: [],
  closedAt: now,
  history: [...recent(warm.history.slice(0, -1), now), { from: warm.since, until: now }],
  version: warm.version + 1,
});

/** Whether stacks are kept, be it for longer than they should be. */
export const isWarm = ({ closedAt }: Warm): boolean => closedAt === undefined;

/** Whether the time is over and the stacks are still there. @param now ISO 8601 UTC */
export const isExpired = (warm: Warm, now: string): boolean =>
  isWarm(warm) && Date.parse(warm.until) <= Date.parse(now);

/** What the plan allows, and what was spent. */
export interface WarmCost {
  /** As {@link Warm} has it; empty when there never was one. */
  readonly history: readonly Span[];
  readonly usdPerHour: number;
  readonly usdPerMonthMax: number;
  readonly prewarmSeconds: number;
  /** ISO 8601 UTC. */
  readonly now: string;
}

/** Whether one more prewarm may start by itself: what it costs, with the last 30 days, is within the plan's limit. */
export function judgeCost(cost: WarmCost): { readonly allowed: boolean; readonly because: string } {
  const { history, usdPerHour, usdPerMonthMax, prewarmSeconds, now } = cost;
  const before = hoursOf(history, now);
  const more = { from: now, until: isoAt(Date.parse(now) + prewarmSeconds * 1000) };
  const hours = hoursOf([...history, more], now, more.until);
  const allowed = microUsd(hours * usdPerHour) <= microUsd(usdPerMonthMax);
  const told =
    `${hoursTold(before)} of prewarming in the last ${MONTH_DAYS} days and ${hoursTold(hours - before)} more cost ` +
    `${usd(hours * usdPerHour)} at ${usdPerHour} USD per hour`;
  return allowed
    ? { allowed, because: `${told}, of ${usd(usdPerMonthMax)} that the plan allows` }
    : {
        allowed,
        because:
          `${told}, and the plan allows ${usd(usdPerMonthMax)}: start it yourself, or raise ` +
          'prewarm.usdPerMonthMax and deploy the plan',
      };
}

/** What keeping warm for so long costs, in words. */
export const costTold = ({ usdPerHour }: Pick<WarmCost, 'usdPerHour'>, { from, until }: Span): string => {
  const hours = (Date.parse(until) - Date.parse(from)) / HOUR_MILLISECONDS;
  return `${hoursTold(hours)} cost about ${usd(hours * usdPerHour)} at ${usdPerHour} USD per hour`;
};

/**
 * Hours of the last 30 days in which it was warm; what overlaps counts once.
 *
 * @param until of what is counted, ISO 8601 UTC. @default `now`
 */
function hoursOf(history: readonly Span[], now: string, until = now): number {
  const begin = Date.parse(now) - MONTH_MILLISECONDS;
  const end = Date.parse(until);
  const spans = history
    .map((span) => ({ from: Date.parse(span.from), until: Math.min(end, Date.parse(span.until)) }))
    .sort((one, other) => one.from - other.from);
  let counted = begin;
  let milliseconds = 0;
  for (const span of spans) {
    milliseconds += Math.max(0, span.until - Math.max(span.from, counted));
    counted = Math.max(counted, span.until);
  }
  return milliseconds / HOUR_MILLISECONDS;
}

const recent = (history: readonly Span[], now: string): readonly Span[] =>
  history.filter(({ until }) => Date.parse(until) > Date.parse(now) - MONTH_MILLISECONDS);

const isoAt = (milliseconds: number): string => new Date(milliseconds).toISOString();
const latest = (one: string, other: string): string => (Date.parse(one) > Date.parse(other) ? one : other);
/** Sums of fractions are compared in whole millionths: 3 × 0.1 is 0.3. */
const microUsd = (amount: number): number => Math.round(amount * 1_000_000);
const usd = (amount: number): string => `${amount.toFixed(2)} USD`;
const hoursTold = (hours: number): string => `${Number(hours.toFixed(1))} h`;
