import * as z from 'zod';
import { promotionSent } from '../../../lib/domain/evidence-ending';
import type { FailureRecord } from '../../../lib/domain/failure';
import { StepRecord } from '../../../lib/domain/run';
import { settlementFrom } from '../../../lib/domain/settlement';
import type { OutputOf } from '../../../lib/domain/step';
import { standingOfVerb } from '../../../lib/domain/verbs';
import { checkReadiness } from '../check-readiness/step';
import { epochOf, type Input, isOfDrill, releaseIn, type Seen, type SeenStack } from './seen';

/** Id of the release that the run decided on, or `undefined` when it did not come so far. */
export const releaseOf = (document: Input['document']): string | undefined => readinessIn(document)?.release.id;

/** What CheckReadiness came to, or `undefined` when the run did not come so far. */
const readinessIn = ({ checkReadiness: record }: Input['document']): OutputOf<typeof checkReadiness> | undefined =>
  z.object({ output: checkReadiness.output }).safeParse(record).data?.output;

/** Why what this run created is needed, or may be, or `undefined` when nothing refers to it. */
export function keptBecause(seen: Seen, input: Input): string | undefined {
  const { region, epoch } = input;
  const { records, claimedEpoch } = seen;
  if (promotionSent(records)) return 'a promotion was sent: what was deployed for it stays';
  if (isPromoted(input)) return `the writer is in ${region} already: no other Region can serve, its stacks stay`;
  if (claimedEpoch >= epoch) return `${region} serves under epoch ${claimedEpoch}: its stacks stay`;
  const { here } = settledEpochs(seen, input);
  if (here >= epoch) return `the records are settled for ${region} under epoch ${here}: its stacks stay`;
  return keptForFailover(input);
}

/** How steps say that the active Region is lost, in their own words. */
const SAYS_LOST = /\bis (?:down|silent)\b/;

/** Whether a failure says that the other Region is lost, or leaves it as if: one that stays fenced serves nobody. */
const mayBeLost = ({ step, kind, because }: FailureRecord): boolean =>
  step === 'UnfenceRegion' ||
  (step === 'FenceRegion' && kind === 'overdue') ||
  (kind === 'refused' && SAYS_LOST.test(because));

/** A planned run that the active Region's loss has ended: the failover that comes next starts with what stands here. */
function keptForFailover({ run, document }: Input): string | undefined {
  if (standingOfVerb(run.verb).takes !== 'every') return undefined;
  const lost = document.failures.find(mayBeLost);
  if (!lost) return undefined;
  return (
    `${lost.step} was ${lost.kind}, and the other Region may be lost: the stacks of this run stay, ` +
    'because a failover needs them; where none is needed, a retire deletes them'
  );
}

/** Whether somebody else has moved a database here, before this run or beside it: this run then sent nothing itself. */
const isPromoted = ({ plan, document }: Pick<Input, 'plan' | 'document'>): boolean =>
  readinessIn(document)?.lags.some(({ promoted }) => promoted) === true ||
  (plan.databases.length > 0 && isDone(document.promoteDatabase));

/** Whether this run has moved users here, and nothing has failed since. */
export const hasMoved = ({ document }: Pick<Input, 'document'>): boolean =>
  document.failures.length === 0 && isDone(document.verifyTraffic);

const isDone = (record: unknown): boolean => StepRecord.safeParse(record).data?.status === 'done';

/**
 * The epoch under which this Region serves, or is about to; 0 when it does not. A claim stays when another Region takes
 * over: the records that are settled for that one under a later epoch say so.
 */
export function servingEpoch(seen: Seen, input: Input): number {
  const { here, elsewhere } = settledEpochs(seen, input);
  const known = Math.max(seen.claimedEpoch, here);
  if (known > elsewhere) return known;
  return promotionSent(seen.records) || isPromoted(input) ? input.epoch : 0;
}

/** The highest epochs under which any public name is settled, here and for other Regions; 0 for none. */
function settledEpochs({ texts }: Seen, { region }: Input): { readonly here: number; readonly elsewhere: number } {
  const settlements = texts.flatMap((answer) =>
    answer.outcome === 'answered' ? answer.values.flatMap((text) => settlementFrom(text) ?? []) : [],
  );
  const highest = (isHere: boolean) =>
    Math.max(0, ...settlements.filter(({ active }) => (active === region) === isHere).map(({ epoch }) => epoch));
  return { here: highest(true), elsewhere: highest(false) };
}

/**
 * Releases whose stacks serve here, or are about to; none where this Region does not serve, and `undefined` where
 * nobody can tell which one serves.
 */
export function neededReleases(seen: Seen, input: Input): readonly string[] | undefined {
  const serving = servingEpoch(seen, input);
  if (serving === 0) return [];
  const release = servingRelease(seen, serving);
  const own = releaseOf(input.document);
  return release === undefined ? undefined : [release, ...(own === undefined ? [] : [own])];
}

/** A run deploys one release: what it created carries its epoch; one that adopted everything created nothing. */
function servingRelease({ stacks }: Seen, serving: number): string | undefined {
  const live = stacks.filter((stack) => !isOfDrill(stack));
  const created = live.find((stack) => epochOf(stack) === serving);
  if (created) return releaseIn(created);
  const adoptable = releasesOf(live.filter((stack) => epochOf(stack) < serving));
  return adoptable.length === 1 ? adoptable[0] : undefined;
}

export const releasesOf = (stacks: readonly SeenStack[]): string[] => [...new Set(stacks.map(releaseIn))];
