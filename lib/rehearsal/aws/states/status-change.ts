import type { BusEvent } from '../events';
import type { ExecutionView } from './execution';

/**
 * The event that Step Functions sends, as well as it can, when an execution starts, ends or is redriven.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export const statusChange = (view: ExecutionView): BusEvent => ({
  region: view.region,
  source: 'aws.states',
  detailType: 'Step Functions Execution Status Change',
  resources: [view.arn],
  detail: {
    executionArn: view.arn,
    stateMachineArn: view.machineArn,
    stateMachineVersionArn: null,
    stateMachineAliasArn: null,
    name: view.name,
    status: view.status,
    startDate: view.startDate.getTime(),
    stopDate: view.stopDate?.getTime() ?? null,
    input: JSON.stringify(view.input),
    inputDetails: { included: true },
    ...outputOf(view),
    error: view.error ?? null,
    cause: view.cause ?? null,
    redriveCount: view.redriveCount,
    redriveDate: view.redriveDate?.getTime() ?? null,
    redriveStatus: view.notRedrivable === undefined ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
    redriveStatusReason: view.notRedrivable ?? null,
  },
});

const outputOf = ({ status, output }: ExecutionView) =>
  status === 'SUCCEEDED'
    ? { output: JSON.stringify(output ?? null), outputDetails: { included: true } }
    : { output: null, outputDetails: null };
