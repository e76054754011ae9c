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
  /** Addresses of this Region's own name that users cannot reach, each with its reason. */
  readonly notPublic: readonly string[];
}

/** Whether DNS is as it should be before a takeover: users are sent to the lost Region, and could be sent here. */
export const judgeRecords = (seen: readonly SeenRecord[], input: Input): Finding =>
  together(seen.map((record) => judge(record, input)));

function judge({ name, type, answer, here, lost, notPublic }: SeenRecord, { region, confirmOutage }: Input): Finding {
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
    ]),
  ]);
}

interface Candidate {
  readonly region: string;
  readonly addresses: readonly string[];
}

/** Some of a Region's addresses are enough: a load balancer may answer with another part of them each time. */
function judgePublicName(record: string, answered: readonly string[], [lost, here]: [Candidate, Candidate]): Finding {
  const isFrom = ({ addresses }: Candidate) =>
    answered.length > 0 && answered.every((address) => addresses.includes(address));
  if (isFrom(lost)) return holds();
  if (isFrom(here)) return holds(`${record} is answered with ${here.region} already`);
  if (isFrom({ region: 'both', addresses: [...lost.addresses, ...here.addresses] })) {
    return open(`${record} is answered with both ${lost.region} and ${here.region}: ${shown(answered)}`);
  }
  return problem(
    `${record} is answered with ${shown(answered)}; expected ${shown(lost.addresses)} (${lost.region}) ` +
      `or ${shown(here.addresses)} (${here.region}); put the failover records right before a takeover`,
  );
}

const shown = (addresses: readonly string[]) => (addresses.length > 0 ? listed(addresses) : 'no address');
