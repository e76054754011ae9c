import type { Verb } from '../../../lib/domain/verbs';
import type { Simulation } from '../stage';

/** A story without its faults, and what must be true once they are over. */
export interface Story {
  readonly verb: Verb;
  readonly because: string;
  /** Brings about what the verb is for, and lets it go as far as it goes. */
  begin(simulation: Simulation): Promise<void>;
  /** Whether all is as it should be. */
  isGood(simulation: Simulation): boolean;
  /** What a person does where it is not. */
  again(simulation: Simulation): void;
}

/** Whether writer and users are in one Region, and its customers' orders are taken there. */
export const isServedBy = ({ writer, served, customers }: Simulation, region: string): boolean =>
  writer() === region && served() === region && customers.lastTakenBy === region;

/** Whether users are served, in whichever Region. */
export function isServedSomewhere(simulation: Simulation): boolean {
  const region = simulation.writer();
  return region !== undefined && !simulation.isLost(region) && isServedBy(simulation, region);
}

/**
 * What a person does whose users are not served, whatever has happened, as the runs advise:
 * takes over where a Region is gone or the writer is already without its users, and otherwise starts the switchover
 * again that stopped in the middle of its work.
 */
export function bringTogether(simulation: Simulation): void {
  const { writer, served, isLost, home, standby, start, plan } = simulation;
  const at = writer() ?? home;
  if (plan.regions.some(isLost)) return void start('failover', isLost(home) ? standby : home);
  if (served() !== at) return void start('failover', at);
  const last = simulation.runs().findLast(({ machineArn }) => machineArn.endsWith('-switchover'));
  start('switchover', last?.region ?? standby);
}

/** Lets so many minutes pass. */
export const pass = async ({ until }: Simulation, minutes: number): Promise<void> => {
  await until(() => false, minutes);
};
