import { isTouch } from '../../lib/domain/touch';

/**
 * A handler that is made at its first event, so that importing its module needs no Lambda environment. A touch makes it
 * and looks at nothing: the code is loaded, and clients and schemas stand, when the step's turn comes.
 *
 * @param make makes the handler; called again at the next event if it throws
 * @returns what the handler answers; nothing to a touch
 */
export function lazily<Event, Result>(make: () => (event: Event) => Promise<Result>) {
  let made: ((event: Event) => Promise<Result>) | undefined;
  return async (event: Event): Promise<Result | undefined> => {
    made ??= make();
    return isTouch(event) ? undefined : made(event);
  };
}
