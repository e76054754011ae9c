import type { Pace } from '../world/clock';
import { WORLD_ROLE } from '../world/identities';
import { AwsError, type Call, type Operations, type Service } from './service';
import { type Limit, RATES, type Rate, type ServiceRates } from './throttle-rates';

/** A call that was turned away because callers of this account had used up a rate. */
export interface ThrottledCall {
  /** Signing name. */
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  /** Session name of the caller. */
  readonly about: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** How far a bucket was emptied at most. */
export interface RateUse extends Rate {
  /** `route53 CreateHealthCheck`, `rds`. */
  readonly bucket: string;
  readonly region: string;
  /** Part of the capacity that was gone, from 0 to 1. */
  readonly share: number;
  /** Who took the last token then. */
  readonly about: string;
}

/** The rates of one world: in each Region, one account's. */
export interface Throttle {
  /**
   * The same parts of a world; those that are a service turn calls away above its rate, but never those of the world's
   * own hand.
   */
  over<Parts extends object>(parts: Parts): Parts;
  /** Somebody else in the account uses up every token of a service. @param seconds of AWS's */
  usedUpFor(signingName: string, seconds: number): void;
  /** Calls that were turned away while nobody else used up tokens: the product calls too often. */
  readonly refused: readonly ThrottledCall[];
  /** Every bucket that was drawn from, the emptiest first. */
  used(): readonly RateUse[];
}

/**
 * Buckets are filled by the wall's seconds, whatever the pace of AWS's own durations: what the product waits between
 * two calls is never scaled either. What the world begins by its clock comes sooner then, and meets a rate sooner than
 * in AWS.
 */
export function createThrottle(pace: Pace, rates: Readonly<Record<string, ServiceRates>> = RATES): Throttle {
  const buckets = new Map<string, Bucket>();
  const usedUpUntil = new Map<string, number>();
  const refused: ThrottledCall[] = [];
  const now = () => pace.clock.now();
  const bucketOf = (limit: Limit, asked: Asked): Bucket => {
    const { service, call } = asked;
    const name = [service, ...namesOf(limit, asked)].join(' ');
    const key = `${call.region} ${name}`;
    const found = buckets.get(key) ?? new Bucket(limit, { name, region: call.region, at: now() });
    buckets.set(key, found);
    return found;
  };
  const admit = (asked: Asked) => {
    const { service, call, input } = asked;
    const { limits, refusal } = ratesOf(rates, service);
    const refuse = () => new AwsError(refusal.name, 'Rate exceeded', { status: refusal.status });
    if (now() < (usedUpUntil.get(service) ?? 0)) throw refuse();
    const takes = limits
      .filter(({ of }) => of === undefined || of.includes(call.operation))
      .map((limit) => ({ from: bucketOf(limit, asked), tokens: limit.cost?.(input) ?? 1 }));
    const { operation, region, principal } = call;
    if (!takes.every(({ from, tokens }) => from.has(tokens, now()))) {
      refused.push({ service, operation, region, about: principal.about, at: now() });
      throw refuse();
    }
    for (const { from, tokens } of takes) from.take(tokens, principal.about);
  };
  return {
    over: (parts) =>
      Object.fromEntries(
        Object.entries(parts).map(([name, part]) => [name, isService(part) ? throttled(part, admit) : part]),
      ) as typeof parts,
    usedUpFor: (service, seconds) => void usedUpUntil.set(service, now() + pace.scaledMilliseconds(seconds)),
    refused,
    used: () => [...buckets.values()].map((bucket) => bucket.use()).sort((one, other) => other.share - one.share),
  };
}

interface Asked {
  readonly service: string;
  readonly call: Call;
  readonly input: unknown;
}

/** @throws Error for a service without rates: an oversight of this world */
function ratesOf(rates: Readonly<Record<string, ServiceRates>>, service: string): ServiceRates {
  const found = rates[service];
  if (!found) throw new Error(`${service} has no rates: write them into throttle-rates.ts`);
  return found;
}

/** What tells a bucket from the service's others. */
function namesOf({ of = [], foreach }: Limit, { call, input }: Asked): readonly string[] {
  if (foreach === 'operation') return [call.operation];
  if (foreach === 'Bucket') return [of[0] ?? '', String((input as { Bucket?: string }).Bucket)];
  return of.slice(0, 1);
}

interface HasService {
  readonly service: Service;
}

const isService = (part: unknown): part is HasService =>
  (part as Partial<HasService> | undefined)?.service?.operations !== undefined;

function throttled<Part extends HasService>(part: Part, admit: (asked: Asked) => void): Part {
  const { service } = part;
  const entries = Object.entries(service.operations).map(([name, operation]): [string, Operations[string]] => [
    name,
    (input, call) => {
      if (call.principal.roleArn !== WORLD_ROLE) admit({ service: service.signingName, call, input });
      return operation(input, call);
    },
  ]);
  return { ...part, service: { ...service, operations: Object.fromEntries(entries) } };
}

/** A bucket that is full at first. */
class Bucket {
  private tokens: number;
  private leastTokens: number;
  private about = '';
  private filledAt: number;

  constructor(
    private readonly rate: Rate,
    private readonly told: { readonly name: string; readonly region: string; readonly at: number },
  ) {
    this.tokens = this.leastTokens = rate.capacity;
    this.filledAt = told.at;
  }

  /** @param now milliseconds since 1970 */
  has(count: number, now: number): boolean {
    const { capacity, perSecond } = this.rate;
    this.tokens = Math.min(capacity, this.tokens + ((now - this.filledAt) / 1000) * perSecond);
    this.filledAt = now;
    return this.tokens >= count;
  }

  take(count: number, about: string): void {
    this.tokens -= count;
    if (this.tokens >= this.leastTokens) return;
    this.leastTokens = this.tokens;
    this.about = about;
  }

  use(): RateUse {
    const { capacity, perSecond } = this.rate;
    const share = (capacity - this.leastTokens) / capacity;
    return { bucket: this.told.name, region: this.told.region, capacity, perSecond, share, about: this.about };
  }
}
