import { CURRENT_MANIFEST_KEY, namesOf } from '../../../lib/domain/names';
import { signedManifest } from '../../../lib/domain/release';
import type { InputOf } from '../../../lib/domain/step';
import type { Sends } from '../../edge/clients';
import { type Finding, holds, open, problem, unread } from '../../edge/finding';
import { type Reading, reading } from '../../edge/reading';
import { readObject, type SeenObject } from '../../edge/release-bucket';
import type { Verification } from '../../edge/staged-release';
import { type About, confirmedRegion, isSwitchover } from './about';
import { isPromoted, type SeenDatabase } from './judge-databases';
import type { checkReadiness } from './step';

type Input = InputOf<typeof checkReadiness>;

/** The manifest that is current in the active Region; read only where that Region works and is to be replaced. */
export async function seenActiveRelease(
  s3In: (region: string) => Sends,
  input: Input,
): Promise<Reading<SeenObject> | undefined> {
  const active = confirmedRegion(input);
  if (active === undefined || !isSwitchover(input)) return undefined;
  const Bucket = namesOf(input.plan, active).releaseBucket;
  const object = readObject(s3In(active), { Bucket, Key: CURRENT_MANIFEST_KEY });
  return reading(`s3:GetObject of ${CURRENT_MANIFEST_KEY} in ${Bucket}`, object);
}

/** What tells whether users would be served by another release than now. */
export interface SeenReleases {
  readonly release: Verification;
  readonly databases: readonly SeenDatabase[];
  /** @default it was not asked */
  readonly activeRelease?: Reading<SeenObject> | undefined;
}

/** A switchover changes the Region and nothing else: the release that is current here is current there too. */
export function judgeActiveRelease(
  { release: { release }, databases, activeRelease }: SeenReleases,
  about: About,
): Finding {
  // What is wrong with the release here is told by itself.
  if (!isSwitchover(about) || !release) return holds();
  const found = compared(release.manifest.release, activeRelease, about);
  if (!databases.some((one) => isPromoted(one, about))) return found;
  const told = [...found.problems, ...found.open];
  const sentence = `${told.join('; ')}; it goes on all the same, because a database was promoted here already`;
  return told.length > 0 ? holds(sentence) : found;
}

function compared(ours: string, seen: Reading<SeenObject> | undefined, { plan, region, replaced }: About): Finding {
  const what = `which release is current in ${replaced}`;
  if (!seen) return open(`${what} is not known: nobody looked`);
  if (seen.outcome !== 'read') return unread(what, seen);
  const { content, altered = 'it is too large' } = seen.value;
  const read = content ? signedManifest(content.text, plan) : { problems: [altered] };
  if ('problems' in read) return problem(`${what} is not known: ${read.problems.join('; ')}; ${PUBLISH}`);
  const theirs = read.manifest.release;
  return theirs === ours
    ? holds(`${ours} is current in ${replaced} too`)
    : problem(
        `${ours} is current in ${region}, and ${theirs} in ${replaced}: users would change release too; ${PUBLISH}`,
      );
}

const PUBLISH =
  'publish one release to every Region with npx understudy release publish --assembly <folder> --key <file>';
