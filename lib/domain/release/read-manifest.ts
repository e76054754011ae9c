import type { Plan } from '../plan';
import { listed, oneLine } from '../text';
import { ReleaseManifest } from './manifest';
import { orderProblem } from './order';
import { keyIdOf, signatureHolds } from './signature';

export interface ManifestContext {
  readonly plan: Plan;
  readonly region: string;
  /** ISO 8601 UTC. */
  readonly now: string;
  /** When its age is counted, ISO 8601 UTC. @default now */
  readonly agedAt?: string;
  /** Its age stops nobody: whoever asks tells what {@link ageProblem} says. @default it is one of the problems */
  readonly isAgeTold?: boolean;
}

/** Whoever publishes, S3 and the functions have clocks of their own; a clock that is further off has to be set. */
export const CLOCK_SKEW_MINUTES_MAX = 10;
/** What nobody has verified may be wrong in a million places. */
const ISSUES_SHOWN_MAX = 5;
const ISSUE_CHARACTERS_MAX = 200;

export type ReadManifest = { readonly manifest: ReleaseManifest } | { readonly problems: readonly string[] };

/** Reads and judges a manifest: the manifest, or every reason why it must not be deployed here. */
export function readManifest(text: string, context: ManifestContext): ReadManifest {
  const read = signedManifest(text, context.plan);
  if ('problems' in read) return read;
  const problems = manifestProblems(read.manifest, context);
  return problems.length > 0 ? { problems } : read;
}

/** A manifest that somebody with one of the plan's keys has signed, whatever it says. */
export function signedManifest(text: string, plan: Plan): ReadManifest {
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch {
    return { problems: ['the manifest is not JSON'] };
  }
  const parsed = ReleaseManifest.safeParse(written);
  if (!parsed.success) return { problems: shapeProblems(parsed.error.issues) };
  // What an unknown key signed is not even discussed: its content may be anything.
  const problem = signatureProblem(parsed.data, plan);
  return problem ? { problems: [problem] } : { manifest: parsed.data };
}

function shapeProblems(issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]) {
  const more = issues.length - ISSUES_SHOWN_MAX;
  return [
    ...issues
      .slice(0, ISSUES_SHOWN_MAX)
      .map(({ path, message }) => oneLine(`manifest.${path.map(String).join('.')}: ${message}`, ISSUE_CHARACTERS_MAX)),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}

function signatureProblem(manifest: ReleaseManifest, { release }: Plan): string | undefined {
  const { publicKey, previousPublicKey } = release;
  const keys = [publicKey, ...(previousPublicKey ? [previousPublicKey] : [])];
  if (keys.some((key) => signatureHolds(manifest, key))) return undefined;
  const pinned = keys.map(keyIdOf);
  const { keyId } = manifest.signature;
  return pinned.includes(keyId)
    ? 'the manifest was changed after it was signed: its signature does not hold; publish the release again'
    : `the manifest is signed with key ${keyId}, which the plan does not pin: it pins ${listed(pinned)}; ` +
        "publish it with the team's key";
}

/** Every reason why a signed manifest must not be deployed here and now. */
export function manifestProblems(manifest: ReleaseManifest, context: ManifestContext): string[] {
  const { plan, region, now, isAgeTold = false } = context;
  const minutesAhead = (Date.parse(manifest.createdAt) - Date.parse(now)) / 60_000;
  const stacks = manifest.stacks.map(({ name }) => name);
  const missing = plan.release.stacks.filter((name) => !stacks.includes(name));
  const strange = stacks.filter((name) => !plan.release.stacks.includes(name));
  return [
    manifest.plan !== plan.name && `it is a release of ${manifest.plan}, not of ${plan.name}`,
    manifest.region !== region && `it was staged for ${manifest.region}, not for ${region}`,
    !isAgeTold && ageProblem(manifest, context),
    minutesAhead > CLOCK_SKEW_MINUTES_MAX &&
      `it was made at ${manifest.createdAt}, which is after ${now}, where clocks may differ by ` +
        `${CLOCK_SKEW_MINUTES_MAX} min; set the clock of whoever publishes, then publish the release again`,
    missing.length > 0 && `it lacks the stacks ${listed(missing)}`,
    strange.length > 0 && `it holds stacks that the plan does not name: ${listed(strange)}`,
    orderProblem(manifest.stacks),
  ].filter((problem): problem is string => typeof problem === 'string');
}

/** That a manifest is older than the plan allows, or `undefined`. */
export function ageProblem(
  { createdAt }: Pick<ReleaseManifest, 'createdAt'>,
  { plan, now, agedAt = now }: Pick<ManifestContext, 'plan' | 'now' | 'agedAt'>,
): string | undefined {
  const ageHours = (Date.parse(agedAt) - Date.parse(createdAt)) / 3_600_000;
  const { ageHoursMax } = plan.release;
  return ageHours > ageHoursMax
    ? `it is ${Math.floor(ageHours)} h old, the plan allows ${ageHoursMax} h; publish a newer release`
    : undefined;
}

/**
 * Whether an older release was put back in the place of a newer one, past the team's key: a manifest is only ever
 * followed by a younger one, because going back is publishing the old templates again.
 *
 * @param earlier texts of the versions that stood in its place before, in any order
 */
export function rollbackProblem(manifest: ReleaseManifest, earlier: readonly string[], plan: Plan): string | undefined {
  const signed = earlier
    .map((text) => signedManifest(text, plan))
    .flatMap((read) => ('manifest' in read ? [read.manifest] : []));
  const newest = signed.sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))[0];
  if (!newest || Date.parse(newest.createdAt) <= Date.parse(manifest.createdAt)) return undefined;
  return (
    `the manifest was rolled back: release ${manifest.release} of ${manifest.createdAt} stands where release ` +
    `${newest.release} of ${newest.createdAt} stood; to go back on purpose, publish the older templates again`
  );
}
