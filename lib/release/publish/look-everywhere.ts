import { controlPlaneJudged } from './control-plane';
import { clockProblem, strangerWarning } from './judge';
import { withoutWarning } from './leaving-out';
import { lookAt, type SeenRegion } from './look';
import { PublishError, type Publishing } from './publishing';
import { toldOnce } from './told-once';
import { type RegionValues, valuesIn } from './values';

/** A Region of which everything is known that publishing needs. */
export interface Known {
  readonly seen: SeenRegion;
  readonly values: RegionValues;
}

/**
 * Every Region as it stands, and every parameter; the one that is left out is asked too, whether it is dark.
 *
 * @param now ISO 8601 UTC
 * @throws PublishError with all problems of all Regions
 */
export async function lookEverywhere(publishing: Publishing, now: string): Promise<Known[]> {
  const { plan, without } = publishing;
  const [answering, looks] = await Promise.all([
    answeringAfterAll(publishing),
    Promise.all(
      plan.regions.filter((region) => region !== without?.region).map((region) => lookAt(publishing, region)),
    ),
  ]);
  const known = looks.flatMap((look) => ('region' in look ? [{ seen: look, values: valuesIn(look, publishing) }] : []));
  const problems = [
    ...answering,
    ...looks.flatMap((look) => ('problems' in look ? look.problems : [])),
    ...known.flatMap(({ seen }) => controlPlaneJudged(seen, publishing).problems),
    ...toldOnce(known.flatMap(({ values }) => values.problems)),
    ...known.flatMap(({ seen }) => clockProblem(seen, plan, now) ?? []),
  ];
  if (problems.length > 0) throw new PublishError(problems);
  return known;
}

/** A Region is left out because it is dark, not because something is wrong with it. */
async function answeringAfterAll(publishing: Publishing): Promise<string[]> {
  const { without } = publishing;
  if (!without) return [];
  const look = await lookAt(publishing, without.region);
  if ('problems' in look && look.isDark) return [];
  return [`${without.region} answers: publish to it too, without --without-region`];
}

/** What a person should look at, though it stops nothing. */
export const warningsOf = (known: readonly Known[], publishing: Publishing): string[] => [
  ...known.flatMap(({ seen, values }) => [
    ...values.warnings,
    ...controlPlaneJudged(seen, publishing).warnings,
    ...[strangerWarning(seen, publishing.plan)].filter((warning) => warning !== undefined),
  ]),
  ...(publishing.without ? [withoutWarning(publishing.without, publishing.release.id)] : []),
];
