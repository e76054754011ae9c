import { oneLine } from './text';

/**
 * What is wrong with a canary's or probe's URL, or `undefined` when it may be called. The host must be a public DNS
 * name: an address literal in any spelling (`2130706433`, `0x7f.1`, `[::ffff:169.254.169.254]`) is refused here, and
 * what the name resolves to is checked again at the moment of connecting.
 *
 * @param mayNamePort whether another port than 443 may stand in it, above those of other protocols. @default false
 */
export function urlProblem(written: string, { mayNamePort = false } = {}): string | undefined {
  const problem = problemOf(written, mayNamePort);
  return problem === undefined ? undefined : oneLine(problem, PROBLEM_CHARACTERS_MAX);
}

const PROBLEM_CHARACTERS_MAX = 300;

function problemOf(written: string, mayNamePort: boolean): string | undefined {
  const sample = written.replaceAll('{region}', 'us-east-1');
  let url: URL;
  try {
    url = new URL(sample);
  } catch {
    return `not an absolute URL: got ${JSON.stringify(written)}; write https://{region}.example.com/path`;
  }
  if (url.protocol !== 'https:') return `only https is allowed, got ${url.protocol}//`;
  if (url.username || url.password) return 'a user or password in a URL is not allowed';
  const badPort = portProblem(url.port, mayNamePort);
  if (badPort) return badPort;
  if (url.hash !== '') return 'a fragment (#…) is not allowed';
  if (url.hostname.endsWith('.')) return 'a host that ends in a dot is not allowed';
  const badHost = hostProblem(url.hostname);
  if (badHost) return badHost;
  // `new URL` silently rewrites tabs, backslashes, other alphabets and odd address spellings: what differs is refused.
  if (!sample.startsWith(`https://${url.hostname}`) || /[\s\\]/.test(sample)) {
    return `host and path must be written in plain lower-case ASCII; this reads as ${url.href}`;
  }
  return undefined;
}

/** Ports below this are those of other protocols, such as mail. */
const OWN_PORT_MIN = 1024;

function portProblem(port: string, mayNamePort: boolean): string | undefined {
  if (port === '' || (mayNamePort && Number(port) >= OWN_PORT_MIN)) return undefined;
  return `only port 443${mayNamePort ? ` or one from ${OWN_PORT_MIN} up` : ''} is allowed, got ${port}`;
}

/** What is wrong with a public DNS name, or `undefined`. */
export function hostProblem(host: string): string | undefined {
  const labels = host.split('.');
  if (host.length > 253) return `a name has at most 253 characters, got ${host.length}`;
  if (/^[\d.]+$/.test(host) || host.startsWith('[')) return `address not allowed: ${host}; use a public DNS name`;
  if (labels.length < 2) return `address not allowed: ${host}; use a public DNS name with a domain`;
  const bad = labels.find((label) => !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label));
  return bad === undefined
    ? undefined
    : `${JSON.stringify(bad)} is not a DNS label: lower-case letters, digits and inner hyphens, at most 63 characters`;
}
