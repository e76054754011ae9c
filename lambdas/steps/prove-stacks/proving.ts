import type { InputOf } from '../../../lib/domain/step';
import { justNow } from '../../edge/canaries/just-now';
import { writesOf } from '../../edge/canaries/refused-write';
import { type CanaryTools, roundOf } from '../../edge/canaries/round';
import { proofOf } from './asked';
import type { Prove, Seen } from './decide';
import type { proveStacks } from './step';

type Input = InputOf<typeof proveStacks>;

/** The canaries of the plan, run against the stacks of this run. */
export const proving = (tools: CanaryTools) => {
  const kept = justNow<Seen>(tools.clock);
  // What the last look took: the next perform adds to it. A look that only waits lets go of it.
  let taken: Seen = {};
  return {
    async look({ run }: Input): Promise<Seen> {
      taken = kept.take(run.id) ?? {};
      return taken;
    },
    async perform({ kind }: Prove, input: Input): Promise<void> {
      const { reads, writes } = proofOf(input);
      const asking = { ...input, release: input.deployStacks.release };
      const before = taken;
      if (kind === 'read') kept.keep(input.run.id, { reads: await roundOf(reads, tools, asking) });
      else if (kind === 'write') kept.keep(input.run.id, { ...before, writes: await writesOf(writes, tools, asking) });
      else kept.keep(input.run.id, { ...before, readsAfter: await roundOf(reads, tools, asking) });
    },
  };
};
