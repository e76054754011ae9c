import { namesOf } from '../../../lib/domain/names';
import type { Sends } from '../../edge/clients';
import { isoAt } from '../../edge/clock';
import { fenceTable } from '../../edge/fence-table';
import type { Unmade } from '../../edge/fencing/changes';
import { inTurn } from '../../edge/fencing/in-turn';
import { restoredRegion } from '../../edge/fencing/restored';
import { silence } from '../../edge/fencing/silence';
import { hookCalls } from '../../edge/hooks/calls';
import { perRegion } from '../../edge/per-region';
import type { Edge } from '../../edge/step-handler';
import { isSilent, type LookClients, look } from './look';
import { nothingFenced } from './run';
import type { Act, Input, NotRestored, RestoredKind, Seen } from './seen';
import { unfenceRegion } from './step';

export interface UnfencingClients extends LookClients {
  /** Lambda of this Region, whose functions the hooks are. */
  readonly lambda: Sends;
}

/** Looks at what a fence has stopped, and starts it again. */
export function region(clients: UnfencingClients, edge: Pick<Edge, 'clock' | 'evidence'>) {
  const hooks = hookCalls(clients, edge);
  const clientsIn = perRegion((there) => inTurn(clients.clientsIn(there), edge.clock));
  const seeing = look({ ...clients, clientsIn, hooks }, edge.clock);
  const regionIn = (there: string) => restoredRegion(clientsIn(there), edge.clock.now);
  const tableOf = (there: string, { plan }: Input) =>
    fenceTable(clients.dynamoIn(there), { plan: plan.name, names: namesOf(plan, there) });
  // What AWS would not start, for the looks of this run that follow; a new environment only asks AWS once more.
  let refused: { readonly runId: string; readonly kinds: NotRestored } = { runId: '', kinds: {} };
  let pause: string | undefined;
  // The Region of the last look, which comes before each act: a hook is told which one it is about.
  let looked: string | undefined;
  const silent = silence();
  const notRestored = ({ run }: Input): NotRestored => (refused.runId === run.id ? refused.kinds : {});

  return {
    /** @returns `undefined` when there is nothing to look for */
    async look(input: Input): Promise<Seen | undefined> {
      if (nothingFenced(input) !== undefined) return undefined;
      const paused = pause;
      pause = undefined;
      const world = await seeing(input);
      looked = world.target;
      const silentSeconds = silent.seconds(isSilent(world), input);
      return { ...world.seen, notRestored: notRestored(input), silentSeconds, pause: paused };
    },

    async perform(act: Act, input: Input): Promise<void> {
      const note = (kind: RestoredKind, unmade: Unmade | undefined) => {
        if (!unmade?.isFinal) pause = unmade?.because;
        else refused = { runId: input.run.id, kinds: { ...notRestored(input), [kind]: unmade.because } };
      };
      switch (act.kind) {
        case 'note':
          return edge.evidence(input.document).append({
            at: isoAt(edge.clock.now()),
            runId: input.run.id,
            epoch: input.epoch,
            step: unfenceRegion.name,
            kind: 'answered',
            because: `the writers are ${act.at === 'open' ? 'not seen in one Region' : act.at}`,
            data: { act },
          });
        case 'scale':
          return note('services', await regionIn(act.region).scaleUp(act.services));
        case 'enable':
          return note(act.what, await regionIn(act.region).enable(act.what, act.names));
        case 'lift':
          // Where somebody else has written it, the next look judges what they wrote.
          await tableOf(act.region, input).write(act.next, { version: act.observedVersion });
          return;
        default:
          return hooks.perform(act, input, { step: unfenceRegion, fencedRegion: looked ?? input.region });
      }
    },
  };
}
