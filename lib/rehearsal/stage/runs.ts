import { namesOf } from '../../domain/names';
import type { Verb } from '../../domain/run';
import type { ExecutionView } from '../aws/states';
import { readLock } from '../control-items';
import type { StageProps } from './props';
import type { Waiting } from './waiting';

/** Which run is meant. */
export interface RunAsked {
  /** @default 'failover' */
  readonly verb?: Verb;
  /** The how-manieth run of that verb in the Region, from 1. @default 1 */
  readonly nth?: number;
}

/** The runs of a story, and their ends. */
export interface Runs {
  /** Every run of a verb in a Region, the oldest first. @param verb @default 'failover' */
  runs(region: string, verb?: Verb): readonly ExecutionView[];
  /** Waits until the run has started. @returns its ARN */
  runStarts(region: string, asked?: RunAsked): Promise<string>;
  /** Waits until the run has ended. */
  runEnds(run: string): Promise<ExecutionView>;
  /** Waits until no run goes on, of whatever verb and Region. */
  everyRunEnds(): Promise<void>;
  lockIsFree(region: string): Promise<void>;
}

export function runsOn({ world, plan }: StageProps, until: Waiting['until']): Runs {
  const { dynamodb, states } = world.services;
  const runs: Runs['runs'] = (region, verb = 'failover') => {
    const machineArn = namesOf(plan, region).machineArn(verb);
    return states.executions().filter((execution) => execution.machineArn === machineArn);
  };

  return {
    runs,
    async runStarts(region, { verb = 'failover', nth = 1 } = {}) {
      await until(`${verb} ${nth} to start in ${region}`, () => runs(region, verb).length >= nth);
      return runs(region, verb)[nth - 1]?.arn ?? '';
    },
    async runEnds(run) {
      await until(`${run} to end`, () => states.execution(run)?.status !== 'RUNNING');
      return states.ended(run);
    },
    everyRunEnds: () =>
      until('every run to end', () => states.executions().every(({ status }) => status !== 'RUNNING')),
    lockIsFree: (region) =>
      until(`the lock of ${region} to be free`, async () => (await readLock(dynamodb, plan, region))?.state === 'free'),
  };
}
