import type { Plan } from '../plan';
import { type ReleaseManifest, readManifest, rollbackProblem, signedManifest } from '../release';
import { listed } from '../text';
import type { DriftFinding, Seen } from './finding';

/** The manifest that is current in one Region. */
export interface SeenCurrent {
  readonly region: string;
  readonly manifest: Seen<{
    /** `undefined`: there is none. */
    readonly text: string | undefined;
    /** Texts of the versions that stood in its place before, in any order. */
    readonly earlier: readonly string[];
  }>;
}

export interface DriftContext {
  readonly plan: Plan;
  /** ISO 8601 UTC. */
  readonly now: string;
}

export interface JudgedReleases {
  readonly findings: readonly DriftFinding[];
  /** The manifests that may be deployed but for their age, by Region. */
  readonly manifests: ReadonlyMap<string, ReleaseManifest>;
}

/** A release is published again well before it is too old: a fifth of a week is a working day and a half. */
const AGE_WARNING_SHARE = 0.8;
const HOUR_MILLISECONDS = 3_600_000;

/** Whether every Region holds the same release, signed, the newest of its own, and young enough. */
export function judgeReleases(seen: readonly SeenCurrent[], context: DriftContext): JudgedReleases {
  const judged = seen.map((current) => judgeCurrent(current, context.plan));
  const manifests = new Map(judged.flatMap(({ manifest }) => (manifest ? [[manifest.region, manifest] as const] : [])));
  const newest = newestOf([...manifests.values()]);
  return {
    manifests,
    findings: [
      ...judged.flatMap(({ findings }) => findings),
      ...[...manifests.values()].flatMap((manifest) => [
        ...judgeAgainst(newest ?? manifest, manifest),
        ...judgeAge(manifest, context),
      ]),
    ],
  };
}

/** The manifest that was published last; of those published at once, the first. */
export const newestOf = (manifests: readonly ReleaseManifest[]): ReleaseManifest | undefined =>
  [...manifests].sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))[0];

interface JudgedCurrent {
  readonly manifest?: ReleaseManifest;
  readonly findings: readonly DriftFinding[];
}

function judgeCurrent({ region, manifest: seen }: SeenCurrent, plan: Plan): JudgedCurrent {
  const finding = (level: DriftFinding['level'], because: string): DriftFinding =>
    ({ kind: 'release', region, because, level }) as const;
  if ('unknown' in seen) return { findings: [finding('unknown', `the release of ${region}: ${seen.unknown}`)] };
  const { text, earlier } = seen.value;
  if (text === undefined) return { findings: [finding('drift', `no release is staged in ${region}; publish one`)] };
  const read = currentManifest(text, { plan, region });
  if ('problems' in read) {
    return { findings: [finding('drift', `the release of ${region}: ${listed(read.problems)}`)] };
  }
  const problem = rollbackProblem(read.manifest, earlier, plan);
  const findings = problem ? [finding('drift', `the release of ${region}: ${problem}`)] : [];
  return { manifest: read.manifest, findings };
}

/** A manifest is judged as young as it was when it was published: its age is a finding of its own. */
function currentManifest(text: string, place: { readonly plan: Plan; readonly region: string }) {
  const signed = signedManifest(text, place.plan);
  return 'problems' in signed ? signed : readManifest(text, { ...place, now: signed.manifest.createdAt });
}

function judgeAgainst(newest: ReleaseManifest, { region, release, createdAt }: ReleaseManifest): DriftFinding[] {
  if (release === newest.release && createdAt === newest.createdAt) return [];
  const because =
    `${region} holds release ${release} of ${createdAt}, and ${newest.region} holds ${newest.release} of ` +
    `${newest.createdAt}; publish the release again, which finishes what is half published`;
  return [{ kind: 'release', region, because, level: 'drift' }];
}

function judgeAge({ region, release, createdAt }: ReleaseManifest, { plan, now }: DriftContext): DriftFinding[] {
  const { ageHoursMax } = plan.release;
  const ageHours = (Date.parse(now) - Date.parse(createdAt)) / HOUR_MILLISECONDS;
  const named = `release ${release} of ${createdAt} in ${region}`;
  if (ageHours > ageHoursMax) {
    const because = `${named} is older than the ${ageHoursMax} h that the plan allows; publish it again`;
    return [{ kind: 'age', region, because, level: 'drift' }];
  }
  if (ageHours < ageHoursMax * AGE_WARNING_SHARE) return [];
  const until = new Date(Date.parse(createdAt) + ageHoursMax * HOUR_MILLISECONDS).toISOString();
  return [{ kind: 'age', region, because: `${named} is deployed until ${until}; publish it again`, level: 'warning' }];
}
