import { DescribeExecutionCommand, type DescribeExecutionCommandOutput } from '@aws-sdk/client-sfn';
import type { OwnerEnded } from '../../lib/domain/admission';
import type { Lock } from '../../lib/domain/lock';
import { oneLine } from '../../lib/domain/text';
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

/**
 * Step Functions answers by what it knew a moment ago, so an execution that was just started may be unknown to it.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
 */
const NEW_SECONDS_MAX = 120;

/** Whether an execution has ended. */
export interface ReadEnd {
  /** @default it may be running */
  readonly ended?: ExecutionEnd;
  /** Why nobody can tell. @default Step Functions could say */
  readonly unread?: string;
}

/** One line of a log or an answer. */
const UNREAD_CHARACTERS_MAX = 400;

/**
 * How the execution that owns the lock ended: what cannot be read, or may be too new to be known, must not look dead.
 *
 * @param now ISO 8601 UTC
 */
export async function endOf(
  states: Sends,
  { owner, since }: Pick<Lock, 'owner' | 'since'>,
  now: string,
): Promise<ReadEnd> {
  const call = states.send(new DescribeExecutionCommand({ executionArn: owner }));
  const execution = await reading<DescribeExecutionCommandOutput>('states:DescribeExecution', call);
  if (execution.outcome === 'read') {
    const { status, startDate } = execution.value;
    if (status === undefined || !TERMINAL.includes(status)) return {};
    return { ended: { status, ...(startDate && { startedAt: startDate.toISOString() }) } };
  }
  const isForgotten = execution.outcome === 'failed' && execution.name === 'ExecutionDoesNotExist';
  if (!isForgotten) return { unread: oneLine(execution.because, UNREAD_CHARACTERS_MAX) };
  const isOld = Date.parse(now) - Date.parse(since) > NEW_SECONDS_MAX * 1000;
  return isOld ? { ended: { status: 'forgotten' } } : {};
}
