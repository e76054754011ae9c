import { inRegion } from '../names';
import type { Plan } from '../plan';
import { type Settlement, settlementName, settlementText } from '../settlement';
import { type Listening, type Pair, pairsOf } from './pairs';

/** A record set as `ChangeResourceRecordSets` takes it. */
export interface RecordSet {
  readonly Name: string;
  readonly Type: 'A' | 'AAAA' | 'TXT';
  readonly SetIdentifier?: string;
  readonly Failover?: 'PRIMARY' | 'SECONDARY';
  readonly HealthCheckId?: string;
  readonly AliasTarget?: { HostedZoneId: string; DNSName: string; EvaluateTargetHealth: boolean };
  readonly TTL?: number;
  readonly ResourceRecords?: { Value: string }[];
}

/** Id of the calculated health check that listens to these Regions. */
export type CheckIdOf = (hears: readonly string[]) => string;

type Plans = Pick<Plan, 'regions' | 'traffic'>;

/**
 * The records behind each public name, as a settlement says they are: the failover pairs of {@link pairsOf}, each
 * record an alias to a Region's own name or to the pair behind it, and a TXT record beside the public name that holds
 * the settlement itself.
 *
 * Failover aliases must evaluate target health; the names they point at carry no health check, so a sick load balancer
 * never moves users by itself.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-failover-alias.html
 *
 * @param checkIdOf asked only for records that listen to somebody
 */
export function failoverRecords(plan: Plans, settlement: Settlement, checkIdOf: CheckIdOf): RecordSet[] {
  const pairs = pairsOf(plan, settlement);
  const zone = plan.traffic.hostedZoneId;
  // The pair behind comes first: an alias can only be made to a record that is there.
  const aliases = plan.traffic.records.flatMap((record) =>
    pairs.map((pair, place) => pairRecords({ record, pair, next: pairs[place + 1], zone }, checkIdOf)).toReversed(),
  );
  return [...aliases.flat(), ...publicNames(plan).map((name) => settlementRecord(name, settlement))];
}

/** The public names of a plan, each once. */
export const publicNames = ({ traffic }: Pick<Plan, 'traffic'>): string[] => [
  ...new Set(traffic.records.map(({ name }) => name)),
];

/** Every name of the zone that attaching and settling write: the pairs' and the TXT records'. */
export const writtenNames = (plan: Plans): string[] => [...new Set(anyRecords(plan).map(({ Name }) => Name))];

/** Whether a record of the zone is one of those that are written: by its name, without a final dot, and its type. */
export const isWritten = (plan: Plans, name: string, type: string): boolean =>
  anyRecords(plan).some(({ Name, Type }) => Name === name && Type === type);

/** The records of some settlement: names and types are the same in all. */
const anyRecords = (plan: Plans): RecordSet[] =>
  failoverRecords(plan, { epoch: 0, serial: 0, active: plan.regions[0] ?? '', attached: [] }, () => '');

interface PairRecords {
  readonly record: Plan['traffic']['records'][number];
  readonly pair: Pair;
  readonly next: Pair | undefined;
  readonly zone: string;
}

function pairRecords({ record, pair, next, zone }: PairRecords, checkIdOf: CheckIdOf): RecordSet[] {
  const { name, type, perRegion } = record;
  const recordSet = (failover: 'PRIMARY' | 'SECONDARY', { region, hears }: Listening, target: string): RecordSet => ({
    Name: pair.nameOf(name),
    Type: type,
    SetIdentifier: region,
    Failover: failover,
    ...(hears.length > 0 && { HealthCheckId: checkIdOf(hears) }),
    AliasTarget: { HostedZoneId: zone, DNSName: target, EvaluateTargetHealth: true },
  });
  const { primary, secondary } = pair;
  return [
    recordSet('PRIMARY', primary, inRegion(perRegion, primary.region)),
    recordSet('SECONDARY', secondary, next ? next.nameOf(name) : inRegion(perRegion, secondary.region)),
  ];
}

/** The TXT record that holds a settlement; its lifetime is the shortest that resolvers commonly keep to. */
export const settlementRecord = (publicName: string, settlement: Settlement): RecordSet => ({
  Name: settlementName(publicName),
  Type: 'TXT',
  TTL: 60,
  ResourceRecords: [{ Value: `"${settlementText(settlement)}"` }],
});
