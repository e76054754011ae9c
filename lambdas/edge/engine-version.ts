import type { Database } from '../../lib/domain/plan';

export interface Versions {
  readonly engine: Database['engine'];
  /** Of the global cluster, which is the primary's. */
  readonly primary: string;
  /** Of the cluster here. */
  readonly here: string;
}

/**
 * Why Aurora would not move the writer between clusters of these two versions, or `undefined` when it would. The same
 * major and minor version is always needed; the patch level too for MySQL and for old minors of PostgreSQL.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-upgrade.html
 */
export function versionProblem({ engine, primary, here }: Versions): string | undefined {
  if (primary === here) return undefined;
  const differ = `${here} here and ${primary} in the primary`;
  if (engine === 'aurora-mysql') return `${differ}; Aurora MySQL needs the same version, patch level included`;
  const ours = parsed(here);
  const theirs = parsed(primary);
  if (!ours || !theirs) return `${differ}; the versions cannot be compared`;
  if (ours.major !== theirs.major || ours.minor !== theirs.minor) {
    return `${differ}; the same major and minor version is needed`;
  }
  if (!patchMayDiffer(ours)) return `${differ}; for this minor version the patch level must be the same too`;
  const barrier = PATCH_BARRIERS[`${ours.major}.${ours.minor}`];
  return barrier !== undefined && ours.patch < barrier !== theirs.patch < barrier
    ? `${differ}; a patch level below ${barrier} and one from ${barrier} on do not go together`
    : undefined;
}

/** Major version → first minor version whose clusters may differ in their patch level; from 15 on all may. */
const FIRST_FREE_MINOR: Readonly<Record<number, number>> = { 11: 17, 12: 12, 13: 8, 14: 5 };
const FIRST_FREE_MAJOR = 15;

/** Minor versions in which one patch level changed what members can replicate. */
const PATCH_BARRIERS: Readonly<Record<string, number>> = { '16.1': 6, '16.2': 4, '16.3': 2, '16.4': 2 };

interface Version {
  readonly major: number;
  readonly minor: number;
  /** 0 when it is not written. */
  readonly patch: number;
}

const patchMayDiffer = ({ major, minor }: Version) =>
  major >= FIRST_FREE_MAJOR || minor >= (FIRST_FREE_MINOR[major] ?? Number.POSITIVE_INFINITY);

/** `16.4` or `16.4.2`; a flavour such as `16.4-limitless` is another engine and must be equal. */
function parsed(version: string): Version | undefined {
  const [, major, minor, patch = '0'] = /^(\d+)\.(\d+)(?:\.(\d+))?$/.exec(version) ?? [];
  return major && minor ? { major: Number(major), minor: Number(minor), patch: Number(patch) } : undefined;
}
