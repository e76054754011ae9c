import { namesOf } from '../../../lib/domain/names';
import { worldIn } from '../open-world';
import type { Simulation } from '../stage';
import { isServedBy, pass, type Story } from './story';

/** The watch of every Region, and the alarm that it feeds, take less than this. */
const NOTICE_MINUTES = 60;
/** Until everything stands as on an ordinary day, with its lag measured. */
const ORDINARY_MINUTES = 3;
/** Above the plan's limit of 30 s. */
const FAR_BEHIND_MILLISECONDS = 60_000;
/** Longer than the plan lets a question stand. */
const QUESTION_MINUTES = 120;

const isTakenOver = (simulation: Simulation) => isServedBy(simulation, simulation.standby);
const takeOver = ({ start, standby }: Simulation) => void start('failover', standby);
const taken = { verb: 'failover', isGood: isTakenOver, again: takeOver } as const;

async function loseHome(simulation: Simulation): Promise<void> {
  const before = simulation.runs().length;
  const isTakingOver = () =>
    simulation.runs().some(({ machineArn }, index) => index >= before && machineArn.endsWith('-failover'));
  await simulation.loseRegion(simulation.home);
  await simulation.until(isTakingOver, NOTICE_MINUTES);
}

export const lost: Story = {
  ...taken,
  because: 'the active Region is lost, and the alarm starts a takeover',
  begin: loseHome,
};

export const isolated: Story = {
  ...taken,
  because: 'the active Region is cut off, and its writer goes on taking writes inside it',
  async begin(simulation) {
    simulation.isolateRegion(simulation.home);
    await simulation.until(() => simulation.lastRun('failover') !== undefined, NOTICE_MINUTES);
  },
};

export const startedByHand: Story = {
  ...taken,
  because: 'the active Region is lost, and a person starts the takeover before any alarm does',
  async begin(simulation) {
    await simulation.loseRegion(simulation.home);
    takeOver(simulation);
  },
};

export const warmed: Story = {
  ...taken,
  because: 'the standby was made ready while the active Region was at risk, and is used when it is lost',
  async begin(simulation) {
    const { standby, world, plan } = simulation;
    await pass(simulation, ORDINARY_MINUTES);
    const input = { AlarmName: namesOf(plan, standby).riskAlarm, StateValue: 'ALARM', StateReason: 'set by hand' };
    const call = { principal: worldIn(standby), region: standby, operation: 'SetAlarmState', requestId: 'person' };
    world.services.cloudwatch.service.operations.SetAlarmState?.(input, call);
    await simulation.until(() => simulation.lastRun('prewarm') !== undefined, NOTICE_MINUTES);
    await simulation.quiet(NOTICE_MINUTES);
    await loseHome(simulation);
  },
};

async function loseHomeFarBehind(simulation: Simulation): Promise<void> {
  simulation.slowReplication(FAR_BEHIND_MILLISECONDS);
  await pass(simulation, ORDINARY_MINUTES);
  await loseHome(simulation);
}

export const asked: Story = {
  ...taken,
  because: 'more may be lost than the plan allows, and a person says yes',
  async begin(simulation) {
    simulation.people.approve();
    await loseHomeFarBehind(simulation);
  },
};

export const unanswered: Story = {
  verb: 'failover',
  because: 'more may be lost than the plan allows, and nobody answers',
  async begin(simulation) {
    await loseHomeFarBehind(simulation);
    await simulation.until(() => simulation.lastRun('failover')?.status !== 'RUNNING', QUESTION_MINUTES);
  },
  isGood: ({ moves, writer, home }) => moves.length === 0 && writer() === home,
  again: () => {},
};

export const lostInDrill: Story = {
  ...taken,
  because: 'the active Region is lost while a drill deploys in the other',
  async begin(simulation) {
    simulation.start('drill', simulation.standby);
    await simulation.until(() => simulation.hasEntered('DeployStacks'), NOTICE_MINUTES);
    await loseHome(simulation);
  },
};

export const lostBeforePromotion: Story = {
  ...taken,
  because: 'the active Region is lost in a switchover, before the promotion',
  async begin(simulation) {
    simulation.start('switchover', simulation.standby);
    await simulation.until(() => simulation.hasEntered('ProveStacks'), NOTICE_MINUTES);
    await loseHome(simulation);
  },
};

export const lostAfterPromotion: Story = {
  ...taken,
  because: 'the Region that was active is lost in a switchover, after the promotion',
  async begin(simulation) {
    simulation.start('switchover', simulation.standby);
    await simulation.until(() => simulation.writer() === simulation.standby, NOTICE_MINUTES);
    await simulation.loseRegion(simulation.home);
  },
};
