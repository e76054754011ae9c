import { laneOf } from '../../../lib/domain/release';
import { type Finding, holds, open, problem, together } from '../../edge/finding';
import type { Fate } from '../../edge/release-stacks/fate';
import { type Judged, joined, judgedStacks, wrongIn } from '../../edge/release-stacks/judged';
import type { Left, Verified } from '../../edge/release-stacks/seen';
import { type About, isCheck } from './about';

/** The stacks of the verified release, of which not all were looked at while something is `unseen`. */
export interface SeenStacks extends Verified {
  /** Why the others were not; `unfinished`: whoever looks on will see them. @default all were */
  readonly unseen?: { readonly outcome: 'unfinished' | 'unknown' | 'failed'; readonly because: string };
}

/** What may pass must not stop a takeover: afterwards deploy-stacks looks, and waits longer. */
export const STACKS_PATIENCE_SECONDS = 90;

/**
 * Whether what stands here can become what the release says. Deploy-stacks judges the same, but beside the promotion:
 * what a look tells has to be told before it.
 */
export function judgeStacks(stacks: SeenStacks | undefined, input: About): Finding {
  // Where users are served, what stands is what serves them: no takeover creates anything there.
  if (!stacks || input.isActive) return holds();
  const passing = isCheck(input) || input.elapsedSeconds < STACKS_PATIENCE_SECONDS ? open : goesOn;
  const judged = judgedStacks(stacks, input);
  const left = leftOver(judged, input);
  const wrong = wrongIn(judged);
  const others = judged.flatMap(({ fate }) => (fate.kind === 'underWay' && fate.isOthers ? [fate.because] : []));
  return together([
    judgeUnseen(stacks.unseen, passing),
    ...leftUnread(judged),
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

function judgeUnseen(unseen: SeenStacks['unseen'], passing: (sentence: string) => Finding): Finding {
  if (!unseen) return holds();
  const { outcome, because } = unseen;
  // Nobody knows yet whether one of them stops a takeover, and whoever looks on will know.
  if (outcome === 'unfinished') return open(because);
  return (outcome === 'failed' ? problem : passing)(`the stacks of the release cannot be seen: ${because}`);
}

/** What deploy-stacks looks at, because this step did not. */
function leftUnread(judged: readonly Judged[]): Finding[] {
  const late = `not read within ${STACKS_PATIENCE_SECONDS} s`;
  const count = (kinds: readonly Fate['kind'][], left: Left) =>
    judged.filter(({ fate, seen }) => seen.left === left && kinds.includes(fate.kind)).length;
  const told = (sentence: string, stacks: number, why: string) =>
    stacks > 0 ? holds(`deploy-stacks ${sentence}: ${stacks}, which ${why}`) : holds();
  const compares = 'compares the templates of stacks that stand';
  return [
    told(compares, count(STANDING, 'unchanged'), 'nobody has updated since the last check'),
    told(compares, count(STANDING, 'late'), `were ${late}`),
    told('sees what deleting stacks would leave', count(['cleared'], 'late'), `was ${late}`),
  ];
}

const STANDING = ['complete', 'undecided'] as const;

const goesOn = (sentence: string): Finding => holds(`${sentence}; deploy-stacks looks again`);
