import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { formatDifferences, fullDiff, type ResourceDifference, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { canonicalJson } from '../../domain/canonical-json';
import { LASTING_TYPES } from '../../domain/lasting-types';
import type { Impact, PropertyDiff, ResourceDiff, StackDiff } from '../../domain/release';
import type { Resource, Template } from '../source';

/** What differs between two templates, as CDK's own difference tells it. */
export function differenceOf(from: Template, to: Template): Pick<StackDiff, 'resources' | 'text'> {
  const difference = fullDiff({ ...from }, { ...to });
  const resources = Object.entries(difference.resources.changes).map(([logicalId, change]) =>
    resourceDiff(logicalId, change),
  );
  return { resources: resources.sort(byLogicalId), text: textOf((out) => formatDifferences(out, difference)) };
}

/** Every resource of a stack that is on one side only. */
export const resourcesOf = ({ Resources }: Template, change: 'added' | 'removed'): ResourceDiff[] =>
  Object.entries(Resources)
    .map(([logicalId, resource]) => ({
      logicalId,
      type: resource.Type,
      impact: change === 'added' ? ('created' as const) : goneOf(resource),
      isStateful: LASTING_TYPES.has(resource.Type),
      properties: [],
    }))
    .sort(byLogicalId);

const byLogicalId = (a: ResourceDiff, b: ResourceDiff): number => (a.logicalId < b.logicalId ? -1 : 1);

const goneOf = ({ DeletionPolicy = '' }: Resource): Impact =>
  DeletionPolicy.startsWith('Retain') ? 'left behind' : 'deleted';

function resourceDiff(logicalId: string, change: ResourceDifference): ResourceDiff {
  const type = change.newResourceType ?? change.oldResourceType ?? 'unknown';
  return {
    logicalId,
    type,
    impact: IMPACTS[change.changeImpact],
    isStateful: [change.oldResourceType, change.newResourceType].some((one) => LASTING_TYPES.has(one ?? '')),
    properties: change.isUpdate ? propertiesIn(change) : [],
  };
}

const IMPACTS: Readonly<Record<ResourceImpact, Impact>> = {
  [ResourceImpact.WILL_CREATE]: 'created',
  [ResourceImpact.WILL_IMPORT]: 'created',
  [ResourceImpact.WILL_UPDATE]: 'updated',
  [ResourceImpact.NO_CHANGE]: 'updated',
  [ResourceImpact.MAY_REPLACE]: 'may be replaced',
  [ResourceImpact.WILL_REPLACE]: 'replaced',
  [ResourceImpact.WILL_DESTROY]: 'deleted',
  [ResourceImpact.WILL_ORPHAN]: 'left behind',
};

function propertiesIn({ propertyUpdates, otherChanges }: ResourceDifference): PropertyDiff[] {
  return Object.entries({ ...propertyUpdates, ...otherChanges }).map(([name, { oldValue, newValue }]) => {
    const asset = assetDiff(canonicalJson(oldValue ?? null), canonicalJson(newValue ?? null));
    return { name, ...(asset && { asset }) };
  });
}

/** Keys that are named by what the object holds. */
const CONTENT_KEY = /\b(assets|nested)\/([0-9a-f]{64})/g;
/** Enough to tell two assets of one release apart. */
const DIGITS_SHOWN = 8;

/** The asset that changed, where nothing else did. */
function assetDiff(from: string, to: string): PropertyDiff['asset'] | undefined {
  const [older, newer] = [from, to].map((json) => [...json.matchAll(CONTENT_KEY)].map(([, , digest = '']) => digest));
  const [without, within] = [from, to].map((json) => json.replace(CONTENT_KEY, '$1/'));
  const index = older?.findIndex((digest, at) => digest !== newer?.[at]) ?? -1;
  const [before, after] = [older?.[index], newer?.[index]];
  if (without !== within || before === undefined || after === undefined) return undefined;
  return { from: before.slice(0, DIGITS_SHOWN), to: after.slice(0, DIGITS_SHOWN) };
}

/** What is written to a stream, without colours; digests are cut, because people only compare them. */
function textOf(write: (out: Writable) => void): string {
  const chunks: string[] = [];
  const out = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  write(out);
  return stripVTControlCharacters(chunks.join(''))
    .replace(CONTENT_KEY, (_, kind: string, digest: string) => `${kind}/${digest.slice(0, DIGITS_SHOWN)}…`)
    .trim();
}
