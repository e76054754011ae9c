import type { Plan } from '../plan';
import type { Settlement } from '../settlement';

/** Whom one failover pair sends users to, and whose claims turn its records away. */
export interface Pair {
  /** Name of the pair that belongs to a public name: the public name itself, or one below it. */
  readonly nameOf: (publicName: string) => string;
  readonly primary: Listening;
  /** Its Region, or that of the pair behind it, by rank. */
  readonly secondary: Listening;
}

/** A record's Region, and the Regions whose claims turn the record's health check; none: the record has no check. */
export interface Listening {
  readonly region: string;
  readonly hears: readonly string[];
}

/**
 * Name of the pair behind the public one, where three or more Regions stand: `_standby.orders.example.com`, then
 * `_standby2.…`. An alias may lead to any record of its own zone, and a label that begins with an underscore is no
 * host's, so no service can be called so.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html
 *
 * @param place 0 for the public name itself
 */
const nameAt = (place: number, publicName: string): string =>
  place === 0 ? publicName : `_standby${place === 1 ? '' : place}.${publicName}`;

/**
 * The pairs of a plan: the active Region first, then the others by rank. A pair's PRIMARY listens to every attached
 * Region behind it. The public pair's SECONDARY listens to the active Region: when both have claimed, both are
 * unhealthy, and then Route 53 answers PRIMARY, so that users come back by a claim too. The SECONDARY of a pair behind
 * it carries no check: such a pair with two unhealthy records would send its users to a Region that never claimed.
 */
export function pairsOf({ regions }: Pick<Plan, 'regions'>, { active, attached }: Settlement): Pair[] {
  const order = [active, ...regions.filter((region) => region !== active)];
  return order.slice(0, -1).map((region, place) => {
    const behind = order.slice(place + 1);
    return {
      nameOf: (publicName) => nameAt(place, publicName),
      primary: { region, hears: behind.filter((one) => attached.includes(one)) },
      secondary: { region: behind[0] ?? '', hears: place === 0 && attached.includes(active) ? [active] : [] },
    };
  });
}
