import { inRegion } from '../../../lib/domain/names';
import type { InputOf } from '../../../lib/domain/step';
import { justNow } from '../../edge/canaries/just-now';
import type { CanaryResult } from '../../edge/canaries/result';
import { type CanaryTools, roundOf } from '../../edge/canaries/round';
import type { RunRound, Seen } from './decide';
import type { runCanaries } from './step';

type Input = InputOf<typeof runCanaries>;

/** The canaries of the plan, run against this Region. */
export const canaries = (tools: CanaryTools) => {
  const rounds = justNow<readonly CanaryResult[]>(tools.clock);
  return {
    look: async ({ run }: Input): Promise<Seen> => ({ round: rounds.take(run.id) }),
    async perform(_: RunRound, input: Input): Promise<void> {
      const { plan, region, deployStacks } = input;
      const asked = plan.canaries.map((canary) => ({ ...canary, url: inRegion(canary.url, region) }));
      rounds.keep(input.run.id, await roundOf(asked, tools, { ...input, release: deployStacks.release }));
    },
  };
};
