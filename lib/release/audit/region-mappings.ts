import { isJson } from '../../domain/json';
import { regionProblem } from '../../domain/region';
import type { Template } from '../source';
import { listOf } from './texts';

type Mapping = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export const areRegions = (entry: Readonly<Record<string, unknown>>): boolean =>
  Object.keys(entry).length > 0 && Object.keys(entry).every((key) => regionProblem(key) === undefined);

/** Whether all entries of a mapping are Regions, on its first or its second level. */
export const isByRegion = (mapping: Mapping): boolean =>
  areRegions(mapping) || Object.values(mapping).every((entry) => isJson(entry) && areRegions(entry));

/** One `Fn::FindInMap`: its keys, `undefined` where they are computed. */
export interface Lookup {
  readonly mapping: string;
  readonly first: string | undefined;
  readonly second: string | undefined;
}

/** What a {@link Lookup} asks for with the Region it is made in. */
export const HERE = 'AWS::Region';

/** Every lookup in a template. */
export const lookupsIn = ({ Mappings: _, ...rest }: Template): Lookup[] => lookups(rest);

function lookups(value: unknown): Lookup[] {
  if (Array.isArray(value)) return value.flatMap(lookups);
  if (!isJson(value)) return [];
  const [mapping, first, second] = listOf(value['Fn::FindInMap']);
  const own = typeof mapping === 'string' ? [{ mapping, first: keyOf(first), second: keyOf(second) }] : [];
  return [...own, ...Object.values(value).flatMap(lookups)];
}

const keyOf = (key: unknown): string | undefined => {
  if (typeof key === 'string') return key;
  return isJson(key) && key.Ref === HERE ? HERE : undefined;
};

/** What an `Fn::FindInMap` gives in each of some Regions; none where it is another value, or computed. */
export function foundInMap(value: unknown, { Mappings = {} }: Template, regions: readonly string[]): unknown[] {
  const [lookup] = isJson(value) && Object.keys(value).length === 1 ? lookups(value) : [];
  if (lookup === undefined || !isJson(value) || !('Fn::FindInMap' in value)) return [];
  const entry = (of: unknown, key: string | undefined, region: string) =>
    isJson(of) && key !== undefined ? of[key === HERE ? region : key] : undefined;
  const found = regions.map((region) =>
    entry(entry(Mappings[lookup.mapping], lookup.first, region), lookup.second, region),
  );
  return [...new Set(found)].filter((one) => one !== undefined);
}
