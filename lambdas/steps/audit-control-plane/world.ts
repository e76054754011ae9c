import { AUDIT_CALLS } from '../../../lib/domain/stack-rate';
import type { InputOf } from '../../../lib/domain/step';
import type { Sends } from '../../edge/clients';
import { divergenceTable } from '../../edge/divergence-table';
import { lastCheckTable } from '../../edge/drift/last-check';
import { lockTable } from '../../edge/lock-table';
import { seenPresences } from '../../edge/presences';
import { reading } from '../../edge/reading';
import { pacedStacks } from '../../edge/release-stacks/paced-stacks';
import { allStacks } from '../../edge/stacks';
import type { Edge } from '../../edge/step-handler';
import type { Seen } from './decide';
import { type FenceClients, seenFence } from './fence';
import { type OperatorClients, seenAlarm, seenTopics } from './operators';
import type { auditControlPlane } from './step';

type Input = InputOf<typeof auditControlPlane>;

/** Clients of this Region, but for the last. */
export interface ControlPlaneClients extends OperatorClients, FenceClients {
  readonly cloudformation: Sends;
}

/** All that starts a takeover, tells of it or is in its way, looked at side by side. Nothing is ever changed. */
export function world(clients: ControlPlaneClients, { clock }: Pick<Edge, 'clock'>) {
  const cloudformation = pacedStacks(clients.cloudformation, clock, AUDIT_CALLS);
  return {
    async look(input: Input): Promise<Seen> {
      const { plan, names, region } = input;
      const here = clients.dynamoIn(region);
      const place = { plan: plan.name, names };
      const [topics, alarm, regions, standing, drift, lock, divergence, fencing] = await Promise.all([
        seenTopics(clients, input),
        seenAlarm(clients, input),
        seenPresences(clients.dynamoIn, input),
        reading('cloudformation:DescribeStacks', allStacks(cloudformation)),
        reading('dynamodb:GetItem of the last check for drift', lastCheckTable(here, input).read()),
        reading('dynamodb:GetItem of the lock', lockTable(here, place).read()),
        reading('dynamodb:GetItem of the divergence', divergenceTable(here, place).read()),
        seenFence(clients, input),
      ]);
      return { topics, alarm, regions, standing, drift, lock, divergence, fencing };
    },
    perform: async () => {},
  };
}
