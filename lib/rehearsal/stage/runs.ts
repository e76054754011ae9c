import { namesOf } from '../../domain/names';
import type { Verb } from '../../domain/verbs';
import type { ExecutionView } from '../aws/states';
import { readLock } from '../control-items';
import type { StageProps } from './props';
import type { Waiting } from './waiting';

/** Which run is meant. */
export interface RunAsked {
  /** @default 'failover' */
  readonly verb?: Verb;
  /** The how-manieth admitted run of that verb in the Region, from 1. @default 1 */
  readonly nth?: number;
}

/** The runs of a story, and their ends. */
export interface Runs {
  /** Every run of a verb in a Region, the oldest first. @param verb @default 'failover' */
  runs(region: string, verb?: Verb): readonly ExecutionView[];
  /** Waits until a failover has started in the Region, admitted or not. @returns its ARN */
  runStarts(region: string): Promise<string>;
  /**
   * Waits until the run was admitted: alarm, watch and persons may all start one, and the others join it.
   *
   * @returns its ARN
   */
  runIsAdmitted(region: string, asked?: RunAsked): Promise<string>;
  /** Waits until the run has ended. */
  runEnds(run: string): Promise<ExecutionView>;
  /** Waits until no run goes on, of whatever verb and Region. */
  everyRunEnds(): Promise<void>;
  lockIsFree(region: string): Promise<void>;
}

export function runsOn({ world, plan, moments }: StageProps, until: Waiting['until']): Runs {
  const { dynamodb, states } = world.services;
  const runs: Runs['runs'] = (region, verb = 'failover') => {
    const machineArn = namesOf(plan, region).machineArn(verb);
    return states.executions().filter((execution) => execution.machineArn === machineArn);
  };

  /** In the order of their admission. */
  const admitted = (region: string, verb: Verb): string[] => {
    const own = runs(region, verb).map(({ arn }) => arn);
    const said = moments.filter(({ step, because }) => step === 'AdmitRun' && because.startsWith('admitted'));
    return [...new Set(said.map(({ run = '' }) => run))].filter((run) => own.includes(run));
  };

  return {
    runs,
    async runStarts(region) {
      await until(`a failover to start in ${region}`, () => runs(region).length > 0);
      return runs(region)[0]?.arn ?? '';
    },
    async runIsAdmitted(region, { verb = 'failover', nth = 1 } = {}) {
      await until(`${verb} ${nth} to be admitted in ${region}`, () => admitted(region, verb).length >= nth);
      return admitted(region, verb)[nth - 1] ?? '';
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
