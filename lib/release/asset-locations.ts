import { isJson } from '../domain/json';
import type { AssetPlace, Template } from './source';
import { INTRINSIC, Spelling } from './template-text';

/** Names of the properties that say where an object lies: its bucket, its key and its version. */
export interface LocationProperties {
  readonly bucket: string;
  readonly key: string;
  readonly version: string;
}

const location = (bucket: string, key: string, version: string): LocationProperties => ({ bucket, key, version });
const LAMBDA = location('S3Bucket', 'S3Key', 'S3ObjectVersion');
const VERSION = location('Bucket', 'Key', 'Version');
const OBJECT_VERSION = location('Bucket', 'Key', 'ObjectVersion');

/**
 * Resource types that take an S3 object by its version. Where a type has no property for the version, its assets cannot
 * be pinned and stay as they are.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
const LOCATIONS: Readonly<Record<string, LocationProperties>> = {
  'AWS::Lambda::Function': LAMBDA,
  'AWS::Lambda::LayerVersion': LAMBDA,
  'AWS::Synthetics::Canary': LAMBDA,
  'AWS::ElasticLoadBalancingV2::TrustStoreRevocation': LAMBDA,
  'AWS::ElasticLoadBalancingV2::TrustStore': location(
    'CaCertificatesBundleS3Bucket',
    'CaCertificatesBundleS3Key',
    'CaCertificatesBundleS3ObjectVersion',
  ),
  'AWS::Lex::Bot': location('S3Bucket', 'S3ObjectKey', 'S3ObjectVersion'),
  'AWS::MWAAServerless::Workflow': location('Bucket', 'ObjectKey', 'VersionId'),
  'AWS::StepFunctions::StateMachine': VERSION,
  'AWS::ApiGateway::RestApi': VERSION,
  'AWS::ApiGatewayV2::Api': VERSION,
  'AWS::CodeDeploy::DeploymentGroup': VERSION,
  'AWS::SageMaker::Pipeline': VERSION,
  'AWS::Bedrock::Flow': VERSION,
  'AWS::Bedrock::Prompt': VERSION,
  'AWS::CodeCommit::Repository': OBJECT_VERSION,
  'AWS::GameLift::Build': OBJECT_VERSION,
  'AWS::GameLift::Script': OBJECT_VERSION,
};

/** How a resource of this type names an S3 object. @default its type takes none by version */
export const locationIn = (type: string): LocationProperties | undefined =>
  Object.hasOwn(LOCATIONS, type) ? LOCATIONS[type] : undefined;

/** The property in which a type takes its program: without a version, that is whatever lies there on the day. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'AWS::Lambda::Function': 'Code',
  'AWS::Lambda::LayerVersion': 'Content',
  'AWS::Synthetics::Canary': 'Code',
  'AWS::StepFunctions::StateMachine': 'DefinitionS3Location',
  'AWS::ApiGateway::RestApi': 'BodyS3Location',
  'AWS::ApiGatewayV2::Api': 'BodyS3Location',
};

export const NESTED_STACK = 'AWS::CloudFormation::Stack';

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What may not follow a key: more of a name, or a query that asks for some version already. */
const END = '(?![\\w./?-]*[\\w/?-])';

/**
 * How text spells a place: as a URL of S3, virtual-hosted or path style, and as `s3://` or the end of an ARN.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export function textsOf(place: AssetPlace, spelling: Spelling): { readonly url: RegExp; readonly path: RegExp } {
  const bucket = escaped(spelling.ofPlace(place.bucket));
  const key = escaped(spelling.ofPlace(place.key));
  const suffix = `(?:[.-](?:[a-z0-9-]+|${INTRINSIC}))?\\.(?:amazonaws\\.com(?:\\.cn)?|${INTRINSIC})`;
  return {
    url: new RegExp(`https://(?:${bucket}\\.s3${suffix}|s3${suffix}/${bucket})/${key}${END}`, 'g'),
    path: new RegExp(`(s3://|:s3:::)${bucket}/${key}${END}`, 'g'),
  };
}

/** Whether a name is so long that nothing else is called the same: the hash of an asset, or a bootstrap bucket. */
const DISTINCT_CHARACTERS_MIN = 20;
const isDistinct = (text: string) => text.length >= DISTINCT_CHARACTERS_MIN;

/** A bucket that CDK's bootstrapping made. */
const BOOTSTRAP_BUCKET = /\bcdk-[a-z0-9]{1,10}-assets-/;

/** Prefixes of keys in the release bucket: what has been pinned may end in the same hash. */
const PINNED = /\b(?:assets|templates)\/[0-9a-f]{64}(?:\.\w+)*/g;

/** A place that a template names, and where: a path such as `Resources.Web.Properties.Code`. */
export interface Naming {
  readonly path: string;
  readonly place: AssetPlace;
}

/** Asset places that a template names, in whatever form. */
export function namingsIn(template: Template, places: readonly AssetPlace[]): Naming[] {
  const spelling = new Spelling();
  const known = places.map((place) => ({ place, names: namingOf(place, spelling) }));
  const found: Naming[] = [];
  visitValues(template, spelling, (visited) => {
    const named = known.filter(({ names }) => names(visited));
    for (const { place } of named) found.push({ path: visited.path, place });
    return named.length > 0;
  });
  return found;
}

/** One version of an object of the release, in one Region. */
export interface Pinned {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  /** `https://…?versionId=…`, what CloudFormation and people fetch it by. */
  readonly url: string;
}

interface PinnedTo {
  readonly pinned: Pinned;
}

export interface Pinning {
  /** Of every asset and nested template of the release. */
  readonly places: readonly AssetPlace[];
  /** What the template was rewritten with. */
  readonly pins: readonly PinnedTo[];
}

/**
 * Where a template still names an asset after a rewrite, or a bucket of assets, or a program that is no version of an
 * object of the release; each a path in it. Nothing may be left: it would be fetched from where the author's tools, or
 * anybody, once put it.
 */
export function unpinnedPlaces(template: Template, { places, pins }: Pinning): string[] {
  const spelling = new Spelling();
  const namings = places.map((place) => namingOf(place, spelling));
  const buckets = [...new Set(places.map(({ bucket }) => spelling.ofPlace(bucket)))].filter(isDistinct);
  const isBucket = (text: string) => BOOTSTRAP_BUCKET.test(text) || buckets.some((bucket) => text.includes(bucket));
  const found: string[] = [];
  visitValues(template, spelling, (visited) => {
    const { text, path } = visited;
    const isNamed = (text !== undefined && isBucket(text)) || namings.some((names) => names(visited));
    const isLeft = isNamed || isForeignProgram(visited, { template, pins });
    if (isLeft) found.push(path);
    return isLeft;
  });
  return found;
}

/** Whether an object is the place of a program, and not of one that was pinned. */
function isForeignProgram(
  { value, path }: Visited,
  { template: { Resources }, pins }: { readonly template: Template; readonly pins: readonly PinnedTo[] },
): boolean {
  const [, id = '', property] = /^Resources\.([^.]+)\.Properties\.([^.]+)/.exec(path) ?? [];
  const { Type = '' } = (Object.hasOwn(Resources, id) && Resources[id]) || {};
  const location = locationIn(Type);
  if (!location || property !== PROGRAMS[Type] || !isJson(value)) return false;
  const { bucket, key, version } = location;
  if (!(bucket in value || key in value)) return false;
  return !pins.some(
    ({ pinned }) => pinned.bucket === value[bucket] && pinned.key === value[key] && pinned.versionId === value[version],
  );
}

/** Where a template nests, after a rewrite, a template that is no version of an object of the release. */
export const strayTemplateUrls = ({ Resources }: Template, pins: readonly PinnedTo[]): string[] =>
  Object.entries(Resources)
    .filter(([, { Properties = {} }]) => Object.hasOwn(Properties, 'TemplateURL'))
    .filter(([, { Properties }]) => !pins.some(({ pinned }) => pinned.url === Properties?.TemplateURL))
    .map(([id]) => `Resources.${id}.Properties.TemplateURL`);

interface Visited {
  /** Of what is text, without what has been pinned. */
  readonly text: string | undefined;
  readonly value: unknown;
  /** Texts of the members of an object. */
  readonly members: ReadonlySet<string | undefined>;
  readonly path: string;
}

/** Shows every value of a template, outer ones first; where `visit` says true, it goes no deeper. */
function visitValues(template: Template, spelling: Spelling, visit: (visited: Visited) => boolean): void {
  const descend = (value: unknown, path: string): void => {
    const members = new Set(isJson(value) ? Object.values(value).map((member) => spelling.of(member)) : []);
    if (visit({ text: spelling.of(value)?.replace(PINNED, ''), value, members, path })) return;
    if (Array.isArray(value)) for (const [index, item] of value.entries()) descend(item, `${path}.${index}`);
    else if (isJson(value)) for (const [key, member] of Object.entries(value)) descend(member, `${path}.${key}`);
  };
  for (const [section, content] of Object.entries(withoutMetadata(template))) descend(content, section);
}

/** Whether what was visited names the place, by its text or as an object that holds both bucket and key. */
function namingOf(place: AssetPlace, spelling: Spelling): (visited: Visited) => boolean {
  const { url, path } = textsOf(place, spelling);
  const [bucket, key] = [spelling.ofPlace(place.bucket), spelling.ofPlace(place.key)];
  return ({ text, members }) => {
    if (text === undefined) return members.has(bucket) && members.has(key);
    return text.includes(key) && (isDistinct(key) || text.search(url) >= 0 || text.search(path) >= 0);
  };
}

/** Metadata that instances read and act upon; the rest of it is for people and tools. */
export const INIT_METADATA = ['AWS::CloudFormation::Init', 'AWS::CloudFormation::Authentication'];

/** CDK notes in `Metadata` which file an asset came from; nothing is fetched from there. */
function withoutMetadata({ Metadata: _, Resources, ...rest }: Template): Record<string, unknown> {
  const resources = Object.entries(Resources).map(([id, { Metadata, ...resource }]) => {
    const acted = Object.entries(isJson(Metadata) ? Metadata : {}).filter(([key]) => INIT_METADATA.includes(key));
    return [id, acted.length > 0 ? { ...resource, Metadata: Object.fromEntries(acted) } : resource];
  });
  return { ...rest, Resources: Object.fromEntries(resources) };
}
