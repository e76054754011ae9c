import { ListExecutionsCommand, type ListExecutionsCommandOutput, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { partitionOf } from '../../../lib/domain/region';
import { atOnce } from '../at-once';
import type { Sends } from '../clients';

/** Executions that run, of the state machines that a plan fences in one Region. */
export interface SeenExecutions {
  /** ARNs; of each machine the newest hundred, and the next look shows what is left. */
  readonly running: readonly string[];
  /** Machines that are not there, or of a type whose executions cannot be stopped, each with what is true of it. */
  readonly missing: readonly string[];
}

export interface MachinesAsked {
  readonly names: readonly string[];
  readonly region: string;
  readonly account: string;
}

const EXECUTIONS_PER_LOOK = 100;
const AT_ONCE = 5;

/** Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html */
export async function runningExecutions(
  states: Sends,
  { names, region, account }: MachinesAsked,
): Promise<SeenExecutions> {
  const found = await atOnce(AT_ONCE, names, async (name) => {
    const stateMachineArn = `arn:${partitionOf(region)}:states:${region}:${account}:stateMachine:${name}`;
    try {
      const { executions = [] }: ListExecutionsCommandOutput = await states.send(
        new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: EXECUTIONS_PER_LOOK }),
      );
      return { running: executions.flatMap(({ executionArn }) => executionArn ?? []), missing: [] };
    } catch (error) {
      const why = NOT_LISTED[(error as Error).name];
      if (why === undefined) throw error;
      return { running: [], missing: [`the state machine ${name} ${why}`] };
    }
  });
  return {
    running: found.flatMap(({ running }) => running),
    missing: found.flatMap(({ missing }) => missing),
  };
}

const NOT_LISTED: Readonly<Record<string, string>> = {
  StateMachineDoesNotExist: 'does not exist',
  StateMachineTypeNotSupported: 'is an Express one, whose executions nobody can stop and which end within five minutes',
};

/** Without a cause, which would need the machine's key where its data is encrypted. */
export const stopExecution = (states: Sends, executionArn: string) =>
  states.send(new StopExecutionCommand({ executionArn }));
