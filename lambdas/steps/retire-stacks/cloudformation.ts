import { DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { laneOf } from '../../../lib/domain/release';
import { settlementName } from '../../../lib/domain/settlement';
import { oneLine } from '../../../lib/domain/text';
import { publicNames } from '../../../lib/domain/traffic';
import { closed } from '../../../lib/domain/warm';
import { atOnce } from '../../edge/at-once';
import { claimTable } from '../../edge/claim-table';
import type { Sends } from '../../edge/clients';
import type { Clock } from '../../edge/clock';
import type { TextAnswer, ZoneDns } from '../../edge/dns';
import { activeRegion } from '../../edge/drift/active-region';
import { pacedStacks } from '../../edge/release-stacks/paced-stacks';
import { type Sending, sendEach } from '../../edge/release-stacks/send-each';
import { recordUnsent } from '../../edge/release-stacks/unsent';
import { allStacks, type DescribedStack, firstFailure, stacksOf } from '../../edge/stacks';
import type { Edge } from '../../edge/step-handler';
import { faultOf } from '../../edge/transient';
import { type WarmTable, warmTable } from '../../edge/warm-table';
import { type CloseWarm, namedStuck, nothingToDelete, type Retire, type Retired } from './decide';
import { type Input, isRetire, type Seen, type SeenStack } from './seen';
import { retireStacks } from './step';

export interface RetiringClients {
  readonly cloudformation: Sends;
  readonly dynamo: Sends;
  readonly rds: Sends;
  readonly dns: Pick<ZoneDns, 'texts'>;
  readonly edge: Pick<Edge, 'evidence' | 'lock' | 'clock' | 'log'>;
}

/** The stacks of the plan in this Region's CloudFormation, and whatever may refer to them. */
export function cloudFormation(clients: RetiringClients) {
  const { dynamo, edge } = clients;
  const cloudformation = pacedStacks(clients.cloudformation, edge.clock);
  const warmIn = ({ plan, names }: Input) => warmTable(dynamo, { plan: plan.name, names });
  // What CloudFormation said instead of deleting, for the look that follows; a look that never comes loses nothing,
  // because what was not deleted is asked for again.
  let answer: Pick<Seen, 'notDeleted' | 'turnedAway'> = {};
  return {
    /** @returns `undefined` when there is nothing to look for */
    async look(input: Input): Promise<Seen | undefined> {
      const { plan, run, document } = input;
      if (nothingToDelete(input) !== undefined) return undefined;
      const told = answer;
      answer = {};
      const [records, stacks, referring] = await Promise.all([
        edge.evidence(document).read(run.id),
        stacksOf(() => allStacks(cloudformation), { plan: plan.name }),
        // A drill has no right to see what users are served by, and touches nothing that may be it.
        laneOf(run.verb) === 'drill' ? NOTHING_REFERS : referringTo(clients, input),
      ]);
      const seen = { records, stacks: stacks.map(withoutValues), ...referring, ...told };
      return explained(seen, input, { cloudformation, clock: edge.clock });
    },

    async perform(change: Retire | CloseWarm, input: Input, stillOwns: Sending['stillOwns']): Promise<void> {
      if (change.kind === 'close') return closeWarm(warmIn(input), change, input);
      const { releaseRoleArn: RoleARN } = input.names;
      const refused = new Map<string, string>();
      const throttled: Retired[] = [];
      const send = async (one: Retired) => {
        const { stackName, id, token } = one;
        const request = new DeleteStackCommand({ StackName: id, RoleARN, ClientRequestToken: token });
        try {
          await cloudformation.send(request);
          return true;
        } catch (error) {
          const { name, message } = error as Error;
          const because = oneLine(`cloudformation:DeleteStack failed: ${name}, ${message}`);
          // The token was used: an earlier try got through, and the next look sees what came of it.
          if (name === 'TokenAlreadyExistsException') return true;
          const fault = faultOf(error);
          if (fault === 'own') throw error;
          if (fault === 'refused') refused.set(stackName, because);
          if (fault === 'throttled') throttled.push(one);
          return false;
        }
      };
      const left = await sendEach(change.stacks, send, { now: input.now, clock: edge.clock, stillOwns });
      const unsent = [...throttled, ...left];
      answer = {
        ...(refused.size > 0 && { notDeleted: refused }),
        ...(throttled.length > 0 && { turnedAway: new Set(unsent.map(({ stackName }) => stackName)) }),
      };
      await recordUnsent({ stacks: unsent, act: change, step: retireStacks, edge, input });
    },
  };
}

type Referring = Pick<Seen, 'claimedEpoch' | 'lock' | 'texts' | 'warm' | 'active'>;

const NOTHING_REFERS: Referring = { claimedEpoch: 0, texts: [] };

async function referringTo({ dynamo, rds, dns, edge }: RetiringClients, input: Input): Promise<Referring> {
  const { plan, names, document } = input;
  const item = { plan: plan.name, names };
  const [claim, lock, texts, warm, active] = await Promise.all([
    claimTable(dynamo, item).read(),
    edge.lock(document).read(),
    settlements(dns, input),
    warmTable(dynamo, item).read(),
    isRetire(input) ? activeRegion({ rds, dynamo, dns }, input) : undefined,
  ]);
  return { claimedEpoch: claim?.epoch ?? 0, lock, texts, warm, ...(active && { active }) };
}

/** Losing to another write is no error: the next look sees what is there now. */
async function closeWarm(table: WarmTable, { version }: CloseWarm, { now }: Input): Promise<void> {
  const warm = await table.read();
  if (warm?.version === version) await table.write(closed(warm, now), warm);
}

/** Only the health checks of strategy "health-signal" follow a settlement; any other strategy does without one. */
const settlements = async (dns: RetiringClients['dns'], { plan }: Input): Promise<readonly TextAnswer[]> =>
  plan.traffic.strategy === 'health-signal' ? dns.texts(publicNames(plan).map(settlementName)) : [];

const withoutValues = ({ parameters: _, outputs: __, ...seen }: DescribedStack): SeenStack => seen;

/** Stacks whose events are read at one time: two of the largest have 40 pages, which take 10 s. */
const EXPLAINED_AT_ONCE = 2;
/**
 * So long after the list no more are asked for. A look begins in the first half of an invocation of 60 s: 30 s, 5 s for
 * a list of 2,000 stacks, these 10 s, and the last two of the largest end within 10 s.
 */
const EXPLAINED_SECONDS_MAX = 10;

interface Explaining {
  readonly cloudformation: Sends;
  readonly clock: Pick<Clock, 'now'>;
}

/** Why stacks did not go, as far as the sentence has room for it. A stack itself tells of the others that it failed. */
async function explained(seen: Seen, input: Input, { cloudformation, clock }: Explaining): Promise<Seen> {
  const began = clock.now();
  const failures = new Map<string, string>();
  await atOnce(
    EXPLAINED_AT_ONCE,
    namedStuck(seen, input),
    async ({ id }) => {
      const because = await firstFailure(cloudformation, id, { of: 'delete' });
      if (because) failures.set(id, because);
    },
    () => clock.now() - began > EXPLAINED_SECONDS_MAX * 1000,
  );
  const withFailure = (stack: SeenStack): SeenStack => {
    const firstFailure = failures.get(stack.id);
    return firstFailure ? { ...stack, firstFailure } : stack;
  };
  return { ...seen, stacks: seen.stacks.map(withFailure) };
}
