import type { ZoneAnswer } from '../../world/dns';
import { absolute, type Zone, type ZoneRecord } from './zone';

/** What answering needs to know besides the records. */
export interface Surroundings {
  readonly isHealthy: (healthCheckId: string) => boolean;
  /** Address of a load balancer or another name outside the hosted zones. */
  readonly addressOf: (host: string) => string | undefined;
  /** Health of a load balancer; undefined when the name is none. */
  readonly isServing: (host: string) => boolean | undefined;
  /** How long an alias to a load balancer may be remembered, seconds: AWS's 60, at the world's scale. */
  readonly loadBalancerTtlSeconds: number;
}

/** An alias that leads to itself through others would never end. */
const ALIAS_DEPTH_MAX = 10;

/** What a zone's name servers answer; undefined when the name is not in the zone. */
export function answerFrom(
  zone: Zone,
  question: { name: string; type: string },
  surroundings: Surroundings,
): ZoneAnswer[] | 'NXDOMAIN' | undefined {
  const name = absolute(question.name);
  if (name !== zone.name && !name.endsWith(`.${zone.name}`)) return undefined;
  if (!zone.answered.some((record) => isAtOrBelow(record.Name, name))) return 'NXDOMAIN';
  const asked = zone.answered.filter((record) => record.Name === name);
  const cname = asked.filter(({ Type }) => Type === 'CNAME');
  const group = asked.filter(({ Type }) => Type === question.type);
  const chosen = chooseRecord(group.length > 0 ? group : cname, zone, surroundings);
  return chosen ? answersOf(chosen, { zone, surroundings, name, depth: 0 }) : [];
}

/** A name that exists only because another is below it has no records, but is no NXDOMAIN. */
const isAtOrBelow = (recordName: string, name: string) => recordName === name || recordName.endsWith(`.${name}`);

/**
 * Failover routing: the primary while it is healthy, else the secondary while that is healthy, else the primary,
 * whatever its health.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-problems.html
 */
function chooseRecord(
  group: readonly ZoneRecord[],
  zone: Zone,
  surroundings: Surroundings,
  depth = 0,
): ZoneRecord | undefined {
  const primary = group.find(({ Failover }) => Failover === 'PRIMARY');
  const secondary = group.find(({ Failover }) => Failover === 'SECONDARY');
  if (!primary && !secondary) return group[0];
  if (primary && isHealthyRecord(primary, zone, surroundings, depth)) return primary;
  if (secondary && (!primary || isHealthyRecord(secondary, zone, surroundings, depth))) return secondary;
  return primary;
}

/** A record's own check and, for an alias that evaluates it, its target's health; without either it is healthy. */
function isHealthyRecord(record: ZoneRecord, zone: Zone, surroundings: Surroundings, depth: number): boolean {
  if (depth > ALIAS_DEPTH_MAX) return false;
  if (record.HealthCheckId !== undefined && !surroundings.isHealthy(record.HealthCheckId)) return false;
  const { AliasTarget: target, Type } = record;
  if (target?.EvaluateTargetHealth !== true) return true;
  const serving = surroundings.isServing(target.DNSName ?? '');
  if (serving !== undefined) return serving;
  const group = zone.answered.filter(({ Name, Type: type }) => Name === target.DNSName && type === Type);
  return group.some((each) => isHealthyRecord(each, zone, surroundings, depth + 1));
}

interface Asked {
  readonly zone: Zone;
  readonly surroundings: Surroundings;
  /** The name that was asked: what the answer is about, however many aliases lead to it. */
  readonly name: string;
  readonly depth: number;
}

function answersOf(record: ZoneRecord, asked: Asked): ZoneAnswer[] {
  const { zone, surroundings, name, depth } = asked;
  const target = record.AliasTarget?.DNSName;
  if (target === undefined) return [plainAnswer(record, name)];
  if (depth >= ALIAS_DEPTH_MAX) return [];
  const group = zone.answered.filter(({ Name, Type }) => Name === target && Type === record.Type);
  if (group.length > 0) {
    const chosen = chooseRecord(group, zone, surroundings, depth + 1);
    return chosen ? answersOf(chosen, { ...asked, depth: depth + 1 }) : [];
  }
  const address = record.Type === 'A' ? surroundings.addressOf(target) : undefined;
  return address === undefined
    ? []
    : [{ name: withoutDot(name), type: 'A', ttl: surroundings.loadBalancerTtlSeconds, values: [address] }];
}

const plainAnswer = ({ Type, TTL = 0, ResourceRecords = [] }: ZoneRecord, name: string): ZoneAnswer => ({
  name: withoutDot(name),
  type: Type as ZoneAnswer['type'],
  ttl: TTL,
  values: ResourceRecords.map(({ Value = '' }) => Value),
});

const withoutDot = (name: string) => name.replace(/\.$/, '');
