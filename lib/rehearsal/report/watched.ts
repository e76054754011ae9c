import type { Plan } from '../../domain/plan';
import type { Vitals } from '../../report/run-picture/vitals';
import type { Answered, Lag } from '../../report/run-report/data';
import type { ExecutionEvent } from '../aws/states';
import type { World } from '../open-world';
import { watchVitals } from '../vitals';

/** What is seen of a world while it plays, for the report at its end. */
export interface Watched {
  readonly events: readonly ExecutionEvent[];
  readonly vitals: readonly Vitals[];
  stop(): Promise<void>;
}

export function watchForReport(world: World, plan: Plan): Watched {
  const events: ExecutionEvent[] = [];
  const vitals: Vitals[] = [];
  world.services.states.onHistory((event) => events.push(event));
  const watch = watchVitals(world, plan, (seen) => vitals.push(seen));
  return { events, vitals, stop: () => watch.stop() };
}

/** The lag of each reader, one sample for each time it was asked and known. */
export function lagsIn(vitals: readonly Vitals[], since: number): Lag[] {
  const lags = new Map<string, { at: number; seconds: number }[]>();
  for (const { at, members = [] } of vitals.filter((seen) => seen.at >= since)) {
    for (const { database, region, lagSeconds } of members) {
      if (lagSeconds === undefined) continue;
      const name = `${database}, the reader in ${region}`;
      lags.set(name, [...(lags.get(name) ?? []), { at, seconds: lagSeconds }]);
    }
  }
  return [...lags].map(([name, points]) => ({ name, points }));
}

/** From when on the public name led where: each change once. */
export function answersIn(vitals: readonly Vitals[]): Answered[] {
  const changes: Answered[] = [];
  for (const { at, answer } of vitals) {
    const address = answer?.address ?? 'no address';
    if (changes.at(-1)?.address !== address) changes.push({ at, address, region: answer?.region });
  }
  return changes;
}
