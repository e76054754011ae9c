import { laneOf } from '../../../lib/domain/release';
import type { Sends } from '../../edge/clients';
import { otherStacks, planStacks } from '../../edge/other-releases';
import { pacedStacks } from '../../edge/release-stacks/paced-stacks';
import type { SeenStack } from '../../edge/release-stacks/seen';
import { seenStacks } from '../../edge/release-stacks/seen-stacks';
import { type Sending, sendEach } from '../../edge/release-stacks/send-each';
import { type Answer, sentStacks } from '../../edge/release-stacks/sent-stacks';
import { recordUnsent } from '../../edge/release-stacks/unsent';
import { type StackList, stackList } from '../../edge/stacks';
import { stagedRelease } from '../../edge/staged-release';
import type { Edge } from '../../edge/step-handler';
import type { Create, Delete } from './creation';
import { type FencedClients, fencedServices } from './fenced-services';
import type { Input, Seen } from './seen';
import { creating, deleting } from './sending';
import type { Start } from './starting';
import { deployStacks } from './step';

export interface DeployingClients extends FencedClients {
  readonly cloudformation: Sends;
  readonly s3: Sends;
}

/** The release's stacks in this Region's CloudFormation, and their services that a fence has stopped. */
export const cloudFormation = (clients: DeployingClients, edge: Pick<Edge, 'clock' | 'evidence' | 'log'>) => {
  const { clock } = edge;
  const { s3 } = clients;
  const cloudformation = pacedStacks(clients.cloudformation, clock);
  const verify = stagedRelease(s3, clock);
  const sent = sentStacks();
  const stacks = seenStacks({ cloudformation, s3, clock }, sent);
  const fenced = fencedServices(clients);
  let listed: { readonly runId: string; readonly all: Awaited<ReturnType<typeof planStacks>> } | undefined;

  /** A list of the whole Region, which may be long: read while the last stacks are made, when nobody waits for it. */
  async function planStacksOnce(list: StackList, input: Input) {
    if (listed?.runId !== input.run.id || listed.all.outcome !== 'read') {
      listed = { runId: input.run.id, all: await planStacks(list, input) };
    }
    return listed.all;
  }

  return {
    async look(input: Input): Promise<Seen> {
      const { lags, release: ready } = input.checkReadiness;
      const { release, problems, unknown } = await verify({
        ...input,
        versionId: ready.versionId,
        // A release that was young enough when the run began does not grow too old half way.
        agedAt: input.run.startedAt,
        // The run goes on where an earlier one stopped: CheckReadiness has told the age.
        isAgeTold: lags.some(({ promoted }) => promoted === true),
      });
      if (!release) return { problems, unknown };
      const { manifest } = release;
      const list = stackList(cloudformation);
      const seen = await stacks.look(release, input, { list, quietAt: input.admitRun.quietAt });
      const isMissing = ({ status }: SeenStack) => status === undefined;
      if (laneOf(input.run.verb) === 'drill' || seen.some(isMissing)) return { manifest, stacks: seen };
      const isComplete = seen.every(stands);
      const [all, fence] = await Promise.all([
        planStacksOnce(list, input),
        isComplete ? fenced.look({ manifest, stacks: seen }, input) : undefined,
      ]);
      if (!isComplete) return { manifest, stacks: seen };
      return { manifest, stacks: seen, others: otherStacks(all, { ...input, manifest }), fence };
    },
    async perform(act: Create | Delete | Start, input: Input, stillOwns: Sending['stillOwns']): Promise<void> {
      if (act.kind === 'start') return fenced.perform(act, input);
      const { run, now } = input;
      const sendingBy = { now, clock, stillOwns };
      const remember = ({ stackName, id }: Named, answer: Answer) => {
        sent.remember({ runId: run.id, stack: id ?? stackName }, { at: now, answer });
        stacks.isChanged(stackName);
      };
      let tooFast: Answer | undefined;
      const sending = async (one: Named, answering: Promise<Answer>) => {
        const answer = await answering;
        remember(one, answer);
        if (answer.kind === 'throttled') tooFast = answer;
        return answer.kind === 'accepted';
      };
      const left: readonly Named[] =
        act.kind === 'create'
          ? await sendEach(act.stacks, (one) => sending(one, creating(cloudformation, one, input)), sendingBy)
          : await sendEach(act.stacks, (one) => sending(one, deleting(cloudformation, one, input)), sendingBy);
      // What was not sent because CloudFormation is asked too often is sent together with what it turned away.
      if (tooFast) for (const one of left) remember(one, tooFast);
      await recordUnsent({ stacks: left, act, step: deployStacks, edge, input });
    },
  };
};

/** A stack that is created, or deleted by its id. */
interface Named {
  readonly stackName: string;
  readonly id?: string;
}

const stands = ({ status = '' }: SeenStack): boolean =>
  /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE$/.test(status);
