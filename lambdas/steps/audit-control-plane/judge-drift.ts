import { digestOfFindings, type LastCheck, type NotCompared } from '../../../lib/domain/drift';
import { secondsBetween } from '../../../lib/domain/seconds';
import { listed } from '../../../lib/domain/text';
import { type Finding, holds, problem, together, unread } from '../../edge/finding';
import type { Reading } from '../../edge/reading';
import type { DescribedStack } from '../../edge/stacks';

export interface SeenDrift {
  /** `undefined` before the first check. */
  readonly last: Reading<LastCheck | undefined>;
  /** Every stack of this Region. */
  readonly standing: Reading<readonly DescribedStack[]>;
}

/** Drift is looked for every hour; one look may fail. */
export const DRIFT_AGE_SECONDS_MAX = 7200;

/** A detection takes minutes, and the check of the next hour reads it; that one may be a quarter late. */
export const FIRST_DETECTION_SECONDS_MAX = 4500;

export interface DriftContext {
  readonly now: string;
  /** Name of the control plane's own stack: a new one has not looked for drift yet. */
  readonly stack: string;
}

/** What runs, what is staged and what stands here is what was released, as the hourly check found. */
export function judgeDrift({ last, standing }: SeenDrift, context: DriftContext): Finding {
  if (last.outcome !== 'read') return unread('whether anything has drifted', last);
  if (last.value === undefined) {
    return isNew(standing, context)
      ? holds('drift was not looked for yet: this control plane was deployed just now')
      : problem('drift was never looked for here: see the log of the function check-drift');
  }
  return together([judgeAge(last.value, context.now), judgeFound(last.value, context.now)]);
}

function isNew(standing: SeenDrift['standing'], { now, stack }: DriftContext): boolean {
  const own = standing.outcome === 'read' ? standing.value.find(({ stackName }) => stackName === stack) : undefined;
  return own !== undefined && secondsBetween(own.updatedAt ?? own.createdAt, now) <= DRIFT_AGE_SECONDS_MAX;
}

function judgeAge({ at }: LastCheck, now: string): Finding {
  if (secondsBetween(at, now) <= DRIFT_AGE_SECONDS_MAX) return holds();
  return problem(
    `drift was looked for last at ${at}, more than ${DRIFT_AGE_SECONDS_MAX / 3600} h ago: ` +
      'see the log of the function check-drift',
  );
}

const SEE = 'see npx understudy release drift; the check of the next hour reads what is put right';

/** So many of those that could not be compared are named in one sentence. */
const NAMED_MAX = 3;

function judgeFound({ findingsSha256, counts, notCompared = [] }: LastCheck, now: string): Finding {
  if (!counts) {
    return findingsSha256 === digestOfFindings([])
      ? holds()
      : problem(`the last check for drift found something: ${SEE}`);
  }
  const { drifted, unknown } = counts;
  if (drifted === 0 && unknown === 0) return holds();
  const named = namedOf(notCompared, unknown);
  // The item may hold fewer than were counted: of those that it does not hold nothing is known to be under way.
  if (drifted === 0 && notCompared.filter((one) => isUnderWay(one, now)).length === unknown) {
    return holds(`a first drift detection is under way, which the check of the next hour reads: ${named}`);
  }
  const changed = drifted === 1 ? '1 thing is not as released' : `${drifted} things are not as released`;
  const sentences = [
    ...(drifted > 0 ? [changed] : []),
    ...(unknown > 0 ? [`${unknown} could not be compared${named && ` (${named})`}`] : []),
  ];
  return problem(`${listed(sentences)}: ${SEE}`);
}

const isUnderWay = ({ detectingSince }: NotCompared, now: string): boolean =>
  detectingSince !== undefined && Math.abs(secondsBetween(detectingSince, now)) <= FIRST_DETECTION_SECONDS_MAX;

function namedOf(notCompared: readonly NotCompared[], count: number): string {
  const named = notCompared.slice(0, NAMED_MAX).map(({ because }) => because);
  const more = count - named.length;
  return [...named, ...(named.length > 0 && more > 0 ? [`${more} more`] : [])].join('; ');
}
