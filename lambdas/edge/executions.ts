import { StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { Request } from '../../lib/domain/request';
import type { Sends } from './clients';

export interface ExecutionToStart {
  readonly machineArn: string;
  readonly name: string;
  readonly input: Request;
}

export interface ExecutionToStop {
  readonly executionArn: string;
  /** Why, for whoever reads its end; at most 32,768 characters. */
  readonly cause: string;
}

/** The machines of this Region. */
export const executions = ({ states }: { states: Sends }) => ({
  /**
   * Starts an execution, once for each name.
   *
   * Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
   *
   * @returns false when one of that name has been started before
   * @throws when Step Functions could not tell: the same start may be repeated
   */
  async start({ machineArn, name, input }: ExecutionToStart): Promise<boolean> {
    try {
      await states.send(new StartExecutionCommand({ stateMachineArn: machineArn, name, input: JSON.stringify(input) }));
      return true;
    } catch (error) {
      if ((error as Error).name === 'ExecutionAlreadyExists') return false;
      throw error;
    }
  },

  /**
   * Ends an execution as ABORTED, at once: nothing of it runs any more but a function that was invoked already.
   *
   * Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html
   *
   * @throws when Step Functions could not tell: the same may be repeated
   */
  async stop({ executionArn, cause }: ExecutionToStop): Promise<void> {
    await states.send(new StopExecutionCommand({ executionArn, cause }));
  },
});
