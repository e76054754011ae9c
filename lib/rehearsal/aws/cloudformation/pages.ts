import { invalid } from './create-input';

export interface PageRequest {
  /** As an answer before gave it. @default the first page */
  readonly token: string | undefined;
  readonly size: number;
}

interface Page<Item> {
  readonly items: readonly Item[];
  /** Absent on the last page. */
  readonly NextToken?: string;
}

/** One page of a list that only grows at its end. @throws ValidationError for a token that no answer gave */
export function pageOf<Item>(list: readonly Item[], { token, size }: PageRequest): Page<Item> {
  const start = token === undefined ? 0 : indexIn(token);
  const end = start + size;
  return { items: list.slice(start, end), ...(end < list.length && { NextToken: tokenOf(end) }) };
}

/** One page of the same list told from its end, whatever has been added to it since the page before. */
export function pageFromEnd<Item>(list: readonly Item[], { token, size }: PageRequest): Page<Item> {
  const end = token === undefined ? list.length : indexIn(token);
  const start = Math.max(0, end - size);
  return { items: list.slice(start, end).reverse(), ...(start > 0 && { NextToken: tokenOf(start) }) };
}

/** Nobody may read a token, so it does not look like a number. */
const tokenOf = (index: number): string => Buffer.from(`next ${index}`).toString('base64');

function indexIn(token: string): number {
  const [, index] = /^next (\d+)$/.exec(Buffer.from(token, 'base64').toString()) ?? [];
  return index === undefined ? invalid(`NextToken ${token} is not valid`) : Number(index);
}
