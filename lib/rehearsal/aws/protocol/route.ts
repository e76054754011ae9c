import { NormalizedSchema } from '@smithy/core/schema';
import type { WireRequest } from './protocol';
import type { OperationShape } from './schemas';

/** How a REST operation is recognised, from its URI template. */
export interface Route {
  readonly operation: OperationShape;
  readonly status: number;
  /** The labels in the path, percent-decoded; undefined when the request is for another operation. */
  match(request: WireRequest): Record<string, string> | undefined;
}

/**
 * Routes of all operations with a URI template, the most specific first.
 *
 * @param inPathStyle S3 names the bucket first in the path when its endpoint is an IP address; templates leave it out
 */
export function routesOf(operations: Iterable<OperationShape>, inPathStyle: boolean): Route[] {
  return [...operations]
    .flatMap((operation) => (operation.http ? [routeOf(operation, operation.http, inPathStyle)] : []))
    .sort((left, right) => right.weight - left.weight);
}

function routeOf(
  operation: OperationShape,
  [method, uri, status]: readonly [string, string, number],
  inPathStyle: boolean,
) {
  const [template = '/', query = ''] = uri.split('?');
  const path = inPathStyle && takesBucket(operation) ? `/{Bucket}${template === '/' ? '' : template}` : template;
  const fixed = [...new URLSearchParams(query)].filter(([name]) => name !== NAMED);
  const required = requiredOf(operation);
  const { pattern, labels } = patternOf(path);
  return {
    operation,
    status,
    weight: (fixed.length + required.length) * PATH_LENGTH_MAX + path.length,
    match(request: WireRequest) {
      const found = request.method === method ? pattern.exec(request.path.replace(/(?<=.)\/$/, '')) : null;
      const named = request.query.get(NAMED);
      if (!found || !fixed.every((parameter) => carries(request.query, parameter))) return undefined;
      if (named === null ? !required.every((isIn) => isIn(request)) : named !== operation.name) return undefined;
      return Object.fromEntries(labels.map((label, index) => [label, decodeURIComponent(found[index + 1] ?? '')]));
    },
  };
}

/** The operation that a request is for, with its labels; undefined when it is for none of them. */
export function routed(routes: readonly Route[], request: WireRequest) {
  for (const { operation, match } of routes) {
    const labels = match(request);
    if (labels) return { operation, labels };
  }
  return undefined;
}

/** The SDK for JavaScript names an operation of S3 in the query; S3 itself does without, and so do other tools. */
const NAMED = 'x-id';

/** Whether a request carries what an operation cannot do without, in query or headers. */
function requiredOf({ input }: OperationShape): ((request: WireRequest) => boolean)[] {
  const schema = NormalizedSchema.of(input);
  const count = Number((schema.getSchema() as readonly unknown[])[REQUIRED_COUNT] ?? 0);
  return [...schema.structIterator()].slice(0, count).flatMap(([, member]) => {
    const { httpQuery, httpHeader } = member.getMergedTraits();
    if (httpQuery !== undefined) return [({ query }: WireRequest) => query.has(httpQuery)];
    return httpHeader === undefined ? [] : [({ headers }: WireRequest) => httpHeader.toLowerCase() in headers];
  });
}

/** Where a structure says how many of its first members are required: StaticStructureSchema of @smithy/types. */
const REQUIRED_COUNT = 6;

/** Any fixed or required parameter says more than the longest template does. */
const PATH_LENGTH_MAX = 1000;

const takesBucket = ({ input }: OperationShape): boolean =>
  [...NormalizedSchema.of(input).structIterator()].some(([name]) => name === 'Bucket');

const carries = (query: URLSearchParams, [name, value]: [string, string]): boolean =>
  value === '' ? query.has(name) : query.get(name) === value;

function patternOf(path: string): { pattern: RegExp; labels: string[] } {
  const labels: string[] = [];
  const source = path
    .replace(/(?<=.)\/$/, '')
    .replace(/[.*?^$()|[\]\\]/g, '\\$&')
    .replace(/\{([^}+]+)(\+?)\}/g, (_, label: string, greedy: string) => {
      labels.push(label);
      return greedy ? '(.+)' : '([^/]+)';
    });
  return { pattern: new RegExp(`^${source}$`), labels };
}
