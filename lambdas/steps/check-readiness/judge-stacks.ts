import type { InputOf } from '../../../lib/domain/step';
import type { Reading } from '../../edge/reading';
import { joined, judgedStacks, wrongIn } from '../../edge/release-stacks/judged';
import type { Verified } from '../../edge/release-stacks/seen';
import { type Finding, holds, open, problem, together } from './finding';
import type { checkReadiness } from './step';

/** The stacks of the verified release; `undefined` while there is none. */
export type SeenStacks = Reading<Verified> | undefined;

/** What may pass must not stop a takeover: afterwards deploy-stacks looks, and waits longer. */
export const STACKS_PATIENCE_SECONDS = 90;

/**
 * Whether what stands here can become what the release says. Deploy-stacks judges the same, but beside the promotion:
 * what a look tells has to be told before it.
 */
export function judgeStacks(stacks: SeenStacks, input: InputOf<typeof checkReadiness>): Finding {
  if (!stacks) return holds();
  const passing = input.elapsedSeconds < STACKS_PATIENCE_SECONDS ? open : goesOn;
  if (stacks.outcome === 'failed') return problem(`the stacks of the release cannot be seen: ${stacks.because}`);
  if (stacks.outcome === 'unknown') return passing(`the stacks of the release cannot be seen: ${stacks.because}`);
  const judged = judgedStacks(stacks.value, input);
  const wrong = wrongIn(judged);
  const others = judged.flatMap(({ fate }) => (fate.kind === 'underWay' && fate.isOthers ? [fate.because] : []));
  return together([
    wrong.length > 0 ? problem(joined(wrong)) : holds(),
    others.length > 0 ? passing(joined(others)) : holds(),
  ]);
}

const goesOn = (sentence: string): Finding => holds(`${sentence}; deploy-stacks looks again`);
