/**
 * From which minor version of a major one Aurora PostgreSQL moves between patch levels; of newer ones, from the first.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-upgrade.html
 */
const PATCHES_MAY_DIFFER_FROM: Readonly<Record<number, number>> = { 11: 17, 12: 12, 13: 8, 14: 5 };
/** Patch levels of these minor versions that are no neighbours of those below them; the same page. */
const BARRIERS: Readonly<Record<string, number>> = { '16.1': 6, '16.2': 4, '16.3': 2, '16.4': 2 };

/** Whether RDS moves the writer between clusters that run these engine versions, e.g. `17.7` and `17.7.1`. */
export function canMoveBetween(engine: string, [one, other]: readonly [string, string]): boolean {
  if (one === other) return true;
  if (engine !== 'aurora-postgresql') return false;
  const [from, to] = [partsOf(one), partsOf(other)];
  if (from.minor !== to.minor) return false;
  const [major = 0, minor = 0] = from.minor.split('.').map(Number);
  const firstMinor = major > 14 ? 0 : (PATCHES_MAY_DIFFER_FROM[major] ?? Number.POSITIVE_INFINITY);
  const barrier = BARRIERS[from.minor] ?? 0;
  return minor >= firstMinor && from.patch >= barrier === to.patch >= barrier;
}

function partsOf(version: string): { minor: string; patch: number } {
  const [major, minor, patch = 0] = version.split('.');
  return { minor: `${major}.${minor}`, patch: Number(patch) };
}
