import type { InputOf } from '../../../lib/domain/step';
import { claimTable } from '../../edge/claim-table';
import type { Sends } from '../../edge/clients';
import type { ClaimTraffic, Seen } from './decide';
import type { shiftTraffic } from './step';

type Input = InputOf<typeof shiftTraffic>;

/** The claim item of this Region: traffic moves by a write here, and by no call of Route 53. */
export const claims = ({ dynamo }: { dynamo: Sends }) => {
  const table = ({ plan, names }: Input) => claimTable(dynamo, { plan: plan.name, names });
  return {
    look: async (input: Input): Promise<Seen> => ({ claim: await table(input).read() }),
    /** Losing to a higher claim is no error: the next look sees it and refuses. */
    async perform({ epoch }: ClaimTraffic, input: Input): Promise<void> {
      await table(input).claim({ epoch, runId: input.run.id, at: input.now });
    },
  };
};
