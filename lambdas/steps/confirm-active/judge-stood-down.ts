import { startCommand } from '../../../lib/domain/commands';
import type { Fence } from '../../../lib/domain/fence';
import { claimedBy, claimsAbove, isFencedUnder, wasActive } from '../../../lib/domain/replaced';
import type { KnownClaim } from '../../../lib/domain/settlement';
import type { InputOf } from '../../../lib/domain/step';
import { type Finding, holds, open, problem, unread } from '../../edge/finding';
import type { Reading } from '../../edge/reading';
import { again } from './active-region';
import type { confirmActive } from './step';
import { isReplacing, mustAnswer } from './wanted';

type Input = InputOf<typeof confirmActive>;

/** What tells whether a Region that was replaced has stopped what may still write in it. */
export interface SeenStoodDown {
  /** Claims of every Region of the plan. */
  readonly claims: readonly KnownClaim[];
  /** Of this Region; absent where users are moved. */
  readonly fence?: Reading<Fence | undefined> | undefined;
}

/**
 * Whether this Region, if it served before, was fenced for the one that replaced it. A drill or prewarm would hold the
 * lock that its stand-down waits for, and set new stacks beside an old writer. A switchover is not asked: it fences
 * the active Region, and what a failover left behind here is judged by what was recorded.
 */
export function judgeStoodDown({ claims, fence }: SeenStoodDown, input: Input): Finding {
  const { region: here } = input;
  if (isReplacing(input)) return holds();
  const own = unreadClaims(claims.filter(({ region }) => region === here));
  if (own.length > 0) return open(...own);
  if (!wasActive(claimedBy(claims, here), input)) return holds();
  const [by] = claimsAbove(claims, here);
  if (!by) return judgeSilent(unreadClaims(claims), input);
  const what = `whether ${here} was fenced since ${by.region} claims epoch ${by.epoch}`;
  if (fence?.outcome !== 'read') return fence ? unread(what, fence) : open(`${what} is not known: nobody looked`);
  if (isFencedUnder(fence.value, by.epoch)) return holds(`${here} is fenced under epoch ${fence.value.epoch}`);
  return problem(
    `${here} was replaced by ${by.region} under epoch ${by.epoch} and may still take writes: it has to stand down ` +
      `first; ${startStandDown(input)}; then ${again(input)}`,
  );
}

/** A Region at risk may be silent: that is why its standby is made warm. */
const judgeSilent = (silent: readonly string[], input: Input): Finding => (mustAnswer(input) ? open : holds)(...silent);

/** One sentence for each claim that nobody knows. */
export const unreadClaims = (claims: readonly KnownClaim[]): string[] =>
  claims.flatMap(({ region, epoch }) => (epoch === undefined ? [`the claim of ${region} cannot be read`] : []));

/** How the stand-down that is missing here comes about. */
export const startStandDown = ({ region, names }: Pick<Input, 'region' | 'names'>): string =>
  `the watch here starts ${names.machine('stand-down')}: wait for it or start it yourself, ` +
  startCommand({ verb: 'stand-down', region });
