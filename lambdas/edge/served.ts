import type { Served } from '../../lib/domain/active-region';
import { settlementFrom, settlementName } from '../../lib/domain/settlement';
import type { Place } from '../../lib/domain/step';
import { publicNames } from '../../lib/domain/traffic';
import { claimTable } from './claim-table';
import type { Sends } from './clients';
import type { ZoneDns } from './dns';

export interface ServedClients {
  /** DynamoDB of this Region. */
  readonly dynamo: Sends;
  readonly dns: Pick<ZoneDns, 'texts'>;
}

/** This Region's own claim, and the newest settlement that the zone's servers give: silent ones give none. */
export async function servedFrom({ dynamo, dns }: ServedClients, { plan, names }: Pick<Place, 'plan' | 'names'>) {
  const isSettled = plan.traffic.strategy === 'health-signal';
  const [claim, texts] = await Promise.all([
    claimTable(dynamo, { plan: plan.name, names }).read(),
    isSettled ? dns.texts(publicNames(plan).map(settlementName)) : [],
  ]);
  const [settlement] = texts
    .flatMap((answer) => (answer.outcome === 'answered' ? answer.values : []))
    .flatMap((text) => settlementFrom(text) ?? [])
    .sort((one, other) => other.epoch - one.epoch || other.serial - one.serial);
  return { claimed: claim?.epoch ?? 0, settlement } satisfies Served;
}
