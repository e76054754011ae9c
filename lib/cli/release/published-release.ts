import type { Sends } from '../../../lambdas/edge/clients';
import { isMissingObject, reading } from '../../../lambdas/edge/reading';
import { type ObjectVersion, readObject, type SeenObject } from '../../../lambdas/edge/release-bucket';
import { CURRENT_MANIFEST_KEY, manifestKeyOf, namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import { type ReleaseManifest, signedManifest } from '../../domain/release';
import type { PublishedRelease } from '../../release/diff';
import { explained } from '../aws/explain';

/** Why a published release cannot be read: one sentence for each Region that was asked. */
export class UnreadableRelease extends Error {
  override readonly name = 'UnreadableRelease';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

export interface Bookshelf {
  readonly plan: Plan;
  /** S3 of a Region. */
  readonly s3In: (region: string) => Sends;
}

/**
 * A release from the bucket of the first Region by rank that has it and answers. Its signature must be by one of the
 * plan's keys and its templates what was signed, or it is refused at once: another Region would only hide that.
 *
 * @param release an id, or `current`
 * @throws UnreadableRelease
 */
export async function readPublished(from: Bookshelf, release: string): Promise<PublishedRelease> {
  const problems: NotThere[] = [];
  for (const region of from.plan.regions) {
    const found = await publishedIn(region, from, release);
    if (typeof found === 'object') return found;
    problems.push(found);
  }
  throw new UnreadableRelease(unreadable(problems, { regions: from.plan.regions, release }));
}

/** Stands for why a Region has no release: there is none of that name. */
const ABSENT = Symbol('absent');
type NotThere = string | typeof ABSENT;

/** Why no Region had it, in the order of the Regions. */
function unreadable(
  problems: readonly NotThere[],
  { regions, release }: { readonly regions: readonly string[]; readonly release: string },
): string[] {
  const what = release === 'current' ? 'a release that is current' : `release ${release}`;
  const advice = release === 'current' ? 'publish one' : '`release list` names them';
  if (problems.every((problem) => problem === ABSENT)) return [`no Region has ${what}; ${advice}`];
  return problems.map((problem, index) => (problem === ABSENT ? `${regions[index]} has not ${what}` : problem));
}

/** @returns why it was not found there, where another Region may have it */
async function publishedIn(region: string, from: Bookshelf, release: string): Promise<PublishedRelease | NotThere> {
  const read = readerIn(region, from);
  const current = await read({ Key: release === 'current' ? CURRENT_MANIFEST_KEY : manifestKeyOf(release) });
  if (typeof current !== 'object') return current;
  const manifest = verified(current.text, { plan: from.plan, region, release });
  const templates: Record<string, string> = {};
  for (const { key, versionId, sha256 } of templatesOf(manifest)) {
    const template = await read({ Key: key, VersionId: versionId });
    if (template === ABSENT) return `${region}: ${key} is not there; publish it again`;
    if (typeof template === 'string') return template;
    if (template.sha256 !== sha256) {
      throw new UnreadableRelease([`${region}: ${key} is not what was signed: its SHA-256 differs; publish it again`]);
    }
    templates[key] = template.text;
  }
  return { manifest, templates };
}

type Content = NonNullable<SeenObject['content']>;
const NOTHING: Content = { text: '', sha256: '' };

/** Reads objects of a Region's release bucket: the content, or why there is none. */
function readerIn(region: string, { plan, s3In }: Bookshelf) {
  const Bucket = namesOf(plan, region).releaseBucket;
  return async (object: Omit<ObjectVersion, 'Bucket'>): Promise<Content | NotThere> => {
    const call = `s3:GetObject of ${object.Key} in ${region}`;
    try {
      const seen = await reading(call, readObject(s3In(region), { Bucket, ...object }));
      if (seen.outcome === 'failed' && isMissingObject(seen.name)) return ABSENT;
      return seen.outcome === 'read' ? (seen.value.content ?? NOTHING) : seen.because;
    } catch (error) {
      const because = explained(error);
      if (because === undefined) throw error;
      return `${call} failed: ${because}`;
    }
  };
}

interface Expected {
  readonly plan: Plan;
  readonly region: string;
  readonly release: string;
}

/** The age is not asked: what is too old to be deployed may well be compared. */
function verified(text: string, { plan, region, release }: Expected): ReleaseManifest {
  const read = signedManifest(text, plan);
  if ('problems' in read) throw new UnreadableRelease(read.problems.map((problem) => `${region}: ${problem}`));
  const { manifest } = read;
  const isMeant = release === 'current' || manifest.release === release;
  if (isMeant && manifest.plan === plan.name && manifest.region === region) return manifest;
  throw new UnreadableRelease([
    `${region}: the manifest is of release ${manifest.release} of ${manifest.plan} for ${manifest.region}, ` +
      `where ${release} of ${plan.name} for ${region} was expected; publish it again`,
  ]);
}

/** Templates of the stacks, and those that they nest; what else a release holds may be of any size. */
const templatesOf = ({ stacks, assets }: ReleaseManifest): readonly ReleaseManifest['assets'][number][] => [
  ...assets.filter(({ key }) => key.startsWith('templates/')),
  ...stacks.map(({ template }) => template),
];
