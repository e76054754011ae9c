import { type Decision, done, wait } from '../../../lib/domain/decision';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import { attachCommand } from '../../../lib/domain/traffic';
import type { NameAnswer } from '../../edge/dns';
import type { verifyTraffic } from './step';

/** A public record, as the zone's own name servers answer it now. */
export interface SeenRecord {
  readonly name: string;
  readonly type: 'A' | 'AAAA';
  readonly answer: NameAnswer;
  /** What the same servers answer for this Region's own name. */
  readonly expected: NameAnswer;
  /** And for the own names of all other Regions. */
  readonly elsewhere: readonly { readonly region: string; readonly answer: NameAnswer }[];
}

/**
 * By then a claim is heard by every means: a check of ten seconds, an alarm's minute and its delay, and what Route 53
 * needs to answer by it.
 */
export const CLAIM_HEARD_SECONDS_MAX = 180;

const byHand = (region: string) =>
  'a claim that moves nobody by now is not heard, as at the third move before the records were settled; they can be ' +
  `settled by hand: ${attachCommand(region)}`;

export function decide(
  seen: readonly SeenRecord[],
  { plan, region, elapsedSeconds }: InputOf<typeof verifyTraffic>,
): Decision<never, OutputOf<typeof verifyTraffic>> {
  const verdicts = seen.map((record) => judge(record, region));
  const open = verdicts.flatMap((verdict) => ('because' in verdict ? [verdict.because] : []));
  if (open.length > 0) {
    const isLate = plan.traffic.strategy === 'health-signal' && elapsedSeconds >= CLAIM_HEARD_SECONDS_MAX;
    return wait(open.join('; ') + (isLate ? `; ${byHand(region)}` : ''));
  }

  const records = verdicts.flatMap((verdict) => ('arrived' in verdict ? [verdict.arrived] : []));
  const names = listed(records.map(({ name }) => name));
  const tailSeconds = Math.max(0, ...records.map(({ ttlSeconds }) => ttlSeconds));
  const silent = [...new Set(seen.flatMap(({ answer }) => (answer.outcome === 'answered' ? answer.silent : [])))];
  return done(
    { records },
    `the zone's name servers answer ${names} with ${region}; resolvers may hold the old answer for up to ` +
      `${tailSeconds} s${silent.length > 0 ? `; not heard from: ${silent.join(', ')}` : ''}`,
  );
}

type Verdict = { readonly arrived: OutputOf<typeof verifyTraffic>['records'][number] } | { readonly because: string };

/**
 * Users are here when this Region's addresses are answered and no other Region's are. One in common is enough: DNS
 * gives at most eight of a load balancer's addresses, others each time. While another Region's name cannot be asked,
 * any address that is not ours may be one of its.
 */
function judge({ name, type, answer, expected, elsewhere }: SeenRecord, region: string): Verdict {
  if (answer.outcome === 'unreachable') return { because: answer.because };
  if (expected.outcome === 'unreachable') return { because: expected.because };
  const { addresses, ttlSeconds } = answer;
  const ours = expected.addresses;
  const others = addresses.filter((address) => !ours.includes(address));
  const isElsewhere = (address: string) =>
    elsewhere.some((at) => at.answer.outcome === 'unreachable' || at.answer.addresses.includes(address));
  if (others.length < addresses.length && !others.some(isElsewhere)) {
    return { arrived: { name, addresses: [...addresses], ttlSeconds } };
  }
  const wanted = `expected ${shown(ours)} (${region}) and none of ${listed(elsewhere.map((at) => at.region))}`;
  return { because: `${name} ${type} is answered with ${shown(addresses)}, ${wanted}` };
}

const shown = (addresses: readonly string[]) => (addresses.length > 0 ? listed(addresses) : 'no address');
