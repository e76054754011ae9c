import { oneLine, printable } from '../../domain/text';
import type { ListedRegion, ListedRelease } from '../../release/publish/history';

/** What was published where, as people read it. */
export const listedLines = (
  regions: readonly ListedRegion[],
  { ageHoursMax }: { readonly ageHoursMax: number },
): string[] =>
  [...regions.flatMap((region) => regionLines(region, ageHoursMax)), ...mixedLines(regions)].map(printable);

const regionLines = ({ region, current, earlier, problems }: ListedRegion, ageHoursMax: number): string[] => [
  `${region}: ${current ? `release ${current.release} is current` : 'no release is current'}`,
  ...(current ? [currentLine(current, ageHoursMax)] : []),
  ...(current?.problems ?? []).map((problem) => `  a takeover would refuse it: ${oneLine(problem)}`),
  ...problems.map((problem) => `  ${oneLine(problem)}`),
  ...earlier.map(earlierLine),
];

const currentLine = ({ commit, createdAt, ageHours }: ListedRelease, ageHoursMax: number): string =>
  `  commit ${oneLine(commit, 60)}, created ${createdAt}, ${ageHours} h of ${ageHoursMax} h old; signature ok`;

const earlierLine = ({ release, commit, createdAt, ageHours, problems }: ListedRelease): string =>
  `  earlier ${release}, commit ${oneLine(commit, 60)}, created ${createdAt}, ${ageHours} h old` +
  (problems.length === 0 ? '' : `; now refused: ${oneLine(problems.join('; '))}`);

/** Why a takeover would not deploy the current release, in every Region where it would not. */
export const problemsIn = (regions: readonly ListedRegion[]): string[] =>
  regions.flatMap(({ region, current, problems }) =>
    [
      ...(current || problems.length > 0 ? [] : ['no release is current']),
      ...(current?.problems ?? []).map((problem) => `a takeover would refuse ${current?.release}: ${problem}`),
      ...problems,
    ].map((problem) => `${region}: ${problem}`),
  );

/** Regions that differ were left so by a publish that did not end. */
function mixedLines(regions: readonly ListedRegion[]): string[] {
  const current = new Set(regions.map((region) => region.current?.release));
  if (current.size <= 1) return [];
  return ['the Regions have different releases; publish again to make them alike'];
}
