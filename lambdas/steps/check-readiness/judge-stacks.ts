import { laneOf } from '../../../lib/domain/release';
import { type Finding, holds, open, problem, together } from '../../edge/finding';
import type { Reading } from '../../edge/reading';
import { type Judged, joined, judgedStacks, wrongIn } from '../../edge/release-stacks/judged';
import type { Verified } from '../../edge/release-stacks/seen';
import { type About, isCheck } from './about';

/** The stacks of the verified release, `unfinished` while not all were looked at; `undefined` while there is none. */
export type SeenStacks = Reading<Verified> | { readonly outcome: 'unfinished'; readonly because: string } | undefined;

/** What may pass must not stop a takeover: afterwards deploy-stacks looks, and waits longer. */
export const STACKS_PATIENCE_SECONDS = 90;

/**
 * Whether what stands here can become what the release says. Deploy-stacks judges the same, but beside the promotion:
 * what a look tells has to be told before it.
 */
export function judgeStacks(stacks: SeenStacks, input: About): Finding {
  // Where users are served, what stands is what serves them: no takeover creates anything there.
  if (!stacks || input.isActive) return holds();
  // Nobody knows yet whether one of them stops a takeover, and whoever looks on will know.
  if (stacks.outcome === 'unfinished') return open(stacks.because);
  const passing = isCheck(input) || input.elapsedSeconds < STACKS_PATIENCE_SECONDS ? open : goesOn;
  if (stacks.outcome === 'failed') return problem(`the stacks of the release cannot be seen: ${stacks.because}`);
  if (stacks.outcome === 'unknown') return passing(`the stacks of the release cannot be seen: ${stacks.because}`);
  const judged = judgedStacks(stacks.value, input);
  const left = leftOver(judged, input);
  const wrong = wrongIn(judged);
  const others = judged.flatMap(({ fate }) => (fate.kind === 'underWay' && fate.isOthers ? [fate.because] : []));
  return together([
    leftUnread(judged),
    left.length > 0 ? holds(joined(left)) : holds(),
    wrong.length > 0 ? problem(joined(wrong)) : holds(),
    others.length > 0 ? passing(joined(others)) : holds(),
  ]);
}

/** What earlier drills have left under the names of this one: nobody needs it, deploy-stacks takes it away first. */
const leftOver = (judged: readonly Judged[], { run }: About): string[] =>
  judged.flatMap(({ fate }) =>
    laneOf(run.verb) === 'drill' && fate.kind === 'cleared' ? [`deploy-stacks begins with ${fate.because}`] : [],
  );

function leftUnread(judged: readonly Judged[]): Finding {
  const count = judged.filter(({ seen }) => seen.left).length;
  if (count === 0) return holds();
  return holds(
    `deploy-stacks compares the templates of stacks that stand: ${count}, which nobody has updated since the last check`,
  );
}

const goesOn = (sentence: string): Finding => holds(`${sentence}; deploy-stacks looks again`);
