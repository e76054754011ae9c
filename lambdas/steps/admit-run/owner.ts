import { DescribeExecutionCommand, type DescribeExecutionCommandOutput } from '@aws-sdk/client-sfn';
import type { Sends } from '../../edge/clients';
import { reading } from '../../edge/reading';
import type { Ended } from './decide';

/**
 * What an execution can no longer go on from.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
 */
const TERMINAL = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'];

/** How the execution ended, or `undefined` while it may be running: what cannot be read must not look dead. */
export async function endOf(states: Sends, executionArn: string): Promise<Ended | undefined> {
  const call = states.send(new DescribeExecutionCommand({ executionArn }));
  const execution = await reading<DescribeExecutionCommandOutput>('states:DescribeExecution', call);
  if (execution.outcome === 'read') {
    const { status } = execution.value;
    return status !== undefined && TERMINAL.includes(status) ? { status } : undefined;
  }
  return execution.outcome === 'failed' && execution.name === 'ExecutionDoesNotExist'
    ? { status: 'forgotten' }
    : undefined;
}
