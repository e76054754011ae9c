import type { BusEvent } from '../events';
import { STACK_TYPE, type Stack, type StackEvent } from './stack';

/**
 * A moment of a stack, or of a resource in it, as its Region's bus is told.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-cloudformation.html
 */
export function busEventOf({ arn, region }: Stack, event: StackEvent): BusEvent {
  const { type, status, reason = '', logicalId, physicalId, clientRequestToken = '' } = event;
  const isOfStack = type === STACK_TYPE;
  const resource = { 'logical-resource-id': logicalId, 'physical-resource-id': physicalId, 'resource-type': type };
  return {
    region,
    source: 'aws.cloudformation',
    detailType: `CloudFormation ${isOfStack ? 'Stack' : 'Resource'} Status Change`,
    resources: [arn],
    detail: {
      'stack-id': arn,
      ...(isOfStack ? {} : resource),
      'status-details': { status, 'status-reason': reason },
      'client-request-token': clientRequestToken,
    },
  };
}
