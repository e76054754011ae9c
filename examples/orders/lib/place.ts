import { inRegion, namesOf } from '../../../lib/domain/names';
import type { Plan } from '../../../lib/domain/plan';

/** What the pilot light of one Region must know. Every name in it is deterministic: no Region asks another for one. */
export interface Place {
  readonly account: string;
  readonly region: string;
  /** The plan's first Region, where the database is created. */
  readonly home: string;
  readonly otherRegions: readonly string[];
  readonly globalCluster: string;
  /** Identifier of the member cluster in this Region. */
  readonly cluster: string;
  readonly hostedZoneId: string;
  /** Name that users call, in whichever Region is active. */
  readonly publicHost: string;
  /** Name of this Region's own record. */
  readonly regionHost: string;
  /** Name of the role that CloudFormation assumes to create a release's stacks. */
  readonly releaseRoleName: string;
}

/**
 * One place for each Region of the plan.
 *
 * @throws Error when the plan describes something else than this example: one PostgreSQL database and one A record
 */
export function placesOf(plan: Plan): Place[] {
  const [database, ...moreDatabases] = plan.databases;
  const [record, ...moreRecords] = plan.traffic.records;
  if (database?.engine !== 'aurora-postgresql' || moreDatabases.length > 0) {
    throw new Error(`databases: the orders example has one aurora-postgresql; the plan has ${plan.databases.length}`);
  }
  if (record?.type !== 'A' || moreRecords.length > 0) {
    throw new Error(
      `traffic.records: the orders example has one A record; the plan has ${plan.traffic.records.length}`,
    );
  }
  return plan.regions.map((region) => ({
    account: plan.account,
    region,
    home: plan.regions[0] ?? region,
    otherRegions: plan.regions.filter((other) => other !== region),
    globalCluster: database.globalCluster,
    cluster: database.clusters[region] ?? '',
    hostedZoneId: plan.traffic.hostedZoneId,
    publicHost: record.name,
    regionHost: inRegion(record.perRegion, region),
    releaseRoleName: namesOf(plan, region).releaseRoleArn.split('/').at(-1) ?? '',
  }));
}
