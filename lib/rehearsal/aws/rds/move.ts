import type { FailoverGlobalClusterMessage, SwitchoverGlobalClusterMessage } from '@aws-sdk/client-rds';
import { AwsError, type Call } from '../service';
import { describedGlobal } from './describe';
import { type MoveRequest, moveRequest, refuseElsewhere } from './move-rules';
import type { RunningRds } from './options';
import type { Cluster, GlobalCluster, RdsState } from './state';
import { createFollowerVolume } from './volume';

/**
 * Seconds that a promotion takes: "within a few minutes".
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html
 */
const MOVE_SECONDS = 120;
/** Seconds that a switchover tries to reach a dead writer before it returns its error. */
const UNREACHABLE_SECONDS = 30;
/** Seconds between two looks whether a lost Region is back. */
const LOOK_AGAIN_SECONDS = 60;
/** Milliseconds in which a healthy follower has everything that a stopped writer wrote: real servers, real time. */
const CATCH_UP_MILLISECONDS = 10_000;

/** The two calls that make another cluster the writer. */
export function moveCalls(options: RunningRds, state: RdsState) {
  const { pace, network } = options;
  const isAlive = ({ region, postgres }: Cluster) => !network.isCut(region) && postgres?.isRunning() === true;

  const begin = (request: MoveRequest, status: 'failing-over' | 'switching-over') => {
    const { global, from, to } = request;
    global.move = { status, from, to };
    from.status = 'failing-over';
    to.status = 'promoting';
    carryOut(options, request).catch((error: unknown) => report(options, error));
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
async function carryOut(options: RunningRds, { global, from, to }: MoveRequest): Promise<void> {
  const { pace, closing } = options;
  await pace.clock.sleep(pace.scaledMilliseconds(MOVE_SECONDS / 2), closing);
  if (global.move?.status === 'switching-over') await handOver(options, from, to);
  await to.postgres?.promote();
  await to.link?.close();
  to.link = undefined;
  global.writer = to;
  for (const member of global.members) if (member !== to) member.isSynchronized = false;
  await pace.clock.sleep(pace.scaledMilliseconds(MOVE_SECONDS / 2), closing);
  global.move = undefined;
  from.status = 'available';
  to.status = 'available';
  for (const member of global.members) if (member !== to) follow(options, global, member);
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

/** Builds a member anew behind the writer, as soon as its Region can be reached. */
function follow(options: RunningRds, global: GlobalCluster, member: Cluster): void {
  const { pace, network, closing } = options;
  const { writer } = global;
  const attempt = async () => {
    while (network.isCut(member.region)) await pace.clock.sleep(pace.scaledMilliseconds(LOOK_AGAIN_SECONDS), closing);
    // A later move has followers of its own.
    if (writer && global.writer === writer) await createFollowerVolume(options, member, writer);
  };
  attempt().catch((error: unknown) => report(options, error));
}
