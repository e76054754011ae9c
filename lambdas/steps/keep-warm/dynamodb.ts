import type { InputOf } from '../../../lib/domain/step';
import type { Sends } from '../../edge/clients';
import { warmTable } from '../../edge/warm-table';
import type { Keep, Seen } from './decide';
import type { keepWarm } from './step';

type Input = InputOf<typeof keepWarm>;

/** The item of this Region that says until when it is kept warm. */
export const warmItem = (dynamo: Sends) => {
  const table = ({ plan, names }: Input) => warmTable(dynamo, { plan: plan.name, names });
  return {
    look: async (input: Input): Promise<Seen> => ({ warm: await table(input).read() }),
    /** Losing to another write is no error: the next look sees what is there now. */
    async perform({ next }: Keep, input: Input): Promise<void> {
      await table(input).write(next, { version: next.version - 1 });
    },
  };
};
