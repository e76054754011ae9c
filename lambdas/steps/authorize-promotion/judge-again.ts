import { judgeProbes } from '../../../lib/domain/probe';
import type { InputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import type { Reading } from '../../edge/reading';
import type { WebAnswer } from '../../edge/web';
import type { Writer } from '../../edge/writers';
import type { authorizePromotion } from './step';

/** The world after people took their time. */
export interface SeenAgain {
  readonly writers: Reading<readonly Writer[]>;
  /** Answers to one probe after the other of the lost Region. */
  readonly probes: readonly WebAnswer[];
}

export interface Judgement {
  /** Whether what was approved still holds. */
  readonly verdict: 'holds' | 'unknown' | 'changed';
  readonly because: string;
}

/** Whether each writer is still in the lost Region or has come here, and the lost Region is still down. */
export function judgeAgain(again: SeenAgain | undefined, input: InputOf<typeof authorizePromotion>): Judgement {
  const { lostRegion } = input.confirmOutage;
  if (again === undefined) return { verdict: 'unknown', because: `${lostRegion} was not looked at again` };
  const moved = writersMoved(again.writers, input);
  if (moved) return moved;
  const { verdict, because } = judgeProbes(again.probes, lostRegion);
  if (verdict === 'alive') {
    return {
      verdict: 'changed',
      because: `${lostRegion} answers again (${because}); a switchover moves everything and loses no data`,
    };
  }
  return verdict === 'down'
    ? { verdict: 'holds', because: `${lostRegion} is still down: ${because}` }
    : { verdict: 'unknown', because };
}

function writersMoved(
  writers: SeenAgain['writers'],
  { region: here, confirmOutage: { lostRegion } }: InputOf<typeof authorizePromotion>,
): Judgement | undefined {
  if (writers.outcome === 'unknown') return { verdict: 'unknown', because: writers.because };
  if (writers.outcome === 'failed') {
    return { verdict: 'changed', because: `where the writers are cannot be seen any more: ${writers.because}` };
  }
  const elsewhere = writers.value.filter(({ region }) => region !== lostRegion && region !== here);
  const homeless = elsewhere.filter(({ region }) => region === undefined).map(({ globalCluster }) => globalCluster);
  const moved = elsewhere.filter(({ region }) => region !== undefined);
  if (moved.length > 0) {
    const places = moved.map(({ globalCluster, region }) => `${globalCluster} in ${region}`);
    return { verdict: 'changed', because: `the writers are no longer in ${lostRegion}: ${listed(places)}` };
  }
  return homeless.length > 0
    ? { verdict: 'unknown', because: `no member of ${listed(homeless)} is the writer now` }
    : undefined;
}
