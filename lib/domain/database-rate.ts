import type { Plan } from './plan';

/**
 * Of the 12 calls a second that RDS takes from an account in a Region, after 300 at once; the others are for the watch,
 * and for people.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-api-throttling.html
 */
const CALLS_PER_SECOND = 8;

/**
 * How long a step leaves RDS alone after a look that asks it so many times for each database, whole seconds: of one
 * call each, a look at eight databases is followed by 1 s, one at 50 by 7 s. Without it a step that waits uses up what
 * was saved, and from then on a part of each look is turned away.
 */
export const restAfterDatabases =
  (callsPerDatabase: number) =>
  ({ databases }: Pick<Plan, 'databases'>): number =>
    Math.ceil((databases.length * callsPerDatabase) / CALLS_PER_SECOND);
