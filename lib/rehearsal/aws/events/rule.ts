import { checkPattern, type Pattern } from './pattern';

/** Where a rule sends what it matches. */
export interface Target {
  readonly id: string;
  /** A Lambda function, qualified or not: the only kind of target that is rehearsed. */
  readonly arn: string;
  /** Constant JSON to send. @default the event itself */
  readonly input?: string | undefined;
  readonly deadLetterArn?: string | undefined;
  /** @default 185 */
  readonly maximumRetryAttempts?: number | undefined;
  /** @default 86400 */
  readonly maximumEventAgeSeconds?: number | undefined;
}

export interface Rule {
  readonly arn: string;
  readonly region: string;
  readonly enabled: boolean;
  readonly pattern?: Pattern | undefined;
  /** `rate(<n> minute|minutes|hour|hours|day|days)` */
  readonly scheduleExpression?: string | undefined;
  readonly targets: readonly Target[];
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { minute: 60, hour: 3600, day: 86_400 };

/** @throws for a rule that this world would not carry out as AWS does */
export function checkRule(rule: Rule): void {
  if (rule.pattern) checkPattern(rule.pattern);
  if (rule.scheduleExpression !== undefined) rateSeconds(rule.scheduleExpression);
  if (!rule.pattern && rule.scheduleExpression === undefined) throw new Error('a rule needs a pattern or a schedule');
  const others = rule.targets.filter(({ arn }) => !arn.includes(':lambda:')).map(({ arn }) => arn);
  if (others.length > 0)
    throw new Error(`the rule target ${others.join(', ')} is not rehearsed: allowed is a function`);
}

/** Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html */
export function rateSeconds(expression: string): number {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const seconds = UNIT_SECONDS[unit];
  if (seconds === undefined || Number(count) < 1) {
    throw new Error(`the schedule ${expression} is not rehearsed: allowed is rate(<n> minutes|hours|days)`);
  }
  return Number(count) * seconds;
}
