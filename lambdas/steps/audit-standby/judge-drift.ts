import { digestOfFindings, type LastCheck } from '../../../lib/domain/drift';
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
  return together([judgeAge(last.value, context.now), judgeFound(last.value)]);
}

function isNew(standing: SeenDrift['standing'], { now, stack }: DriftContext): boolean {
  const own = standing.outcome === 'read' ? standing.value.find(({ stackName }) => stackName === stack) : undefined;
  return own !== undefined && secondsBetween(own.updatedAt ?? own.createdAt, now) <= DRIFT_AGE_SECONDS_MAX;
}

const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000;

function judgeAge({ at }: LastCheck, now: string): Finding {
  if (secondsBetween(at, now) <= DRIFT_AGE_SECONDS_MAX) return holds();
  return problem(
    `drift was looked for last at ${at}, more than ${DRIFT_AGE_SECONDS_MAX / 3600} h ago: ` +
      'see the log of the function check-drift',
  );
}

const SEE = 'see npx understudy release drift';

function judgeFound({ findingsSha256, counts }: LastCheck): Finding {
  if (!counts) {
    return findingsSha256 === digestOfFindings([])
      ? holds()
      : problem(`the last check for drift found something: ${SEE}`);
  }
  const { drifted, unknown } = counts;
  if (drifted === 0 && unknown === 0) return holds();
  return problem(`${drifted} things are not as released and ${unknown} could not be compared: ${SEE}`);
}
