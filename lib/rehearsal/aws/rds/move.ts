import type { FailoverGlobalClusterMessage, SwitchoverGlobalClusterMessage } from '@aws-sdk/client-rds';
import { AwsError, type Call } from '../service';
import { carryOut } from './carry-out';
import { describedGlobal } from './describe';
import { isFailover, type MoveRequest, moveRequest, refuseElsewhere } from './move-rules';
import type { RunningRds } from './options';
import type { Cluster, RdsState } from './state';

/** Seconds that a switchover tries to reach a dead writer before it returns its error. */
const UNREACHABLE_SECONDS = 30;

/** The two calls that make another cluster the writer. */
export function moveCalls(options: RunningRds, state: RdsState) {
  const { pace, network, closing, onDefect } = options;
  const isAlive = ({ region, postgres }: Cluster) => !network.isCut(region) && postgres?.isRunning() === true;

  const begin = ({ global, from, to }: MoveRequest, isDataLossAllowed: boolean) => {
    // The call is answered with the state that it makes; what RDS does then goes on by itself.
    const carried = carryOut(options, state, { global, from, to, isSwitchover: !isDataLossAllowed });
    // What ends because the world is closed is no defect.
    carried.catch((error: unknown) => (closing.aborted ? undefined : onDefect(error)));
    return { GlobalCluster: describedGlobal(global) };
  };
  const switchover = async (request: MoveRequest) => {
    if (!isAlive(request.from) || request.to.isSynchronized === false) {
      await pace.clock.sleep(pace.scaledMilliseconds(UNREACHABLE_SECONDS));
      throw new AwsError('InvalidGlobalClusterStateFault', `The primary DB cluster ${request.from.arn} is not healthy`);
    }
    return begin(request, false);
  };

  return {
    /** Without AllowDataLoss the call is a switchover, which needs a healthy writer. */
    FailoverGlobalCluster: (input: FailoverGlobalClusterMessage, call: Call) => {
      const isDataLossAllowed = isFailover(input);
      const request = moveRequest(state, input);
      refuseElsewhere(call, request.to);
      return isDataLossAllowed ? begin(request, true) : switchover(request);
    },
    SwitchoverGlobalCluster: (input: SwitchoverGlobalClusterMessage, call: Call) => {
      const request = moveRequest(state, input);
      refuseElsewhere(call, request.from);
      return switchover(request);
    },
  };
}
