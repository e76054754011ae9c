import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { validateAttributeValue } from 'dynalite/validations/index.js';
import { notSimulated, validation } from './refusals';

export type Item = Record<string, AttributeValue>;

/** 400 KB. Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
export const ITEM_BYTES_MAX = 400 * 1024;

/** A copy that shares nothing; what is undefined is left out, as the SDK leaves it out of a request. */
export const copyOf = (item: Item): Item => deepCopy(item) as Item;

function deepCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(deepCopy);
  if (ArrayBuffer.isView(value)) throw notSimulated('an attribute of bytes');
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[name];
    if (member !== undefined) copy[name] = deepCopy(member);
  }
  return copy;
}

/** Writes the item's numbers as DynamoDB keeps them. @throws ValidationException for a value that it would refuse */
export function refuseBadValues(item: Item): void {
  for (const value of Object.values(item)) {
    const problem = validateAttributeValue(value);
    if (problem) throw validation(problem);
  }
}

/**
 * Size of an item: names and text in UTF-8.
 *
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function bytesOf(item: Item): number {
  let bytes = 0;
  for (const name of Object.keys(item)) bytes += Buffer.byteLength(name) + valueBytes(item[name] as AttributeValue);
  return bytes;
}

function valueBytes({ S, N, SS, NS, L, M }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return numberBytes(N);
  if (SS) return SS.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (NS) return NS.reduce((sum, number) => sum + numberBytes(number), 0);
  // A list or map takes 3 bytes, and 1 for each element.
  if (L) return L.reduce((sum, value) => sum + 1 + valueBytes(value), 3);
  if (M) return 3 + Object.keys(M).length + bytesOf(M);
  return 1;
}

/** One byte for two significant digits, and one. */
const numberBytes = (number: string): number => 1 + Math.ceil(number.replace(/^-?[0.]*|\.|\.?0+$/g, '').length / 2);
