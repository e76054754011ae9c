import type {
  DescribeExecutionCommandInput,
  GetExecutionHistoryCommandInput,
  ListExecutionsCommandInput,
  RedriveExecutionCommandInput,
  StartExecutionCommandInput,
  StopExecutionCommandInput,
} from '@aws-sdk/client-sfn';
import { StatesError } from '../../machine/run-machine';
import { AwsError, type Call, type Operations } from '../service';
import type { StartRequest } from '../states';
import { described, historyOf, listed, page } from './answers';
import type { Execution } from './execution';
import { checkArn, inputOf } from './requests';

export interface Engine {
  start(request: StartRequest): { executionArn: string; startDate: Date };
  execution(arn: string): Execution | undefined;
  /** The same token redrives once. @returns when it was redriven @throws ExecutionNotRedrivable */
  redrive(execution: Execution, clientToken?: string): Date;
  /** Of one machine, the newest first. @throws StateMachineDoesNotExist */
  executionsOf(machineArn: string): Execution[];
}

/** What of service `states` is rehearsed. */
export function statesOperations(engine: Engine): Operations {
  const found = (arn: string | undefined, { region }: Call): Execution => {
    const execution = engine.execution(checkArn(arn, { kind: 'execution', region }));
    if (!execution) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return execution;
  };
  return {
    StartExecution({ stateMachineArn, name, input }: StartExecutionCommandInput, { principal, region }: Call) {
      const arn = checkArn(stateMachineArn, { kind: 'stateMachine', region });
      return engine.start({ arn, input: inputOf(input), by: principal, ...(name !== undefined && { name }) });
    },
    DescribeExecution: ({ executionArn }: DescribeExecutionCommandInput, call: Call) =>
      described(found(executionArn, call).view()),
    async StopExecution({ executionArn, error, cause }: StopExecutionCommandInput, call: Call) {
      const execution = found(executionArn, call);
      const isExplained = error !== undefined || cause !== undefined;
      execution.stop(isExplained ? new StatesError(error ?? '', cause ?? '') : undefined);
      await execution.ended;
      return { stopDate: execution.view().stopDate };
    },
    RedriveExecution: ({ executionArn, clientToken }: RedriveExecutionCommandInput, call: Call) => ({
      redriveDate: engine.redrive(found(executionArn, call), clientToken),
    }),
    ListExecutions({ stateMachineArn, statusFilter, ...request }: ListExecutionsCommandInput, { region }: Call) {
      const views = engine
        .executionsOf(checkArn(stateMachineArn, { kind: 'stateMachine', region }))
        .map((execution) => execution.view())
        .filter(({ status }) => statusFilter === undefined || status === statusFilter);
      const { entries, ...rest } = page(views.map(listed), request as { maxResults?: number; nextToken?: string });
      return { executions: entries, ...rest };
    },
    GetExecutionHistory(input: GetExecutionHistoryCommandInput, call: Call) {
      const events = historyOf(found(input.executionArn, call).view().events);
      const ordered = input.reverseOrder ? events.reverse() : events;
      const { entries, ...rest } = page(ordered, input as { maxResults?: number; nextToken?: string });
      return { events: entries, ...rest };
    },
  };
}
