import { STACK_CALLS } from '../../../lib/domain/stack-rate';
import type { Sends } from '../clients';
import type { Clock } from '../clock';
import { paced, type Share } from '../paced';

/** The same client of CloudFormation, within its rate, operation by operation. */
export function pacedStacks(cloudformation: Sends, clock: Clock, share: Share = STACK_CALLS): Sends {
  const byOperation = new Map<string, Sends>();
  return {
    send(command) {
      const operation: string = command.constructor.name;
      const client = byOperation.get(operation) ?? paced(cloudformation, share, clock);
      byOperation.set(operation, client);
      return client.send(command);
    },
  };
}
