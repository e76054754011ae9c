import { namesOf } from '../../domain/names';
import type { Verb } from '../../domain/run';
import { presenceKey } from '../../domain/table-items';
import type { ExecutionView } from '../aws/states';
import { readLock } from '../control-items';
import type { StageProps } from './props';

/** Which run is meant. */
export interface RunAsked {
  /** @default 'failover' */
  readonly verb?: Verb;
  /** The how-manieth run of that verb in the Region, from 1. @default 1 */
  readonly nth?: number;
}

/** What a story waits for. Everything that does not come in time ends it as a violation. */
export interface Waiting {
  until(what: string, holds: () => boolean | Promise<boolean>): Promise<void>;
  /** Lets so many of AWS's seconds pass: health checks, alarms and schedules go on at that pace. */
  modelSeconds(seconds: number): Promise<void>;
  /** Waits until the whole house stands as on an ordinary day: replicating, watched, alarm quiet, lag known. */
  settle(): Promise<void>;
  /** Waits until CloudWatch has measured a lag above so many seconds in the standby. */
  lagAbove(seconds: number): Promise<void>;
  /** Customers order all the time from now on; returns once orders are acknowledged. */
  ordersFlow(): Promise<void>;
  /** Every run of a verb in a Region, the oldest first. @param verb @default 'failover' */
  runs(region: string, verb?: Verb): readonly ExecutionView[];
  /** Waits until the run has started. @returns its ARN */
  runStarts(region: string, asked?: RunAsked): Promise<string>;
  /** Waits until the run has ended. */
  runEnds(run: string): Promise<ExecutionView>;
  /** Waits until a step has said something that holds these words. */
  isSaid(step: string, words: string): Promise<void>;
  lockIsFree(region: string): Promise<void>;
  /** Whether the watch of every Region has told the others its signal. */
  arePresent(): Promise<boolean>;
  alarmGoesOff(region: string): Promise<void>;
}

/** Real seconds that anything on the stage may take, beside what AWS takes. */
const PATIENCE_SECONDS = 90;
/** What AWS may take at most, at its own pace: a slow promotion and two stacks. */
const PATIENCE_MODEL_SECONDS = 1800;
const LOOK_AGAIN_MILLISECONDS = 100;
/** Orders that are acknowledged before a fault, so that there is something to lose. */
const ORDERS_BEFORE_FAULT = 20;

export function waiting({ world, plan, moments, tell }: StageProps): Waiting {
  const { cloudwatch, dynamodb, pace, states } = world.services;
  const [active = '', ...standbys] = plan.regions;

  const until: Waiting['until'] = async (what, holds) => {
    const patience = PATIENCE_SECONDS * 1000 + pace.scaledMilliseconds(PATIENCE_MODEL_SECONDS);
    const giveUpAt = pace.clock.now() + patience;
    while (!(await holds())) {
      if (pace.clock.now() > giveUpAt) throw new Error(`waited ${patience / 1000} s in vain for ${what}`);
      await pace.clock.sleep(LOOK_AGAIN_MILLISECONDS);
    }
  };
  const lagsIn = (region: string, since = 0): number[] =>
    plan.databases.flatMap(({ clusters }) =>
      cloudwatch.valuesOf(
        {
          namespace: 'AWS/RDS',
          name: 'AuroraGlobalDBReplicationLag',
          region,
          dimensions: { DBClusterIdentifier: clusters[region] ?? '', SourceRegion: active },
        },
        since,
      ),
    );
  const runs: Waiting['runs'] = (region, verb = 'failover') => {
    const machineArn = namesOf(plan, region).machineArn(verb);
    return states.executions().filter((execution) => execution.machineArn === machineArn);
  };

  return {
    until,
    runs,
    modelSeconds: (seconds) => pace.clock.sleep(pace.scaledMilliseconds(seconds)),
    async settle() {
      for (const region of standbys) {
        const { alarmArn } = namesOf(plan, region);
        await until(`the alarm in ${region} to be OK`, () => cloudwatch.stateOf(alarmArn) === 'OK');
        await until(`the replication lag in ${region} to be known`, () => lagsIn(region).length > 0);
      }
    },
    async lagAbove(seconds) {
      const [region = ''] = standbys;
      await until(`a lag above ${seconds} s in ${region}`, () => (lagsIn(region).at(-1) ?? 0) > seconds * 1000);
    },
    async ordersFlow() {
      const { orders } = world;
      orders.start();
      tell({ at: pace.clock.now(), step: 'World', because: 'customers begin to order' });
      const acknowledged = () => orders.orders.filter(({ ok }) => ok).length;
      await until('orders to be acknowledged', () => acknowledged() >= ORDERS_BEFORE_FAULT);
    },
    async runStarts(region, { verb = 'failover', nth = 1 } = {}) {
      await until(`${verb} ${nth} to start in ${region}`, () => runs(region, verb).length >= nth);
      return runs(region, verb)[nth - 1]?.arn ?? '';
    },
    async runEnds(run) {
      await until(`${run} to end`, () => states.execution(run)?.status !== 'RUNNING');
      return states.ended(run);
    },
    isSaid: (step, words) =>
      until(`${step} to say: ${words}`, () =>
        moments.some((moment) => moment.step === step && moment.because.includes(words)),
      ),
    arePresent: async () => {
      const items = plan.regions.map((region) =>
        dynamodb.get({ region, table: namesOf(plan, region).table, key: presenceKey(plan.name) }),
      );
      return (await Promise.all(items)).every((item) => item !== undefined);
    },
    alarmGoesOff: (region) =>
      until(`the alarm in ${region} to go off`, () => cloudwatch.stateOf(namesOf(plan, region).alarmArn) === 'ALARM'),
    lockIsFree: (region) =>
      until(`the lock of ${region} to be free`, async () => (await readLock(dynamodb, plan, region))?.state === 'free'),
  };
}
