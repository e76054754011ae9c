import { type Finding, holds } from '../../edge/finding';
import { otherStacks, otherStacksSentence } from '../../edge/other-releases';
import type { Reading } from '../../edge/reading';
import type { DescribedStack } from '../../edge/stacks';
import type { Verification } from '../../edge/staged-release';
import type { About } from './about';

/** The release, and every stack of the plan that stands here. */
export interface SeenBesideRelease {
  readonly release: Verification;
  readonly planStacks: Reading<readonly DescribedStack[]>;
}

/** What stands beside the stacks of the release is told, and stops nobody: users have nowhere else to go. */
export function judgeOthers({ release: { release }, planStacks }: SeenBesideRelease, input: About): Finding {
  if (!release || input.isActive) return holds();
  const { manifest } = release;
  const sentence = otherStacksSentence(otherStacks(planStacks, { ...input, manifest }), manifest.release);
  return sentence ? holds(sentence) : holds();
}
