import * as z from 'zod';
import { DATABASE_EVENTS, type DatabaseEvent } from '../../../lib/domain/database-event';
import type { Place } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';

/** Keep this event, ask to which cluster its instance belongs, or leave it; `because` says why. */
export type EventDecision =
  | { readonly kind: 'keep'; readonly event: DatabaseEvent; readonly because: string }
  | { readonly kind: 'ask'; readonly instance: string; readonly because: string }
  | { readonly kind: 'ignore'; readonly because: string };

/**
 * What is read of the event.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-cloudwatch-events.sample.html
 */
const RdsEvent = z.object({
  id: z.string().max(100),
  source: z.literal('aws.rds'),
  'detail-type': z.enum(['RDS DB Cluster Event', 'RDS DB Instance Event']),
  account: z.string(),
  region: z.string(),
  detail: z.object({
    SourceIdentifier: z.string().max(300),
    SourceArn: z.string().max(300),
    Date: z.iso.datetime({ offset: true }).max(40),
    Message: z.string().default(''),
    EventID: z.string().max(40),
  }),
});
type RdsEvent = z.infer<typeof RdsEvent>;

/** @param clusterOfInstance of the instance that the event is about. @default it was not asked yet */
export function decide(event: unknown, place: Place, clusterOfInstance?: string): EventDecision {
  const parsed = RdsEvent.safeParse(event);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `event.${path.join('.')}: ${message}`);
    return ignore(`not an event of a database: ${oneLine(problems.join('; '))}`);
  }
  const { data } = parsed;
  const what = whatItSays(data.detail.EventID);
  if (what === undefined) return ignore(`${oneLine(data.detail.EventID, 40)} says nothing of a global database`);
  const problem = foreign(data, place);
  if (problem) return ignore(problem);
  const { SourceIdentifier: source } = data.detail;
  if (isOfInstance(data) && clusterOfInstance === undefined) {
    return { kind: 'ask', instance: source, because: `to which cluster ${oneLine(source, 100)} belongs` };
  }
  const cluster = clusterOfInstance ?? source;
  const { plan, region } = place;
  if (!plan.databases.some(({ clusters }) => clusters[region] === cluster)) {
    return ignore(`${oneLine(cluster, 100)} is no database of ${plan.name} in ${region}`);
  }
  return keep(data, cluster, what);
}

/** Every object has a `constructor`, which is no event. */
const whatItSays = (id: string): string | undefined =>
  Object.hasOwn(DATABASE_EVENTS, id) ? DATABASE_EVENTS[id] : undefined;

const ignore = (because: string) => ({ kind: 'ignore', because }) as const;

const isOfInstance = (event: RdsEvent): boolean => event['detail-type'] === 'RDS DB Instance Event';

function foreign(event: RdsEvent, { plan, region, names }: Place): string | undefined {
  const { SourceArn: arn, SourceIdentifier: source } = event.detail;
  if (event.account !== plan.account) {
    return `the event is of account ${oneLine(event.account, 20)}, not of ${plan.account}`;
  }
  const kind = isOfInstance(event) ? 'db' : 'cluster';
  const expected = `arn:${names.partition}:rds:${region}:${plan.account}:${kind}:${source}`;
  return arn === expected && event.region === region
    ? undefined
    : `${oneLine(arn, 300)} is not ${oneLine(expected, 400)}`;
}

function keep({ id, detail }: RdsEvent, cluster: string, what: string): EventDecision {
  const at = new Date(detail.Date).toISOString();
  const event = { eventId: id, event: detail.EventID, cluster, at, message: oneLine(detail.Message, 500) };
  return { kind: 'keep', event, because: `${cluster}: ${what} (${detail.EventID} at ${at})` };
}
