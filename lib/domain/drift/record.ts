import { sha256Of } from '../canonical-json';
import type { DriftFinding } from './finding';
import type { JudgedDrift } from './judge';

/** What one check found where the check before had found something else; kept as evidence. */
export interface DriftRecord extends JudgedDrift {
  readonly plan: string;
  /** The Region that checked. */
  readonly region: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Hash of the record before, or 64 zeros for the first. */
  readonly previousSha256: string;
  /** Hash of this record without this member. */
  readonly sha256: string;
}

/** What a check remembers for the next one. */
export interface LastCheck {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly findingsSha256: string;
  /** Hash of the newest record. */
  readonly recordSha256: string;
  /** How many things are not as released, and how many could not be compared. @default an older check wrote neither */
  readonly counts?: { readonly drifted: number; readonly unknown: number };
  /** The first of what could not be compared, at most {@link NOT_COMPARED_MAX}. @default an older check wrote none */
  readonly notCompared?: readonly NotCompared[];
}

export interface NotCompared {
  /** Says what could not be compared, and why. */
  readonly because: string;
  /** When the first drift detection of that stack was started, ISO 8601 UTC. @default that is not what it waits for */
  readonly detectingSince?: string;
}

/** So many sentences are kept: an item holds 400 kB, and nobody reads more. */
export const NOT_COMPARED_MAX = 10;

const NO_PREVIOUS = '0'.repeat(64);

export const digestOfFindings = (findings: readonly DriftFinding[]): string => sha256Of(findings);

/** The record of this check; `undefined` when it found what the last one found. The first one always leaves one. */
export function recordOf(
  judged: JudgedDrift,
  { plan, region, at, last }: Pick<DriftRecord, 'plan' | 'region' | 'at'> & { readonly last: LastCheck | undefined },
): DriftRecord | undefined {
  if (last?.findingsSha256 === digestOfFindings(judged.findings)) return undefined;
  const { findings, releases } = judged;
  const body = { plan, region, at, findings, releases, previousSha256: last?.recordSha256 ?? NO_PREVIOUS };
  return { ...body, sha256: sha256Of(body) };
}

/** Object key of a record in the evidence bucket: sorted by time in any listing. */
export const driftKeyOf = ({ region, at }: Pick<DriftRecord, 'region' | 'at'>): string => `drift/${region}/${at}.json`;
