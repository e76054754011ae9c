import type { Sends } from '../clients';
import type { Clock } from '../clock';
import { paced } from '../paced';

/**
 * CloudFormation publishes no rate; users were told of 5 calls of one operation in a second. What is left is for
 * everybody else in the account.
 *
 * Source: https://github.com/aws/aws-sam-cli/issues/2671
 */
const SHARE = { burst: 5, perSecond: 4 };

/** The same client of CloudFormation, within its rate, operation by operation. */
export function pacedStacks(cloudformation: Sends, clock: Clock): Sends {
  const byOperation = new Map<string, Sends>();
  return {
    send(command) {
      const operation: string = command.constructor.name;
      const client = byOperation.get(operation) ?? paced(cloudformation, SHARE, clock);
      byOperation.set(operation, client);
      return client.send(command);
    },
  };
}
