import { sha256Of } from '../canonical-json';
import { CLAIMED_EPOCH_METRIC, METRIC_NAMESPACE, namesOf } from '../names';
import type { Plan } from '../plan';
import type { Settlement } from '../settlement';
import { pairsOf } from './pairs';
import { CLAIMED, claimPath } from './signal';

/**
 * The fast signal: an *inverted* string match on a Region's `serve-signal`. While the Region claims nothing above the
 * settled epoch, or cannot be reached, the check is healthy and users stay; a claim turns it unhealthy within one
 * interval. Moving traffic is therefore a write in the Region that takes over and no call of Route 53.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 *
 * @param signalHost host of the function URL of `serve-signal` in that Region
 */
export const signalCheck = (signalHost: string, settledEpoch: number) =>
  ({
    Type: 'HTTPS_STR_MATCH',
    FullyQualifiedDomainName: signalHost,
    Port: 443,
    ResourcePath: claimPath(settledEpoch),
    SearchString: CLAIMED,
    EnableSNI: true,
    Inverted: true,
    RequestInterval: 10,
    FailureThreshold: 1,
  }) as const;

/**
 * The signal that remembers: a Region's alarm on the epoch it claims. A minute slower than {@link signalCheck}, but it
 * keeps its last status while nothing can be heard of the Region, so that users stay where a claim has sent them.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html
 */
export const rememberingCheck = (region: string, alarmName: string) =>
  ({
    Type: 'CLOUDWATCH_METRIC',
    AlarmIdentifier: { Region: region, Name: alarmName },
    InsufficientDataHealthStatus: 'LastKnownStatus',
    Inverted: false,
  }) as const;

/**
 * The check that a record carries: healthy only while each of its children is.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html
 */
export const calculatedCheck = (childIds: readonly string[]) => ({
  Type: 'CALCULATED' as const,
  ChildHealthChecks: [...childIds],
  HealthThreshold: childIds.length,
  Inverted: false,
});

/**
 * `PutMetricAlarm` of the alarm that {@link rememberingCheck} follows, the same in each Region. Route 53 reads the data
 * behind an alarm, not its state, and knows plain statistics of one metric only.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-types.html
 */
export const claimAlarmInput = (plan: Plan, settledEpoch: number) => ({
  AlarmName: namesOf(plan, plan.regions[0] ?? '').claimAlarm(settledEpoch),
  AlarmDescription: `This Region claims an epoch above ${settledEpoch}. Route 53 reads it; never edit it.`,
  Namespace: METRIC_NAMESPACE,
  MetricName: CLAIMED_EPOCH_METRIC,
  Dimensions: [{ Name: 'Plan', Value: plan.name }],
  Statistic: 'Maximum' as const,
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: settledEpoch,
  ComparisonOperator: 'GreaterThanThreshold' as const,
  TreatMissingData: 'missing',
  ActionsEnabled: false,
});

/** The settled epoch in the name of one of a plan's claim alarms, or `undefined` when it is another alarm. */
export function claimAlarmEpoch(plan: Plan, alarmName: string): number | undefined {
  const prefix = claimAlarmPrefix(plan);
  const digits = alarmName.startsWith(prefix) ? alarmName.slice(prefix.length) : '';
  return /^\d+$/.test(digits) ? Number(digits) : undefined;
}

/** What the names of a plan's claim alarms begin with. */
export const claimAlarmPrefix = (plan: Plan): string =>
  namesOf(plan, plan.regions[0] ?? '')
    .claimAlarm(0)
    .slice(0, -1);

/** Settings of a health check. */
export type CheckConfig =
  | ReturnType<typeof signalCheck>
  | ReturnType<typeof rememberingCheck>
  | ReturnType<typeof calculatedCheck>;

/** A health check that a settlement needs. */
export type WantedCheck =
  | {
      /** Its `CallerReference`. */
      readonly reference: string;
      readonly config: CheckConfig;
    }
  | {
      readonly reference: string;
      /** Regions whose claims it hears. */
      readonly hears: readonly string[];
      /** References of its children. */
      readonly children: readonly string[];
    };

/** What every `CallerReference` of a plan begins with: its checks are recognised by it. */
export const checkPrefix = ({ name }: Pick<Plan, 'name'>): string => `${name}/`;

/** Whether a check was made for this settlement. */
export const isOfSettlement = (plan: Pick<Plan, 'name'>, { epoch, serial }: Settlement, reference: string): boolean =>
  reference.startsWith(`${checkPrefix(plan)}${epoch}.${serial}/`);

/**
 * Every check of a settlement, children before the calculated ones that count them. Checks are made anew for each
 * settlement and never edited: Route 53 refuses the reference of a deleted check, so the serial number is in it.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHealthCheck.html
 *
 * @param signalHostOf host of an attached Region's `serve-signal`
 */
export function checksFor(plan: Plan, settlement: Settlement, signalHostOf: (region: string) => string): WantedCheck[] {
  const { epoch } = settlement;
  const named = (config: unknown) => referenceOf(plan, settlement, config);
  const childrenOf = (region: string) => {
    const configs = [
      signalCheck(signalHostOf(region), epoch),
      rememberingCheck(region, claimAlarmInput(plan, epoch).AlarmName),
    ];
    return configs.map((config): WantedCheck & { config: unknown } => ({ reference: named(config), config }));
  };
  const heard = hearings(plan, settlement);
  const calculated = heard.map((hears): WantedCheck => {
    const children = hears.flatMap(childrenOf).map(({ reference }) => reference);
    return { reference: named(children), hears, children };
  });
  return [...new Set(heard.flat())].flatMap<WantedCheck>(childrenOf).concat(calculated);
}

/** The sets of Regions that records listen to, each once. */
function hearings(plan: Pick<Plan, 'regions'>, settlement: Settlement): (readonly string[])[] {
  const all = pairsOf(plan, settlement).flatMap(({ primary, secondary }) => [primary.hears, secondary.hears]);
  return [...new Map(all.filter(({ length }) => length > 0).map((hears) => [hears.join(), hears])).values()];
}

/** At most 50 of the 64 characters that Route 53 takes: 15 + 15 + 9 + 8, and three signs between them. */
const referenceOf = (plan: Plan, { epoch, serial }: Settlement, config: unknown): string =>
  `${checkPrefix(plan)}${epoch}.${serial}/${sha256Of(config).slice(0, 8)}`;

/**
 * Where the metric `HealthCheckStatus` of a partition's health checks is found: one Region, whatever they watch.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html, and for the Regions
 * in which Route 53 stands outside the standard partition https://docs.aws.amazon.com/general/latest/gr/r53.html
 */
export const checkMetricsRegion = (partition: string): string =>
  ({ 'aws-cn': 'cn-northwest-1', 'aws-us-gov': 'us-gov-west-1' })[partition] ?? 'us-east-1';
