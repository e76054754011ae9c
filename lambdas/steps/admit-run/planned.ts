import { type RegionSeen, unheard } from '../../../lib/domain/admission';
import { judgePlanned, type PlannedVerdict } from '../../../lib/domain/admission-planned';
import { act, join, refuse, wait } from '../../../lib/domain/decision';
import { listed } from '../../../lib/domain/text';
import {
  type Act,
  claimantOf,
  type Elsewhere,
  freeing,
  type Input,
  LISTEN_SECONDS,
  type Seen,
  type Verdict,
} from './acts';

/**
 * A planned run takes the item of every Region, or none. Whatever stands in its way ends it: nothing is urgent about
 * it, and what it has taken so far is given back, its own Region's item last.
 *
 * @param admitted what follows once it holds them all
 */
export function inEveryRegion(seen: Seen, input: Input, admitted: (epoch: number) => Verdict): Verdict {
  const { elsewhere } = seen;
  if (!elsewhere) return wait('the other Regions were not read yet');
  const silent = elsewhere.silent.length > 0 && input.elapsedSeconds < LISTEN_SECONDS;
  if (silent) return wait(`asking again: ${listed(elsewhere.silent)}`, 1);
  const items = itemsOf(seen, elsewhere, input);
  const verdict = judgePlanned(
    {
      items,
      homes: itemsOf(seen, { ...elsewhere, others: elsewhere.homes ?? elsewhere.others }, input),
      here: input.region,
      epochsKnown: [elsewhere.settledEpoch],
    },
    claimantOf(input),
  );
  if (verdict.kind === 'admitted') return admitted(verdict.epoch);
  return verdict.kind === 'withdraw' ? withdrawing(verdict, items, input) : towards(verdict, input);
}

/** Every Region's items by rank. */
const itemsOf = ({ own }: Seen, { others, claimedEpoch }: Elsewhere, { plan, region: here }: Input): RegionSeen[] =>
  plan.regions.flatMap((region): RegionSeen[] =>
    region === here
      ? [{ region, outcome: 'read', lock: own.lock, claimedEpoch }]
      : others.filter((other) => other.region === region),
  );

function towards(verdict: Exclude<PlannedVerdict, { kind: 'admitted' | 'withdraw' }>, input: Input): Verdict {
  const { region } = verdict;
  const claimant = claimantOf(input);
  if (verdict.kind === 'free') return freeing({ region, lock: verdict.left, home: verdict.home });
  const { observed } = verdict;
  if (verdict.kind === 'confirm') {
    const { highestSeen } = verdict;
    return act(
      { kind: 'confirm', claimant, observed: verdict.observed, highestSeen, region },
      `confirming the lock of ${region}`,
    );
  }
  const from =
    observed && observed.state !== 'free' ? ` from ${observed.owner}, a ${observed.verb} that gives way` : '';
  return act({ kind: 'take', claimant, observed, region }, `taking the lock of ${input.plan.name} in ${region}${from}`);
}

function withdrawing(
  { reason, because }: Extract<PlannedVerdict, { kind: 'withdraw' }>,
  items: readonly RegionSeen[],
  input: Input,
): Verdict {
  if (reason === 'unheard' && input.elapsedSeconds < LISTEN_SECONDS) {
    return wait(`asking again: ${listed(unheard({ others: items }))}`, 1);
  }
  const taken = takenBy(items, input);
  if (taken.length > 0) return act({ kind: 'withdraw', items: taken }, `giving back what was taken: ${because}`);
  return reason === 'busy' ? join(because) : refuse(because);
}

/** What this run holds or intends, its own Region's item last. */
const takenBy = (
  items: readonly RegionSeen[],
  { run, region: here }: Input,
): Extract<Act, { kind: 'withdraw' }>['items'] =>
  items
    .flatMap((item) =>
      item.outcome === 'read' && item.lock && item.lock.state !== 'free' && item.lock.owner === run.id
        ? [{ region: item.region, epoch: item.lock.epoch }]
        : [],
    )
    .sort((a, b) => Number(a.region === here) - Number(b.region === here));
