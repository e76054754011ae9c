import { acquire } from '../../../lib/domain/lock';
import type { InputOf } from '../../../lib/domain/step';
import type { Sends } from '../../edge/clients';
import { lockTable } from '../../edge/lock-table';
import type { Acquire, Seen } from './decide';
import type { admitRun } from './step';

type Input = InputOf<typeof admitRun>;

/** The lock item of this Region. */
export const lock = ({ dynamo }: { dynamo: Sends }) => {
  const table = ({ plan, names }: Input) => lockTable(dynamo, { plan: plan.name, names });
  return {
    look: async (input: Input): Promise<Seen> => ({ lock: await table(input).read() }),
    /** Losing the race is no error: the next look sees who won. */
    async perform({ rank, observed }: Acquire, input: Input): Promise<void> {
      const next = acquire(observed, { owner: input.run.id, rank, now: input.now });
      if (next) await table(input).acquire(next, observed);
    },
  };
};
