import { type Decision, refuse, wait } from '../../../lib/domain/decision';
import { oneLine } from '../../../lib/domain/text';
import type { Input, SeenReplacement } from './seen';

/**
 * The epoch under which another Region has replaced this one, or why nothing is fenced: a Region stands down only where
 * the other one claims more, and no writer is here. A writer here means that it is the active one again.
 */
export function replacedUnder(
  { claims, writers }: SeenReplacement,
  { region: here }: Pick<Input, 'region'>,
): { readonly epoch: number; readonly by: string } | Decision<never, never> {
  if (writers.outcome === 'unknown') return wait(`nobody knows where the writers are: ${oneLine(writers.because)}`);
  if (writers.outcome === 'failed') return refuse(`where the writers are cannot be read: ${oneLine(writers.because)}`);
  const own = writers.value.find(({ region }) => region === here);
  if (own) return refuse(`the writer of ${own.globalCluster} is in ${here}: no other Region has replaced it`);

  const claimed = claims.find(({ region }) => region === here)?.epoch ?? 0;
  const [highest] = claims
    .flatMap(({ region, epoch }) => (region !== here && epoch !== undefined ? [{ epoch, by: region }] : []))
    .sort((one, other) => other.epoch - one.epoch);
  if (highest && highest.epoch > claimed) return highest;
  const silent = claims.find(({ epoch }) => epoch === undefined);
  return silent
    ? wait(`the claim of ${silent.region} cannot be read, and no other Region claims more than epoch ${claimed}`)
    : refuse(`no other Region claims more than epoch ${claimed} of ${here}: there is nothing to stand down for`);
}
