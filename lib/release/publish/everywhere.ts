import { PublishError } from './publishing';

/**
 * Does the same in every Region at once, and waits for all of them.
 *
 * @throws PublishError with the problems of every Region that has some; anything else is thrown as it is
 */
export async function everywhere<Place, Result>(
  places: readonly Place[],
  work: (place: Place) => Promise<Result>,
): Promise<Result[]> {
  const ends = await Promise.allSettled(places.map(work));
  const reasons = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
  for (const reason of reasons) if (!(reason instanceof PublishError)) throw reason;
  if (reasons.length > 0) throw new PublishError(reasons.flatMap(({ problems }: PublishError) => problems));
  return ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
}
