import type { DriftFinding } from './finding';
import { judgeDeployed, type SeenDeployed } from './judge-deployed';
import { type DriftContext, judgeReleases, newestOf, type SeenCurrent } from './judge-releases';
import { judgeResources, type SeenResources } from './judge-resources';

/** Everything that is compared. */
export interface SeenDrift {
  /** One for each Region of the plan. */
  readonly releases: readonly SeenCurrent[];
  readonly deployed: SeenDeployed;
  readonly resources: readonly SeenResources[];
}

export interface JudgedDrift {
  /** The worst first, then by Region and stack. */
  readonly findings: readonly DriftFinding[];
  /** Region → id of the release there; `undefined` where it is missing, unknown or not to be trusted. */
  readonly releases: Readonly<Record<string, string | undefined>>;
}

/** Everything that is not as it was released, and everything that nobody can say. Nothing: in sync. */
export function judgeDrift(seen: SeenDrift, context: DriftContext): JudgedDrift {
  const { findings, manifests } = judgeReleases(seen.releases, context);
  return {
    findings: [
      ...findings,
      ...judgeDeployed(seen.deployed, newestOf([...manifests.values()])),
      ...seen.resources.flatMap((resources) => judgeResources(resources, context)),
    ].sort(byWeight),
    releases: Object.fromEntries(seen.releases.map(({ region }) => [region, manifests.get(region)?.release])),
  };
}

const LEVELS: readonly DriftFinding['level'][] = ['drift', 'unknown', 'warning'];

const byWeight = (one: DriftFinding, other: DriftFinding): number =>
  LEVELS.indexOf(one.level) - LEVELS.indexOf(other.level) || compared(textOf(one), textOf(other));

const textOf = ({ region, stack = '', kind, because }: DriftFinding) => [region, stack, kind, because].join(' ');

const compared = (one: string, other: string): number => (one < other ? -1 : Number(one > other));
