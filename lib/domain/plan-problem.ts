import type { Plan } from './plan';
import { listed } from './text';

/** A problem and the path of the field it is about. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What one rule between fields finds. */
export type Check = (plan: Plan) => readonly Problem[];

export const problem = (path: readonly PropertyKey[], message: string): Problem => ({ path, message });

export interface Members {
  /** What each Region has one of. */
  readonly what: string;
  readonly record: Readonly<Record<string, unknown>>;
  readonly regions: readonly string[];
}

/** Regions that a record lacks, and entries that belong to none. */
export const membersOf = (path: readonly PropertyKey[], { what, record, regions }: Members): Problem[] => [
  ...regions
    .filter((region) => !Object.hasOwn(record, region))
    .map((region) => problem(path, `no ${what} for ${region}; add one`)),
  ...Object.keys(record)
    .filter((region) => !regions.includes(region))
    .map((region) => problem([...path, region], `not a Region of this plan; allowed are ${listed(regions)}`)),
];

/** The account that an ARN names, its fifth part. */
export const ownerOf = (arn: string): string => arn.split(':')[4] ?? '';
