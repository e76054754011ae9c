import { checksFor, failoverRecords, isHeard, type SeenPlace } from '../domain/traffic';
import { type Before, differenceLines, refusedBecause, seenBefore } from './traffic/before';
import { type Attaching, createAlarms, createChecks, observed, swapRecords } from './traffic/make';

export type { AttachClients, Attaching } from './traffic/make';

/**
 * Makes the public names' records, their health checks and alarms: shows what will differ, asks, observes the new
 * checks healthy, and only then swaps the records, all or none.
 *
 * @returns whether the records are as they should be
 */
export async function attachTraffic(attaching: Attaching): Promise<boolean> {
  const { plan, ask, tell } = attaching;
  const before = await seenBefore(attaching);
  const refused = refusedBecause(before, attaching);
  if (refused) {
    tell(refused);
    return false;
  }
  if (before.differences.length === 0) {
    tell(`the records are attached: ${before.wanted.active} is active under epoch ${before.wanted.epoch}`);
    return true;
  }
  for (const line of differenceLines(before, plan)) tell(line);
  if (!(await ask(`Send users to ${before.wanted.active} with these records?`))) {
    tell('nothing was changed');
    return false;
  }
  return make(attaching, before);
}

async function make(attaching: Attaching, before: Before): Promise<boolean> {
  const { plan, tell } = attaching;
  const hostOf = (region: string) => hostIn(before.places, region);
  await createAlarms(attaching, before.wanted);
  const made = await createChecks(attaching, before.wanted, (settlement) => checksFor(plan, settlement, hostOf));
  if (!(await observed(attaching, made.calculated))) {
    tell('the new health checks were not observed healthy: no record was changed; run the command again later');
    return false;
  }
  const idOf = (hears: readonly string[]) => made.calculated.find((check) => check.hears.join() === hears.join())?.id;
  const next = failoverRecords(plan, made.settlement, (hears) => idOf(hears) ?? '');
  await swapRecords(attaching, { old: before.records, next });
  tell(
    `attached: ${made.settlement.active} is active under epoch ${made.settlement.epoch}, number ` +
      `${made.settlement.serial}; health checks of earlier settlements go at the next settling`,
  );
  return true;
}

const hostIn = (places: readonly SeenPlace[], region: string): string =>
  places.filter(isHeard).find((place) => place.region === region)?.signalHost ?? '';
