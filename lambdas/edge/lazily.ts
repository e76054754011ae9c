/**
 * A handler that is made at its first event, so that importing its module needs no Lambda environment.
 *
 * @param make makes the handler; called again at the next event if it throws
 */
export function lazily<Event, Result>(make: () => (event: Event) => Promise<Result>) {
  let made: ((event: Event) => Promise<Result>) | undefined;
  return async (event: Event): Promise<Result> => {
    made ??= make();
    return made(event);
  };
}
