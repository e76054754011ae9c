import { regionProblem } from '../../domain/region';
import type { Template } from '../source';
import { isJson, listOf } from './texts';

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
