import { judgeProbes } from '../../../lib/domain/probe';
import type { InputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import type { Reading } from '../../edge/reading';
import type { WebAnswer } from '../../edge/web';
import type { Writer } from '../../edge/writers';
import { type Replaced, replacedRegion } from './replaced';
import type { authorizePromotion } from './step';

type Input = InputOf<typeof authorizePromotion>;

/** The world after people took their time. */
export interface SeenAgain {
  readonly writers: Reading<readonly Writer[]>;
  /** Answers to one probe after the other of the Region that is replaced. */
  readonly probes: readonly WebAnswer[];
}

/** Whether every writer has come here while people thought: somebody has promoted by hand. */
export const isMovedByHand = (writers: Reading<readonly Writer[]> | undefined, here: string): boolean =>
  writers?.outcome === 'read' && writers.value.length > 0 && writers.value.every(({ region }) => region === here);

export interface Judgement {
  /** Whether what was approved still holds. */
  readonly verdict: 'holds' | 'unknown' | 'changed';
  readonly because: string;
}

/**
 * Whether each writer is still in the Region that is replaced or has come here, and that Region is still as it was
 * confirmed: down in a failover, alive in a switchover.
 */
export function judgeAgain(again: SeenAgain | undefined, input: Input): Judgement {
  const replaced = replacedRegion(input);
  const { region } = replaced;
  if (again === undefined) return { verdict: 'unknown', because: `${region} was not looked at again` };
  const moved = writersMoved(again.writers, { here: input.region, replaced: region });
  if (moved) return moved;
  const { verdict, because } = judgeProbes(again.probes, region);
  return verdict === 'unknown' ? { verdict, because } : judgeLife(replaced, { isAlive: verdict === 'alive', because });
}

function judgeLife({ kind, region }: Replaced, { isAlive, because }: { isAlive: boolean; because: string }): Judgement {
  if (kind === 'active') {
    return isAlive
      ? { verdict: 'holds', because: `${region} still serves: ${because}` }
      : { verdict: 'changed', because: `${region} is down now (${because}); if it is lost, start a failover` };
  }
  return isAlive
    ? {
        verdict: 'changed',
        because: `${region} answers again (${because}); a switchover moves everything and loses no data`,
      }
    : { verdict: 'holds', because: `${region} is still down: ${because}` };
}

function writersMoved(
  writers: SeenAgain['writers'],
  { here, replaced }: { readonly here: string; readonly replaced: string },
): Judgement | undefined {
  if (writers.outcome === 'unknown') return { verdict: 'unknown', because: writers.because };
  if (writers.outcome === 'failed') {
    return { verdict: 'changed', because: `where the writers are cannot be seen any more: ${writers.because}` };
  }
  const elsewhere = writers.value.filter(({ region }) => region !== replaced && region !== here);
  const homeless = elsewhere.filter(({ region }) => region === undefined).map(({ globalCluster }) => globalCluster);
  const moved = elsewhere.filter(({ region }) => region !== undefined);
  if (moved.length > 0) {
    const places = moved.map(({ globalCluster, region }) => `${globalCluster} in ${region}`);
    return { verdict: 'changed', because: `the writers are no longer in ${replaced}: ${listed(places)}` };
  }
  return homeless.length > 0
    ? { verdict: 'unknown', because: `no member of ${listed(homeless)} is the writer now` }
    : undefined;
}
