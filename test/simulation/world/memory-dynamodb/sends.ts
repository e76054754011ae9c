import type { Sends } from '../../../../lambdas/edge/clients';
import type { DynamoDb } from '../../../../lib/rehearsal/aws/dynamodb';
import { WORLD } from '../../../conformance/aws-endpoint';
import { notSimulated } from './refusals';

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: unknown;
}

/** A client of one Region's tables with nothing in between: no IAM, no faults. */
export const sendsTo = ({ service }: DynamoDb, region: string): Sends => ({
  async send(command: Command) {
    const operation = command.constructor.name.replace(/Command$/, '');
    const carryOut = service.operations[operation];
    if (!carryOut) throw notSimulated(operation);
    return carryOut(command.input, { principal: WORLD, region, operation, requestId: 'request' });
  },
});
