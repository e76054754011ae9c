import { answeredRegions, type RegionAddresses } from '../../../lib/domain/answered-regions';
import type { InputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import type { NameAnswer } from '../../edge/dns';
import { type Finding, holds, open, problem, together } from './finding';
import type { checkReadiness } from './step';

type Input = InputOf<typeof checkReadiness>;

/** A public record, and the two Regions' own names behind it, as the zone's own name servers answer them. */
export interface SeenRecord {
  readonly name: string;
  readonly type: 'A' | 'AAAA';
  readonly answer: NameAnswer;
  /** This Region's own name. */
  readonly here: NameAnswer;
  /** The lost Region's own name. */
  readonly lost: NameAnswer;
  /** And those of the plan's other Regions: none in a plan of two. One that is not answered owns nothing. */
  readonly others: readonly { readonly region: string; readonly answer: NameAnswer }[];
  /** Addresses of this Region's own name that users cannot reach, each with its reason. */
  readonly notPublic: readonly string[];
}

/** Whether DNS is as it should be before a takeover: users are sent to the lost Region, and could be sent here. */
export const judgeRecords = (seen: readonly SeenRecord[], input: Input): Finding =>
  together(seen.map((record) => judge(record, input)));

function judge(record: SeenRecord, { region, confirmOutage }: Input): Finding {
  const { name, type, answer, here, lost, others, notPublic } = record;
  const { lostRegion } = confirmOutage;
  if (answer.outcome === 'unreachable') return open(answer.because);
  if (here.outcome === 'unreachable') return open(here.because);
  if (lost.outcome === 'unreachable') return open(lost.because);
  return together([
    here.addresses.length === 0
      ? problem(`${name} ${type}: the name of ${region} behind it has no address`)
      : notPublic.length > 0
        ? problem(`${name} ${type}: the name of ${region} has addresses that are not public: ${notPublic.join(', ')}`)
        : holds(),
    judgePublicName(`${name} ${type}`, answer.addresses, [
      { region: lostRegion, addresses: lost.addresses },
      { region, addresses: here.addresses },
      ...others.map((other) => ({ region: other.region, addresses: addressesIn(other.answer) })),
    ]),
  ]);
}

function judgePublicName(
  record: string,
  answered: readonly string[],
  own: [lost: RegionAddresses, here: RegionAddresses, ...others: RegionAddresses[]],
): Finding {
  const [lost, here] = own;
  const regions = answeredRegions(answered, own);
  if (regions.length > 1) return open(`${record} is answered with both ${listed(regions)}: ${shown(answered)}`);
  const [region] = regions;
  if (region === lost.region) return holds();
  if (region === here.region) return holds(`${record} is answered with ${here.region} already`);
  // Between two answers a large load balancer may have shown other addresses: the next look may know one.
  return open(
    `${record} is answered with ${shown(answered)}; expected ${shown(lost.addresses)} (${lost.region}) ` +
      `or ${shown(here.addresses)} (${here.region}); put the failover records right before a takeover`,
  );
}

const addressesIn = (answer: NameAnswer) => (answer.outcome === 'answered' ? answer.addresses : []);

const shown = (addresses: readonly string[]) => (addresses.length > 0 ? listed(addresses) : 'no address');
