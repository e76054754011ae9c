import { namesOf } from '../domain/names';
import type { Plan } from '../domain/plan';
import type { ExecutionView } from './aws/states';
import type { World } from './open-world';
import type { TimedMoment } from './timeline';
import { haveRecovered } from './verdict';

/** What a scenario can do to its world, and wait for. */
export interface Stage {
  readonly plan: Plan;
  /** Waits until the whole house stands as on an ordinary day: replicating, watched, alarm quiet, lag known. */
  settle(): Promise<void>;
  /** Customers order all the time from now on; returns once orders are acknowledged. */
  ordersFlow(): Promise<void>;
  /** kill -9 of the Region's database and tasks, and nothing in it can be reached any more. This is the fault. */
  loseRegion(region: string): Promise<void>;
  /** Waits for the first run in a Region and for its end. */
  runEnds(region: string): Promise<ExecutionView>;
  /** Waits until three orders in a row were acknowledged after the fault; at once when the run ended otherwise. */
  ordersRecover(): Promise<void>;
}

/** Real seconds that anything on the stage may take, beside what AWS takes. */
const PATIENCE_SECONDS = 90;
/** What AWS may take at most, at its own pace: a slow promotion and two stacks. */
const PATIENCE_MODEL_SECONDS = 1800;
const LOOK_AGAIN_MILLISECONDS = 100;
/** Orders that are acknowledged before a fault, so that there is something to lose. */
const ORDERS_BEFORE_FAULT = 20;

export interface StageProps {
  readonly world: World;
  readonly plan: Plan;
  /** Told what the scenario does. */
  tell(moment: TimedMoment): void;
}

/** A stage, and what happened on it. */
export class RehearsalStage implements Stage {
  readonly plan: Plan;
  /** When the fault happened, milliseconds. @default not yet */
  faultAt: number | undefined;
  run: ExecutionView | undefined;

  constructor(private readonly props: StageProps) {
    this.plan = props.plan;
  }

  async settle(): Promise<void> {
    const [active = '', ...standbys] = this.plan.regions;
    const { cloudwatch } = this.props.world.services;
    for (const region of standbys) {
      const { alarmArn } = namesOf(this.plan, region);
      await this.until(`the alarm in ${region} to be OK`, () => cloudwatch.stateOf(alarmArn) === 'OK');
      for (const { clusters } of this.plan.databases) {
        const lag = {
          namespace: 'AWS/RDS',
          name: 'AuroraGlobalDBReplicationLag',
          region,
          dimensions: { DBClusterIdentifier: clusters[region] ?? '', SourceRegion: active },
        };
        await this.until(`the replication lag in ${region} to be known`, () => cloudwatch.valuesOf(lag, 0).length > 0);
      }
    }
  }

  async ordersFlow(): Promise<void> {
    const { orders } = this.props.world;
    orders.start();
    this.say('customers begin to order');
    const acknowledged = () => orders.orders.filter(({ ok }) => ok).length;
    await this.until('orders to be acknowledged', () => acknowledged() >= ORDERS_BEFORE_FAULT);
  }

  async loseRegion(region: string): Promise<void> {
    const { services } = this.props.world;
    this.faultAt = services.pace.clock.now();
    services.tasks.crash(region);
    await services.rds.lose(region);
    services.network.cut(region);
    services.states.regionLost(region);
    this.say(`${region} is lost: database and tasks killed, nothing in it can be reached`);
  }

  async runEnds(region: string): Promise<ExecutionView> {
    const { states } = this.props.world.services;
    const machineArn = namesOf(this.plan, region).machineArn('failover');
    const started = () => states.executions().find((execution) => execution.machineArn === machineArn);
    await this.alarmGoesOff(region);
    await this.until(`a failover to start in ${region}`, () => started() !== undefined);
    const { arn = '' } = started() ?? {};
    this.run = states.execution(arn);
    await this.until(`${arn} to end`, () => states.execution(arn)?.status !== 'RUNNING');
    this.run = await states.ended(arn);
    return this.run;
  }

  async ordersRecover(): Promise<void> {
    const { orders } = this.props.world;
    if (!this.run?.lastState?.startsWith('Serving')) return;
    await this.until('orders to flow again', () => haveRecovered(orders.orders, this.faultAt ?? 0));
    this.say('orders flow again');
  }

  private async alarmGoesOff(region: string): Promise<void> {
    const { alarm, alarmArn } = namesOf(this.plan, region);
    const { cloudwatch } = this.props.world.services;
    await this.until(`the alarm in ${region} to go off`, () => cloudwatch.stateOf(alarmArn) === 'ALARM');
    this.say(`the watch in ${region} has probed in vain often enough: ${alarm} is in ALARM`);
  }

  private say(because: string): void {
    this.props.tell({ at: this.props.world.services.pace.clock.now(), step: 'World', because });
  }

  private async until(what: string, holds: () => boolean): Promise<void> {
    const { clock } = this.props.world.services.pace;
    const patience =
      PATIENCE_SECONDS * 1000 + this.props.world.services.pace.scaledMilliseconds(PATIENCE_MODEL_SECONDS);
    const giveUpAt = clock.now() + patience;
    while (!holds()) {
      if (clock.now() > giveUpAt) throw new Error(`waited ${patience / 1000} s in vain for ${what}`);
      await clock.sleep(LOOK_AGAIN_MILLISECONDS);
    }
  }
}
