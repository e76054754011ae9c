export type AlarmStateValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
export type TreatMissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

export interface EvaluationRule {
  readonly threshold: number;
  readonly comparisonOperator: string;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: TreatMissingData;
}

/** Periods that CloudWatch looks back on beyond the evaluation periods, in case data is missing. */
export const EXTRA_PERIODS = 2;

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
};

/** @throws for a comparison that is not rehearsed, e.g. with an anomaly band */
export function comparisonNamed(operator: string) {
  const comparison = COMPARISONS[operator];
  if (!comparison) {
    throw new Error(`the comparison ${operator} is not rehearsed: allowed is ${Object.keys(COMPARISONS).join(', ')}`);
  }
  return comparison;
}

/**
 * The state that an alarm's data says, or `undefined` to keep the one it has.
 *
 * `newestFirst` holds one value per period of the evaluation range, `undefined` where data is missing. Real data counts
 * before missing data: only where there is less of it than evaluation periods is the rest filled in.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function evaluateAlarm(
  rule: EvaluationRule,
  newestFirst: readonly (number | undefined)[],
): AlarmStateValue | undefined {
  const isBreaching = comparisonNamed(rule.comparisonOperator);
  const real = newestFirst.filter((value) => value !== undefined).slice(0, rule.evaluationPeriods);
  const breaching = real.filter((value) => isBreaching(value, rule.threshold)).length;
  const missing = rule.evaluationPeriods - real.length;
  if (breaching >= rule.datapointsToAlarm) return 'ALARM';
  if (missing === 0 || rule.treatMissingData === 'notBreaching') return 'OK';
  if (rule.treatMissingData === 'breaching') return breaching + missing >= rule.datapointsToAlarm ? 'ALARM' : 'OK';
  if (real.length === 0) return rule.treatMissingData === 'ignore' ? undefined : 'INSUFFICIENT_DATA';
  if (breaching < real.length) return 'OK';
  return rule.treatMissingData === 'missing' && isOldEnough(rule, newestFirst) ? 'ALARM' : undefined;
}

/** Breaching data only, the oldest of it at least as old as the data points to alarm: AWS alarms without the rest. */
function isOldEnough({ datapointsToAlarm }: EvaluationRule, newestFirst: readonly (number | undefined)[]): boolean {
  return newestFirst.findLastIndex((value) => value !== undefined) >= datapointsToAlarm - 1;
}
