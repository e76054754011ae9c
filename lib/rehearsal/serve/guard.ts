/** What a request says of where it comes from. */
export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What this server calls itself, and the word that only its own page knows. */
export interface Own {
  readonly port: number;
  readonly token: string;
}

export interface Refusal {
  readonly status: 403 | 405 | 415 | 421;
  readonly because: string;
}

/** The header that carries the page's token: a foreign page cannot send it without being asked about it first. */
export const TOKEN_HEADER = 'understudy-token';

/**
 * Why a request is refused, or `undefined`. A name that somebody else's DNS points at this machine is no name of ours
 * (DNS rebinding), and only our own page may change anything (cross-site requests).
 */
export function refusalOf({ method, headers }: Asked, { port, token }: Own): Refusal | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(String(headers.host))) return { status: 421, because: 'this server answers to 127.0.0.1 alone' };
  if (method === 'GET' || method === 'HEAD') return undefined;
  if (method !== 'POST') return { status: 405, because: 'only GET and POST are answered' };
  const origins = hosts.map((host) => `http://${host}`);
  if (!origins.includes(String(headers.origin))) return { status: 403, because: 'only its own page may do that' };
  if (headers[TOKEN_HEADER] !== token) {
    return { status: 403, because: 'the token is not the one of this server: load the page again' };
  }
  if (headers['content-type'] !== 'application/json') return { status: 415, because: 'the body must be JSON' };
  return undefined;
}

/** Sent with every answer. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};
