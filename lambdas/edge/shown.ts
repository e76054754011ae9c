import { jsonOf } from '../../lib/domain/json';
import { regionProblem } from '../../lib/domain/region';
import { sizeOf } from '../../lib/domain/text';

/**
 * What of an answer from outside stands in a sentence, which is kept for years and read by many: never its own words.
 * An error page may hold a connection string, a redirect a session, a body the rows of customers.
 */

/** A Region by its name, and of anything else that it is none. */
export const shownRegion = (name: string): string =>
  regionProblem(name) === undefined ? name : 'something that is no Region';

/** A release by its id, and of anything else that it is none. */
export const shownRelease = (id: string): string =>
  /^r-[0-9a-f]{1,16}$/.test(id) ? id : 'something that is no release';

/** How much a body holds, and whether it is JSON. */
export function shownBody(body: string): string {
  if (body === '') return 'nothing';
  return `${sizeOf(Buffer.byteLength(body))} ${jsonOf(body) === undefined ? 'that are no JSON' : 'of JSON'}`;
}

/** Where a redirect leads: the origin, without path, query and user. */
export function shownLocation(location: string | undefined): string {
  if (location === undefined) return 'no location';
  if (!URL.canParse(location)) return 'another path';
  const { origin, protocol, pathname, search, hash } = new URL(location);
  if (origin === 'null') return `something with ${protocol}`;
  return `${origin}/${pathname.length > 1 || search || hash ? '…' : ''}`;
}
