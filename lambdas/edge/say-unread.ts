import { oneLine } from '../../lib/domain/text';
import type { Log } from './log';
import type { Reading } from './reading';

/** Holds what AWS says of a denial: who, which action, which resource. */
const SAID_CHARACTERS_MAX = 600;

/**
 * Says in the log what could not be read where the work goes on without it: a right that is missing would be missed by
 * nobody until it is needed.
 *
 * @returns what it was given
 */
export function sayUnread<Value>(say: Log, read: Reading<Value>): Reading<Value> {
  if (read.outcome !== 'read') say({ kind: 'unread', because: oneLine(read.because, SAID_CHARACTERS_MAX) });
  return read;
}
