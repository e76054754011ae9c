import { answeredRegions, type RegionAddresses } from '../../../lib/domain/answered-regions';
import { listed } from '../../../lib/domain/text';
import type { NameAnswer } from '../../edge/dns';
import { type Finding, holds, open, problem, together } from '../../edge/finding';
import type { About } from './about';

/** A public record, and the Regions' own names behind it, as the zone's own name servers answer them. */
export interface SeenRecord {
  readonly name: string;
  readonly type: 'A' | 'AAAA';
  readonly answer: NameAnswer;
  /** This Region's own name. */
  readonly here: NameAnswer;
  /** The own name of the Region that is replaced. @default no other Region is known to be active */
  readonly lost?: { readonly region: string; readonly answer: NameAnswer };
  /** And those of the plan's other Regions: none in a plan of two. One that is not answered owns nothing. */
  readonly others: readonly { readonly region: string; readonly answer: NameAnswer }[];
  /** Addresses of this Region's own name that users cannot reach, each with its reason. */
  readonly notPublic: readonly string[];
}

/** Whether DNS is as it should be before a takeover: users are sent to the Region it replaces, and could come here. */
export const judgeRecords = (seen: readonly SeenRecord[], about: About): Finding =>
  together(seen.map((record) => judge(record, about)));

function judge(record: SeenRecord, about: About): Finding {
  const { name, type, answer, here, lost, others, notPublic } = record;
  const { region, isActive } = about;
  const [silence] = [answer, here, ...(lost ? [lost.answer] : [])].flatMap(silenceIn);
  if (silence !== undefined) return open(silence);
  const own = [{ region, addresses: addressesIn(here) }];
  const expected = lost ? [{ region: lost.region, addresses: addressesIn(lost.answer) }, ...own] : own;
  const strangers = others.map((other) => ({ region: other.region, addresses: addressesIn(other.answer) }));
  return together([
    addressesIn(here).length === 0
      ? problem(`${name} ${type}: the name of ${region} behind it has no address`)
      : notPublic.length > 0
        ? problem(`${name} ${type}: the name of ${region} has addresses that are not public: ${notPublic.join(', ')}`)
        : holds(),
    // Without a Region that is active nobody can say where users belong, and that has been told.
    lost || isActive
      ? judgePublicName({ record: `${name} ${type}`, answered: addressesIn(answer) }, expected, strangers)
      : holds(),
  ]);
}

const silenceIn = (answer: NameAnswer) => (answer.outcome === 'unreachable' ? [answer.because] : []);

/** @param expected where the name may lead: first to the Region that serves now */
function judgePublicName(
  { record, answered }: { readonly record: string; readonly answered: readonly string[] },
  expected: readonly RegionAddresses[],
  strangers: readonly RegionAddresses[],
): Finding {
  const regions = answeredRegions(answered, [...expected, ...strangers]);
  if (regions.length > 1) return open(`${record} is answered with both ${listed(regions)}: ${shown(answered)}`);
  const [region] = regions;
  if (region !== undefined && region === expected[0]?.region) return holds();
  if (region !== undefined && region === expected[1]?.region) {
    return holds(`${record} is answered with ${region} already`);
  }
  // Between two answers a large load balancer may have shown other addresses: the next look may know one.
  const allowed = expected.map((one) => `${shown(one.addresses)} (${one.region})`);
  return open(
    `${record} is answered with ${shown(answered)}; expected ${listed(allowed, 'or')}; ` +
      'put the failover records right before a takeover',
  );
}

const addressesIn = (answer: NameAnswer) => (answer.outcome === 'answered' ? answer.addresses : []);

const shown = (addresses: readonly string[]) => (addresses.length > 0 ? listed(addresses) : 'no address');
