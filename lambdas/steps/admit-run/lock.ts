import { acquire, type Lock } from '../../../lib/domain/lock';
import type { InputOf } from '../../../lib/domain/step';
import type { Sends } from '../../edge/clients';
import { lockTable } from '../../edge/lock-table';
import type { Acquire, Seen } from './decide';
import { endOf } from './owner';
import type { admitRun } from './step';

type Input = InputOf<typeof admitRun>;

/** The lock item of this Region, and the run that holds it. */
export const lock = ({ dynamo, states }: { dynamo: Sends; states: Sends }) => {
  const table = ({ plan, names }: Input) => lockTable(dynamo, { plan: plan.name, names });
  return {
    async look(input: Input): Promise<Seen> {
      const first = await table(input).read();
      if (first?.state !== 'held' || first.owner === input.run.id) return { lock: first };
      const ownerEnded = await endOf(states, first.owner);
      if (!ownerEnded) return { lock: first };
      // A run gives the lock back before it ends: only what is still held after its end was left behind.
      const last = await table(input).read();
      return isSameHolding(first, last) ? { lock: last, ownerEnded } : { lock: last };
    },
    /** Losing the race is no error: the next look sees who won. */
    async perform({ rank, observed }: Acquire, input: Input): Promise<void> {
      const next = acquire(observed, { owner: input.run.id, rank, now: input.now });
      if (next) await table(input).acquire(next, observed);
    },
  };
};

const isSameHolding = (first: Lock, last: Lock | undefined) =>
  last?.state === 'held' && last.owner === first.owner && last.epoch === first.epoch;
