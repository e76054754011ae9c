import { regionProblem } from '../../domain/region';

/** Regions as words of their own, with what follows them: a zone's letter, a local zone. */
const REGION = /(?<![A-Za-z0-9])([a-z]{2}(?:-gov)?-(?:north|south|east|west|central)+-\d)(?!\d)[a-z]?/g;
/** Zone ids, such as use1-az2: https://docs.aws.amazon.com/ram/latest/userguide/working-with-az-ids.html */
const ZONE_ID = /(?<![A-Za-z0-9])[a-z]{2,3}(?:g[ew])?[a-z]{0,2}\d-az\d(?!\d)/g;

/** The Regions, zones and zone ids that a text names. */
export const regionsIn = (text: string): string[] => [
  ...[...text.matchAll(REGION)]
    .filter(([, region = '']) => regionProblem(region) === undefined)
    .map(([whole]) => whole),
  ...[...text.matchAll(ZONE_ID)].map(([whole]) => whole),
];

/** Whether what {@link regionsIn} has found is a Region itself, or one of its zones. */
export const isOfRegion = (found: string, region: string): boolean =>
  found.replace(/(?<=\d)[a-z]$/, '') === region || found.startsWith(`${zonesOf(region)}-az`);

/** How ids of a Region's zones begin: `us-gov-west-1` → `usgw1`, `ap-southeast-2` → `apse2`. */
const zonesOf = (region: string): string =>
  region
    .replace('-gov-', '-g-')
    .replace(/north|south|east|west|central/g, (direction) => direction.charAt(0))
    .replaceAll('-', '');

/** 8 or 17 hex digits: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html */
const PHYSICAL_ID = new RegExp(
  `(?<![A-Za-z0-9-])(?:${[
    ...['acl', 'ami', 'cgw', 'dopt', 'eigw', 'eipalloc', 'eni', 'fs', 'fsap', 'fsmt', 'i', 'igw', 'lt', 'nat', 'pcx'],
    ...['pl', 'rtb', 'sg', 'snap', 'subnet', 'tgw', 'vgw', 'vol', 'vpc', 'vpce', 'vpn'],
  ].join('|')})-(?:[0-9a-f]{17}|[0-9a-f]{8})(?![A-Za-z0-9])`,
  'g',
);

export const physicalIdsIn = (text: string): string[] => text.match(PHYSICAL_ID) ?? [];

/** An account in an ARN. */
export interface NamedAccount {
  readonly account: string;
  /** Whether the ARN has a Region, and one that is filled in: the account has such a thing in each, as a layer is. */
  readonly isEverywhere: boolean;
}

/** A Region that a template or the plan fills in, or that was filled in. @param own @default none was */
export const accountsIn = (text: string, own?: string): NamedAccount[] =>
  [...text.replace(/\$\{[^}]*\}/g, '*').matchAll(/\barn:[^:\s]+:[a-z0-9-]+:([^:\s]*):(\d{12}):/g)].map(
    ([, region = '', account = '']) => ({ account, isEverywhere: ['*', '{region}', own].includes(region) }),
  );
