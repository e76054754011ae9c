import { namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import { presenceKey } from '../../domain/table-items';
import { areConnected, recordsOf } from './picture';
import type { StageProps } from './props';

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
  /** Waits until a step has said something that holds these words. */
  isSaid(step: string, words: string): Promise<void>;
  /** Whether the watch of every Region has told the others its signal. */
  arePresent(): Promise<boolean>;
  alarmGoesOff(region: string): Promise<void>;
  /** Waits until every Region has told the others of itself, as planned runs want it. */
  everyRegionIsKnown(): Promise<void>;
  /** Waits until the members of every database in a Region follow the writer. */
  isSynchronized(region: string): Promise<void>;
  /** Waits until the DNS records say for good that a Region is active. */
  isSettledFor(region: string): Promise<void>;
  /** Waits until a run has come to a step and said something there. */
  stepIsReached(run: string, step: string): Promise<void>;
}

/** Real seconds that anything on the stage may take, beside what AWS takes. */
const PATIENCE_SECONDS = 90;
/** What AWS may take at most, at its own pace: a slow promotion and two stacks. */
const PATIENCE_MODEL_SECONDS = 1800;
const LOOK_AGAIN_MILLISECONDS = 100;
/** Orders that are acknowledged before a fault, so that there is something to lose. */
const ORDERS_BEFORE_FAULT = 20;

/** ARN of the alarm with which the witness watches the active Region; the others need not serve anything. */
function witnessAlarm(plan: Plan): string[] {
  const { witness } = plan.watch;
  if (witness === undefined) return [];
  const { partition, witnessAlarm: nameOf } = namesOf(plan, witness);
  return [`arn:${partition}:cloudwatch:${witness}:${plan.account}:alarm:${nameOf(plan.regions[0] ?? '')}`];
}

export function waiting({ world, plan, moments, tell }: StageProps): Waiting {
  const { cloudwatch, dynamodb, pace } = world.services;
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
  const arePresent = async () => {
    const items = plan.regions.map((region) =>
      dynamodb.get({ region, table: namesOf(plan, region).table, key: presenceKey(plan.name) }),
    );
    return (await Promise.all(items)).every((item) => item !== undefined);
  };
  return {
    until,
    arePresent,
    everyRegionIsKnown: () => until('every Region to have told of itself', arePresent),
    isSynchronized: (region) =>
      until(`the databases of ${region} to follow the writer`, () => areConnected(world, plan, region)),
    isSettledFor: (region) =>
      until(`the records to be settled for ${region}`, async () => {
        const texts = JSON.stringify((await recordsOf(world, plan)).filter(({ Type }) => Type === 'TXT'));
        return texts.includes(`active=${region} `);
      }),
    stepIsReached: (run, name) =>
      until(`${name} to say something`, () => moments.some(({ run: of, step }) => of === run && step === name)),
    modelSeconds: (seconds) => pace.clock.sleep(pace.scaledMilliseconds(seconds)),
    async settle() {
      const alarms = [...standbys.map((region) => namesOf(plan, region).alarmArn), ...witnessAlarm(plan)];
      for (const arn of alarms) await until(`${arn} to be OK`, () => cloudwatch.stateOf(arn) === 'OK');
      for (const region of standbys) {
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
    isSaid: (step, words) =>
      until(`${step} to say: ${words}`, () =>
        moments.some((moment) => moment.step === step && moment.because.includes(words)),
      ),
    alarmGoesOff: (region) =>
      until(`the alarm in ${region} to go off`, () => cloudwatch.stateOf(namesOf(plan, region).alarmArn) === 'ALARM'),
  };
}
