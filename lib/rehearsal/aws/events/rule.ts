import { checkPattern, type Pattern } from './pattern';
import { checkTransformer, isText, type Transformer } from './transformer';

/** Where a rule sends what it matches. */
export interface Target {
  readonly id: string;
  /** A Lambda function, qualified or not, or a topic: the kinds of target that are rehearsed. */
  readonly arn: string;
  /** Constant JSON to send. @default the event itself */
  readonly input?: string | undefined;
  /** What to make of the event before it is sent. @default nothing */
  readonly transformer?: Transformer | undefined;
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
  /**
   * `rate(<n> minute|minutes|hour|hours|day|days)`, or `cron(…)`: its moments lie days apart on the calendar, which is
   * never scaled, so it comes only when `Events.tick` makes it.
   */
  readonly scheduleExpression?: string | undefined;
  readonly targets: readonly Target[];
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { minute: 60, hour: 3600, day: 86_400 };

/** @throws for a rule that this world would not carry out as AWS does */
export function checkRule(rule: Rule): void {
  if (rule.pattern) checkPattern(rule.pattern);
  if (rule.scheduleExpression !== undefined && !isCron(rule.scheduleExpression)) rateSeconds(rule.scheduleExpression);
  rule.targets.forEach(checkTarget);
  if (!rule.pattern && rule.scheduleExpression === undefined) throw new Error('a rule needs a pattern or a schedule');
}

/** Whether it is told, and not invoked. */
export const isTopic = ({ arn }: Target): boolean => arn.startsWith('arn:') && arn.split(':')[2] === 'sns';

function checkTarget(target: Target): void {
  const { arn, transformer } = target;
  if (!isTopic(target) && !arn.includes(':lambda:')) {
    throw new Error(`the rule target ${arn} is not rehearsed: allowed is a function or a topic`);
  }
  if (!transformer) return;
  checkTransformer(transformer);
  if (isText(transformer) && !isTopic(target)) {
    throw new Error(`the input template ${transformer.template} is text: allowed for a function is JSON`);
  }
}

/** Six fields. Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html */
export const isCron = (expression: string): boolean => /^cron\(\S+( \S+){5}\)$/.test(expression);

/** Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html */
export function rateSeconds(expression: string): number {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const seconds = UNIT_SECONDS[unit];
  if (seconds === undefined || Number(count) < 1) {
    throw new Error(
      `the schedule ${expression} is not rehearsed: allowed is rate(<n> minutes|hours|days) or cron with six fields`,
    );
  }
  return Number(count) * seconds;
}
