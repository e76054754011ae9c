import type { InputOf } from '../../../lib/domain/step';
import type { Sends } from '../../edge/clients';
import { divergenceTable } from '../../edge/divergence-table';
import { lastCheckTable } from '../../edge/drift/last-check';
import { lockTable } from '../../edge/lock-table';
import { seenPresences } from '../../edge/presences';
import { reading } from '../../edge/reading';
import { allStacks } from '../../edge/stacks';
import type { Seen } from './decide';
import { type FenceClients, seenFence } from './fence';
import { type OperatorClients, seenAlarm, seenTopics } from './operators';
import { lookingAtRelease, type ReleaseClients } from './release';
import type { auditStandby } from './step';

type Input = InputOf<typeof auditStandby>;

/** Clients of this Region, but for the last. */
export interface StandbyClients extends ReleaseClients, OperatorClients, FenceClients {
  readonly cloudformation: Sends;
}

/** All that a takeover uses and never creates, looked at side by side. Nothing is ever changed. */
export function world(clients: StandbyClients) {
  const release = lookingAtRelease(clients);
  return {
    async look(input: Input): Promise<Seen> {
      const { plan, names, region } = input;
      const here = clients.dynamoIn(region);
      const place = { plan: plan.name, names };
      const [seen, topics, alarm, regions, standing, drift, lock, divergence, fencing] = await Promise.all([
        release(input),
        seenTopics(clients, input),
        seenAlarm(clients, input),
        seenPresences(clients.dynamoIn, input),
        reading('cloudformation:DescribeStacks', allStacks(clients.cloudformation)),
        reading('dynamodb:GetItem of the last check for drift', lastCheckTable(here, input).read()),
        reading('dynamodb:GetItem of the lock', lockTable(here, place).read()),
        reading('dynamodb:GetItem of the divergence', divergenceTable(here, place).read()),
        seenFence(clients, input),
      ]);
      return { release: seen, topics, alarm, regions, standing, drift, lock, divergence, fencing };
    },
    perform: async () => {},
  };
}
