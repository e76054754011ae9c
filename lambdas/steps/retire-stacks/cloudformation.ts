import { DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { settlementName } from '../../../lib/domain/settlement';
import { oneLine } from '../../../lib/domain/text';
import { publicNames } from '../../../lib/domain/traffic';
import { claimTable } from '../../edge/claim-table';
import type { Sends } from '../../edge/clients';
import type { TextAnswer, ZoneDns } from '../../edge/dns';
import { reading } from '../../edge/reading';
import { type DescribedStack, firstFailure, stacksOf } from '../../edge/stacks';
import type { Edge } from '../../edge/step-handler';
import { nothingCreated, type Retire } from './decide';
import { type Input, isOwn, type Seen, type SeenStack } from './seen';
import { retirable } from './stack-status';

export interface RetiringClients {
  readonly cloudformation: Sends;
  readonly dynamo: Sends;
  readonly dns: Pick<ZoneDns, 'texts'>;
  readonly edge: Pick<Edge, 'evidence' | 'lock'>;
}

/** The stacks of the plan in this Region's CloudFormation, and whatever may refer to them. */
export function cloudFormation({ cloudformation, dynamo, dns, edge }: RetiringClients) {
  // What CloudFormation said instead of deleting, for the look that follows; a look that never comes loses nothing,
  // because what was not deleted is asked for again.
  let answer: Seen['notDeleted'];
  return {
    /** @returns `undefined` when there is nothing to look for */
    async look(input: Input): Promise<Seen | undefined> {
      const { plan, names, run, document } = input;
      if (nothingCreated(input) !== undefined) return undefined;
      const notDeleted = answer;
      answer = undefined;
      const [records, claim, lock, texts, stacks] = await Promise.all([
        edge.evidence(document).read(run.id),
        claimTable(dynamo, { plan: plan.name, names }).read(),
        edge.lock(document).read(),
        settlements(dns, input),
        stacksOf(cloudformation, { plan: plan.name }),
      ]);
      const seen = await Promise.all(stacks.map((stack) => withFailure(cloudformation, stack, input)));
      return { records, claimedEpoch: claim?.epoch ?? 0, lock, texts, stacks: seen, notDeleted };
    },

    async perform({ stackName, id, token }: Retire, { names }: Input): Promise<void> {
      const request = { StackName: id, RoleARN: names.releaseRoleArn, ClientRequestToken: token };
      const sent = await reading('cloudformation:DeleteStack', cloudformation.send(new DeleteStackCommand(request)));
      // The token was used: an earlier try got through, and the next look sees what came of it.
      if (sent.outcome === 'read' || sent.because.includes('TokenAlreadyExistsException')) return;
      if (sent.outcome === 'failed') answer = { stackName, because: oneLine(sent.because) };
    },
  };
}

/** Only the health checks of strategy "health-signal" follow a settlement; any other strategy does without one. */
const settlements = async (dns: RetiringClients['dns'], { plan }: Input): Promise<readonly TextAnswer[]> =>
  plan.traffic.strategy === 'health-signal' ? dns.texts(publicNames(plan).map(settlementName)) : [];

/** Only of a stack that this run has to delete: the events of the others are nobody's concern here. */
async function withFailure(cloudformation: Sends, stack: DescribedStack, input: Input): Promise<SeenStack> {
  const { parameters: _, outputs: __, ...seen } = stack;
  if (retirable(stack.status) !== 'stuck' || !isOwn(stack, input)) return seen;
  const because = await firstFailure(cloudformation, stack.id, { of: 'delete' });
  return { ...seen, ...(because && { firstFailure: because }) };
}
