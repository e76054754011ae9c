import { type Decision, done, wait } from '../../../lib/domain/decision';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import type { NameAnswer } from '../../edge/dns';
import type { verifyTraffic } from './step';

/** A public record, as the zone's own name servers answer it now. */
export interface SeenRecord {
  readonly name: string;
  readonly type: 'A' | 'AAAA';
  readonly answer: NameAnswer;
  /** What the same servers answer for this Region's own name. */
  readonly expected: NameAnswer;
  /** And for the lost Region's own name. */
  readonly lost: NameAnswer;
}

export function decide(
  seen: readonly SeenRecord[],
  { region, confirmOutage }: InputOf<typeof verifyTraffic>,
): Decision<never, OutputOf<typeof verifyTraffic>> {
  const verdicts = seen.map((record) => judge(record, { region, lostRegion: confirmOutage.lostRegion }));
  const open = verdicts.flatMap((verdict) => ('because' in verdict ? [verdict.because] : []));
  if (open.length > 0) return wait(open.join('; '));

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

interface Move {
  readonly region: string;
  readonly lostRegion: string;
}

/**
 * Users are here when this Region's addresses are answered and the lost Region's are not. One in common is enough: DNS
 * gives at most eight of a load balancer's addresses, others each time. While the lost Region's cannot be asked, any
 * address that is not ours may be one of them.
 */
function judge({ name, type, answer, expected, lost }: SeenRecord, { region, lostRegion }: Move): Verdict {
  if (answer.outcome === 'unreachable') return { because: answer.because };
  if (expected.outcome === 'unreachable') return { because: expected.because };
  const { addresses, ttlSeconds } = answer;
  const ours = expected.addresses;
  const others = addresses.filter((address) => !ours.includes(address));
  const old = lost.outcome === 'answered' ? others.filter((address) => lost.addresses.includes(address)) : others;
  if (others.length < addresses.length && old.length === 0) {
    return { arrived: { name, addresses: [...addresses], ttlSeconds } };
  }
  const wanted = `expected ${shown(ours)} (${region}) and none of ${lostRegion}`;
  return { because: `${name} ${type} is answered with ${shown(addresses)}, ${wanted}` };
}

const shown = (addresses: readonly string[]) => (addresses.length > 0 ? listed(addresses) : 'no address');
