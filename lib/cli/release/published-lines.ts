import { printable, sizeOf } from '../../domain/text';
import type { Published, PublishedRegion } from '../../release/publish/publishing';

/** What was published, as people read it. */
export const publishedLines = (published: Published): string[] => linesOf(published).map(printable);

const linesOf = ({ release, commit, createdAt, regions, without, findings, warnings }: Published): string[] => [
  `release ${release} of commit ${commit} is what a takeover deploys from now on` +
    `${without ? ` everywhere but in ${without.region}` : ''}, ${createdAt}`,
  ...Object.entries(regions).map(([region, counted]) => `  ${region.padEnd(15)} ${countedLine(counted)}`),
  ...(without ? [`  ${without.region.padEnd(15)} left out: ${without.because}`] : []),
  ...findings
    .filter(({ accepted, level }) => accepted === undefined && level === 'warning')
    .map(({ id, because, remedy }) => `warning ${id}: ${because}; ${remedy}`),
  ...findings.flatMap(({ id, accepted }) => (accepted === undefined ? [] : [`accepted ${id}: ${accepted}`])),
  ...warnings.map((warning) => `warning ${warning}`),
];

const countedLine = ({ uploaded, reused, bytes, manifestVersionId }: PublishedRegion): string =>
  `uploaded ${uploaded} (${sizeOf(bytes)}), already there ${reused}; manifest version ${manifestVersionId}`;
