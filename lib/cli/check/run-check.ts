import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import type { Session } from '../aws/session';

export interface ToCheck {
  readonly plan: Plan;
  readonly region: string;
}

/** A check that was started. */
export interface EndedCheck {
  /** Execution ARN. */
  readonly runId: string;
  /** `SUCCEEDED`, or how else Step Functions says that it ended; `RUNNING` when nobody waits for it any longer. */
  readonly status: string;
}

/** Each of its steps gives up after 3 min, and three stand one after the other; one minute to close. */
const WAIT_MILLISECONDS_MAX = 600_000;
const PAUSE_MILLISECONDS = 1000;

const REASON = 'asked on the command line';

/** Starts the check of a Region and waits for its end. @throws when AWS says no, or nothing answers */
export async function runCheck(session: Pick<Session, 'settings'>, { plan, region }: ToCheck): Promise<EndedCheck> {
  const states = new SFNClient(session.settings(region));
  const stateMachineArn = namesOf(plan, region).machineArn('check');
  const { executionArn = '' } = await states.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify({ reason: REASON }) }),
  );
  const until = Date.now() + WAIT_MILLISECONDS_MAX;
  for (;;) {
    const { status = '' } = await states.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING' || Date.now() > until) return { runId: executionArn, status };
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
  }
}
