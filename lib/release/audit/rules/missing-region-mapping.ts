import { isJson } from '../../../domain/json';
import { areRegions, HERE, isByRegion, type Lookup, lookupsIn } from '../region-mappings';
import { inTemplates, type Rule, type SaidHere } from '../rule';

export const missingRegionMapping: Rule = {
  name: 'missing-region-mapping',
  level: 'error',
  why: 'A mapping by Region without an entry for a Region of the plan fails the stack there, in the takeover.',
  check: inTemplates((template, { plan: { regions } }) => {
    const lookups = lookupsIn(template);
    return Object.entries(template.Mappings ?? {}).flatMap(([logicalId, mapping]) => {
      if (!isJson(mapping)) return [];
      const own = lookups.filter((lookup) => lookup.mapping === logicalId);
      const because = [...missingFirst({ mapping, own, regions }), ...missingSecond({ mapping, own, regions })];
      return because.map((text): SaidHere => ({ logicalId, because: `the mapping ${text}`, remedy: REMEDY }));
    });
  }),
};

const REMEDY = 'add the entry, or make the value a parameter that the pilot light fills';

interface Judged {
  readonly mapping: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Lookups in this mapping. */
  readonly own: readonly Lookup[];
  readonly regions: readonly string[];
}

/** Of a mapping whose first key is the Region. */
function missingFirst({ mapping, own, regions }: Judged): string[] {
  const here = own.filter(({ first }) => first === HERE);
  if (here.length === 0 && !areRegions(mapping)) return [];
  const keys = new Set(here.flatMap(({ second }) => (second === undefined ? [] : [second])));
  return regions.flatMap((region) => {
    const entry = mapping[region];
    if (!isJson(entry)) return [`has no entry for ${region}`];
    return [...keys].filter((key) => key !== HERE && !(key in entry)).map((key) => `has no ${key} for ${region}`);
  });
}

/** Of a mapping whose second key is the Region. */
function missingSecond({ mapping, own, regions }: Judged): string[] {
  const here = own.filter(({ second }) => second === HERE);
  if (here.length === 0 && (areRegions(mapping) || !isByRegion(mapping))) return [];
  return Object.entries(mapping).flatMap(([key, entry]) =>
    regions.filter((region) => !isJson(entry) || !(region in entry)).map((region) => `has no ${region} in ${key}`),
  );
}
