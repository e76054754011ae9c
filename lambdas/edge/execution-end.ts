import { DescribeExecutionCommand, type DescribeExecutionCommandOutput } from '@aws-sdk/client-sfn';
import type { OwnerEnded } from '../../lib/domain/admission';
import type { Sends } from './clients';
import { reading } from './reading';

/** How an execution ended, in Step Functions' words; `forgotten` when it knows it no longer. */
export interface ExecutionEnd extends OwnerEnded {
  /** When the execution was started, ISO 8601 UTC. @default nobody knows any more */
  readonly startedAt?: string;
}

/**
 * What an execution can no longer go on from.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
 */
const TERMINAL = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'];

/** How the execution ended, or `undefined` while it may be running: what cannot be read must not look dead. */
export async function endOf(states: Sends, executionArn: string): Promise<ExecutionEnd | undefined> {
  const call = states.send(new DescribeExecutionCommand({ executionArn }));
  const execution = await reading<DescribeExecutionCommandOutput>('states:DescribeExecution', call);
  if (execution.outcome === 'read') {
    const { status, startDate } = execution.value;
    if (status === undefined || !TERMINAL.includes(status)) return undefined;
    return { status, ...(startDate && { startedAt: startDate.toISOString() }) };
  }
  return execution.outcome === 'failed' && execution.name === 'ExecutionDoesNotExist'
    ? { status: 'forgotten' }
    : undefined;
}
