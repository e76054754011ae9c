import type { Plan } from '../../domain/plan';
import type { Publishing, Without } from './publishing';

/** Why a Region must not be left out, as far as the plan says. */
export function withoutProblems({ name, regions }: Plan, without: Without | undefined): string[] {
  if (!without) return [];
  const { region } = without;
  if (!regions.includes(region)) return [`${region} is not a Region of plan ${name}`];
  if (regions.length > 1) return [];
  return [`${region} is the only Region of plan ${name}: without it nothing is published`];
}

/** What to do when a Region does not answer; begins with a semicolon, empty when no other would be left. */
export const ifDark = ({ plan, without }: Pick<Publishing, 'plan' | 'without'>, region: string): string =>
  without || plan.regions.length < 2
    ? ''
    : `; while it is dark, publish to the others with --without-region ${region} --because "<why>"`;

/** A Region that was left out is healed by nobody but the next publisher. */
export const withoutWarning = ({ region }: Without, release: string): string =>
  `${region} was left out and keeps what it has: a takeover there would not deploy ${release}; when it answers, ` +
  'publish again without --without-region';
