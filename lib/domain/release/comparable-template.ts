import { canonicalJson, sha256Of } from '../canonical-json';
import { isJson, type Json } from '../json';

/**
 * A template without what differs between two deployments of the same source: what tools note in its metadata, and what
 * CDK adds for its bootstrapping and its telemetry. Two templates that are alike here create the same resources.
 */
export function comparableTemplate(template: Json): Json {
  const { Metadata: _, Parameters, Rules, Conditions, Resources, ...rest } = template;
  return {
    ...rest,
    ...filled('Parameters', without(Parameters, 'BootstrapVersion')),
    ...filled('Rules', without(Rules, 'CheckBootstrapVersion')),
    ...filled('Conditions', without(Conditions, 'CDKMetadataAvailable')),
    Resources: resourcesIn(Resources),
  };
}

/**
 * Digest of {@link comparableTemplate} that is the same of a template on disk and of what CloudFormation shows of a
 * stack made from it. Never part of a name: see {@link exactSha256}.
 */
export const comparableSha256 = (template: Json): string => sha256Of(asShown(comparableTemplate(template)));

/** Digest of {@link comparableTemplate}, every character of it: two texts beyond ASCII are not the same. */
export const exactSha256 = (template: Json): string => sha256Of(comparableTemplate(template));

/**
 * A template as GetTemplate shows it: with a question mark for every character beyond ASCII.
 *
 * Source: `mangleLikeCloudFormation`, https://www.npmjs.com/package/@aws-cdk/cloudformation-diff
 */
export const asShown = (template: Json): Json =>
  JSON.parse(canonicalJson(template).replace(/[\u{80}-\u{10ffff}]/gu, '?')) as Json;

const without = (section: unknown, name: string): Json =>
  isJson(section) ? Object.fromEntries(Object.entries(section).filter(([key]) => key !== name)) : {};

const filled = (name: string, section: Json): Json => (Object.keys(section).length > 0 ? { [name]: section } : {});

function resourcesIn(section: unknown): Json {
  if (!isJson(section)) return {};
  const kept = Object.entries(section).filter(
    ([, resource]) => !isJson(resource) || resource.Type !== 'AWS::CDK::Metadata',
  );
  return Object.fromEntries(
    kept.map(([id, resource]) => {
      if (!isJson(resource)) return [id, resource];
      const { Metadata, ...rest } = resource;
      return [id, { ...rest, ...filled('Metadata', ownMetadata(Metadata)) }];
    }),
  );
}

/** What tools write down about a resource goes; what an instance acts on, `AWS::CloudFormation::Init`, stays. */
const ownMetadata = (metadata: unknown): Json =>
  isJson(metadata)
    ? Object.fromEntries(Object.entries(metadata).filter(([key]) => !/^(aws:|cdk_nag$|guard$)/.test(key)))
    : {};
