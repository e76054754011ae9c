import type { FailoverGlobalClusterMessage, SwitchoverGlobalClusterMessage } from '@aws-sdk/client-rds';
import { AwsError, type Call } from '../service';
import { describedGlobal } from './describe';
import { followAnew } from './follow';
import { type MoveRequest, moveRequest, refuseElsewhere } from './move-rules';
import type { RunningRds } from './options';
import type { Cluster, RdsState } from './state';
import { tellOf, tellOfFence } from './tell';

/**
 * Seconds that a promotion takes: "within a few minutes".
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html
 */
const MOVE_SECONDS = 120;
/** Seconds that a switchover tries to reach a dead writer before it returns its error. */
const UNREACHABLE_SECONDS = 30;
/** Milliseconds in which a healthy follower has everything that a stopped writer wrote: real servers, real time. */
const CATCH_UP_MILLISECONDS = 10_000;

/** The two calls that make another cluster the writer. */
export function moveCalls(options: RunningRds, state: RdsState) {
  const { pace, network } = options;
  const isAlive = ({ region, postgres }: Cluster) => !network.isCut(region) && postgres?.isRunning() === true;

  const begin = (request: MoveRequest, status: 'failing-over' | 'switching-over') => {
    const { global, from, to } = request;
    global.move = { status, isDataLossAllowed: status === 'failing-over', from, to };
    from.status = 'failing-over';
    to.status = 'promoting';
    carryOut(options, state, request).catch((error: unknown) => report(options, error));
    return { GlobalCluster: describedGlobal(global) };
  };
  const switchover = async (request: MoveRequest) => {
    if (!isAlive(request.from) || request.to.isSynchronized === false) {
      await pace.clock.sleep(pace.scaledMilliseconds(UNREACHABLE_SECONDS));
      throw new AwsError('InvalidGlobalClusterStateFault', `The primary DB cluster ${request.from.arn} is not healthy`);
    }
    return begin(request, 'switching-over');
  };

  return {
    /** Without AllowDataLoss the call is a switchover, which needs a healthy writer. */
    FailoverGlobalCluster: (input: FailoverGlobalClusterMessage, call: Call) => {
      if (input.AllowDataLoss === true && input.Switchover === true) {
        throw new AwsError('InvalidParameterCombination', 'AllowDataLoss and Switchover are mutually exclusive');
      }
      const request = moveRequest(state, input);
      refuseElsewhere(call, request.to);
      return input.AllowDataLoss === true ? begin(request, 'failing-over') : switchover(request);
    },
    SwitchoverGlobalCluster: (input: SwitchoverGlobalClusterMessage, call: Call) => {
      const request = moveRequest(state, input);
      refuseElsewhere(call, request.from);
      return switchover(request);
    },
  };
}

/** What ends because the world is closed is no defect. */
const report = ({ closing, onDefect }: RunningRds, error: unknown) => (closing.aborted ? undefined : onDefect(error));

/** Promotes in the middle of the time it takes; readers of the state see it under way before and after. */
async function carryOut(options: RunningRds, state: RdsState, { global, from, to }: MoveRequest): Promise<void> {
  const { pace, closing } = options;
  const half = () => pace.clock.sleep(pace.scaledMilliseconds(MOVE_SECONDS / 2), closing);
  const isSwitchover = global.move?.status === 'switching-over';
  const fault = state.nextFault;
  state.nextFault = undefined;
  if (isSwitchover) tellOf(options, from, '0181');
  await half();
  if (fault === 'stuck') return;
  if (fault === 'cancelled') return cancel(options, { global, from, to });
  if (isSwitchover) await handOver(options, from, to);
  await to.postgres?.promote();
  await to.link?.close();
  to.link = undefined;
  global.writer = to;
  for (const member of global.members) if (member !== to) member.isSynchronized = false;
  tellOfPromotion(options, { from, to, isSwitchover });
  await half();
  global.move = undefined;
  from.status = 'available';
  to.status = 'available';
  tellOf(options, to, isSwitchover ? '0185' : '0238');
  for (const member of global.members) {
    if (member !== to) followAnew(options, state, { global, member, isLeftBehind: !isSwitchover && member === from });
  }
}

/** RDS gives the move up: the writer stays where it is, and takes writes as before. */
async function cancel({ pace, closing, ...options }: RunningRds, { global, from, to }: MoveRequest): Promise<void> {
  if (global.move) global.move = { ...global.move, status: 'cancelling' };
  await pace.clock.sleep(pace.scaledMilliseconds(MOVE_SECONDS / 2), closing);
  global.move = undefined;
  from.status = 'available';
  to.status = 'available';
  tellOf({ pace, ...options }, from, '0186');
}

interface Promoted {
  readonly from: Cluster;
  readonly to: Cluster;
  readonly isSwitchover: boolean;
}

/** Of a fence RDS tells where the old writer is or, while its Region cannot be reached, where the new one is. */
function tellOfPromotion(options: RunningRds, { from, to, isSwitchover }: Promoted): void {
  tellOf(options, to, '0397');
  const isOut = options.network.isCut(from.region);
  if (isSwitchover) tellOf(options, to, '0184');
  else tellOfFence(options, isOut ? to : from, isOut ? '0391' : '0390');
}

/** Stops the writer, which first sends all it wrote, and waits until the follower has it: nothing is lost. */
async function handOver({ pace }: RunningRds, from: Cluster, to: Cluster): Promise<void> {
  await from.postgres?.stop();
  const deadline = pace.clock.now() + CATCH_UP_MILLISECONDS;
  while (pace.clock.now() < deadline) {
    const rows = await to.postgres?.query<{ done: boolean }>(
      'select pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() as done',
    );
    if (rows?.[0]?.done === true) return;
    await pace.clock.sleep(20);
  }
  throw new Error(`${to.identifier} did not catch up with ${from.identifier}`);
}
