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
}

export function decide(
  seen: readonly SeenRecord[],
  { region }: InputOf<typeof verifyTraffic>,
): Decision<never, OutputOf<typeof verifyTraffic>> {
  const verdicts = seen.map((record) => judge(record, region));
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

/**
 * Users are here when nothing but this Region's addresses is answered. Some of them are enough: a load balancer may
 * answer with a part of its addresses, and with another part the next time.
 */
function judge({ name, type, answer, expected }: SeenRecord, region: string): Verdict {
  if (answer.outcome === 'unreachable') return { because: answer.because };
  if (expected.outcome === 'unreachable') return { because: expected.because };
  const ours = expected.addresses;
  const elsewhere = answer.addresses.filter((address) => !ours.includes(address));
  if (answer.addresses.length > 0 && elsewhere.length === 0) {
    return { arrived: { name, addresses: [...answer.addresses], ttlSeconds: answer.ttlSeconds } };
  }
  return {
    because: `${name} ${type} is answered with ${shown(answer.addresses)}, expected only ${shown(ours)} (${region})`,
  };
}

const shown = (addresses: readonly string[]) => (addresses.length > 0 ? listed(addresses) : 'no address');
