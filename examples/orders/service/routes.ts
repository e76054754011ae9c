/** An answer to a request; `body` is sent as JSON. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** What a route is given: the last segment of a path that ends in `/*`, the query, and the parsed body of a POST. */
export interface Asked {
  readonly parameter: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /** `/orders` or, with one parameter at its end, `/orders/*`. */
  readonly path: string;
  answer(asked: Asked): Promise<Answer>;
}

/** The request cannot be served and repeating it unchanged would not help: a status between 400 and 499. */
export class Rejected extends Error {
  override readonly name = 'Rejected';
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The route for a request, its parameter and its query.
 *
 * @throws Rejected 404 for an unknown path, 405 for a known path with another method, 400 for a broken escape
 */
export function routeFor(routes: readonly Route[], { method, url }: { method: string; url: string }) {
  const [path = '/', query = ''] = url.split('?');
  const here = routes.filter((route) => parameterIn(path, route.path) !== undefined);
  if (here.length === 0) throw new Rejected(404, 'nothing is here');
  const route = here.find((candidate) => candidate.method === method);
  if (!route) throw new Rejected(405, `only ${here.map((other) => other.method).join(' and ')} is allowed here`);
  return { route, parameter: decoded(parameterIn(path, route.path) ?? ''), query: new URLSearchParams(query) };
}

/** The parameter of `path`, '' when the pattern has none, `undefined` when it does not match. */
function parameterIn(path: string, pattern: string): string | undefined {
  if (!pattern.endsWith('/*')) return path === pattern ? '' : undefined;
  const start = pattern.slice(0, -1);
  const rest = path.startsWith(start) ? path.slice(start.length) : '';
  return rest !== '' && !rest.includes('/') ? rest : undefined;
}

function decoded(parameter: string): string {
  try {
    return decodeURIComponent(parameter);
  } catch {
    throw new Rejected(400, 'the path holds a broken escape');
  }
}
