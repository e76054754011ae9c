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
  const fixed = [...new URLSearchParams(query)];
  const { pattern, labels } = patternOf(path);
  return {
    operation,
    status,
    weight: fixed.length * PATH_LENGTH_MAX + path.length,
    match(request: WireRequest) {
      const found = request.method === method ? pattern.exec(request.path.replace(/(?<=.)\/$/, '')) : null;
      if (!found || !fixed.every((parameter) => carries(request.query, parameter))) return undefined;
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

/** Any fixed query parameter says more than the longest template does. */
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
