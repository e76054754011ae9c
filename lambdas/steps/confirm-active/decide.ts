import { type Decision, done, refuse, wait } from '../../../lib/domain/decision';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import type { TextAnswer } from '../../edge/dns';
import { together } from '../../edge/finding';
import type { SeenPresence } from '../../edge/presences';
import type { WebAnswer } from '../../edge/web';
import { activeRegion, again, type SeenActive } from './active-region';
import { judgeAlive } from './judge-alive';
import { judgeDivergence, type SeenDivergence } from './judge-divergence';
import { judgePresences } from './judge-regions';
import { judgeSettled } from './judge-settled';
import { judgeStoodDown, type SeenStoodDown } from './judge-stood-down';
import type { confirmActive } from './step';

type Input = InputOf<typeof confirmActive>;

export interface Seen extends SeenActive, SeenDivergence, SeenStoodDown {
  /** Answers of the active Region to one probe after the other; none where it is not known, or need not answer. */
  readonly probes: readonly WebAnswer[];
  /** The TXT record of each public name; none where nothing has to be settled. */
  readonly texts: readonly TextAnswer[];
  /** Of every other Region; none where users are not moved. */
  readonly presences: readonly SeenPresence[];
}

/** How long what may pass is looked at again, seconds: a round of a watch, a settlement on its way to all servers. */
export const PATIENCE_SECONDS = 60;

export function decide(seen: Seen, input: Input): Decision<never, OutputOf<typeof confirmActive>> {
  const active = activeRegion(seen, input);
  if ('refusal' in active) return refuse(active.refusal);
  if ('open' in active) return keepLooking(active.open, input);
  const about = { ...input, active: active.region };
  const { problems, open, holds } = together([
    judgeAlive(seen.probes, about),
    judgeSettled(seen, about),
    judgePresences(seen.presences, input),
    judgeDivergence(seen, input),
    judgeStoodDown(seen, input),
  ]);
  // Two judges may miss the same claim.
  const unknown = [...new Set(open)];
  if (problems.length > 0) return refuse([...problems, ...unknown].join('; '));
  if (unknown.length > 0) return keepLooking(unknown.join('; '), input);
  const signals = [active.because, ...holds];
  return done({ activeRegion: active.region, signals }, `${active.region} is active: ${signals.join('; ')}`);
}

const keepLooking = (facts: string, input: Input) =>
  input.elapsedSeconds < PATIENCE_SECONDS
    ? wait(`not confirmed yet: ${facts}`)
    : refuse(`not confirmed within ${PATIENCE_SECONDS} s: ${facts}; put that right, then ${again(input)}`);
