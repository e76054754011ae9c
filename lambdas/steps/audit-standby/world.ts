import { AUDIT_CALLS } from '../../../lib/domain/stack-rate';
import type { InputOf } from '../../../lib/domain/step';
import type { Sends } from '../../edge/clients';
import { reading } from '../../edge/reading';
import { pacedStacks } from '../../edge/release-stacks/paced-stacks';
import { allStacks } from '../../edge/stacks';
import type { Edge } from '../../edge/step-handler';
import type { Seen } from './decide';
import { lookingAtRelease, type ReleaseClients } from './release';
import type { auditStandby } from './step';

type Input = InputOf<typeof auditStandby>;

/** Clients of this Region. */
export interface StandbyClients extends ReleaseClients {
  readonly cloudformation: Sends;
}

/** All that the release uses and never creates, looked at side by side. Nothing is ever changed. */
export function world(clients: StandbyClients, { clock }: Pick<Edge, 'clock'>) {
  const looked = lookingAtRelease(clients, clock);
  const cloudformation = pacedStacks(clients.cloudformation, clock, AUDIT_CALLS);
  return {
    async look(input: Input): Promise<Seen> {
      const [release, standing] = await Promise.all([
        looked(input),
        reading('cloudformation:DescribeStacks', allStacks(cloudformation)),
      ]);
      return { release, standing };
    },
    perform: async () => {},
  };
}
