import type { CostItem, Counted } from './item';
import { priced } from './item';
import { timesPerMonth } from './month';
import { type CostTemplate, namedIn, ofType, textOf } from './template';

/** A Lambda function of a template. */
export interface Lambda {
  readonly logicalId: string;
  /** What its name ends with: the kebab-case name of its step or trigger. */
  readonly slug: string;
  readonly memoryGigabytes: number;
  readonly isTraced: boolean;
  /** Whether Lambda logs the begin and the end of each invocation. */
  readonly isLogged: boolean;
}

/** The functions of a control plane. @param prefix what their names begin with */
export const lambdasIn = (template: CostTemplate, prefix: string): Lambda[] =>
  ofType(template, 'AWS::Lambda::Function').map(([logicalId, { Properties = {} }]) => ({
    logicalId,
    slug: textOf(Properties.FunctionName).replace(prefix, ''),
    memoryGigabytes: Number(Properties.MemorySize ?? 128) / 1024,
    isTraced: Properties.TracingConfig?.Mode === 'Active',
    isLogged: Properties.LoggingConfig?.SystemLogLevel !== 'WARN',
  }));

/** Something that a schedule calls. */
export interface Scheduled {
  readonly logicalId: string;
  readonly timesPerMonth: number;
  /** The verb that it starts. @default it works by itself */
  readonly verb?: string;
}

/** What comes round by `rate(…)`: a schedule of the plan's own is a drill's, and costs what a drill does. */
export const scheduledIn = (template: CostTemplate): Scheduled[] =>
  ofType(template, 'AWS::Events::Rule').flatMap(([, { Properties = {} }]) => {
    const times = timesPerMonth(textOf(Properties.ScheduleExpression));
    const targets: readonly Target[] = Properties.Targets ?? [];
    return times === undefined ? [] : targets.flatMap((target) => scheduled(target, times));
  });

interface Target {
  readonly Arn: unknown;
  readonly InputTransformer?: { readonly InputTemplate?: unknown };
}

function scheduled({ Arn, InputTransformer }: Target, times: number): Scheduled[] {
  const logicalId = namedIn(Arn);
  const [, verb] = /"verb":"([a-z-]+)"/.exec(textOf(InputTransformer?.InputTemplate)) ?? [];
  return logicalId === undefined ? [] : [{ logicalId, timesPerMonth: times, ...(verb !== undefined && { verb }) }];
}

/** How a function is used in the time that is billed. */
export interface Use {
  readonly lambda: Lambda;
  readonly invocations: number;
  readonly millisecondsEach: number;
  /** What its own code logs in one invocation, bytes. */
  readonly bytesLoggedEach: number;
}

/** START, END and REPORT of one invocation, with what CloudWatch adds to each line. */
const PLATFORM_BYTES = 450;
const GIGABYTE = 1e9;

/** What functions cost together: their calls, their time, their logs and their traces. */
export function lambdaItems(what: string, uses: readonly Use[], note?: string): CostItem[] {
  const sum = (of: (use: Use) => number) => uses.reduce((total, use) => total + of(use), 0);
  const counts: Counted[] = [
    { item: `${what}: calls`, price: 'invocation', quantity: sum(({ invocations }) => invocations) },
    {
      item: `${what}: time`,
      price: 'lambdaSecond',
      quantity: sum(
        ({ lambda, invocations, millisecondsEach }) => (invocations * millisecondsEach * lambda.memoryGigabytes) / 1000,
      ),
      ...(note !== undefined && { note }),
    },
    { item: `${what}: log`, price: 'log', quantity: sum(bytesLogged) / GIGABYTE },
    {
      item: `${what}: traces`,
      price: 'trace',
      quantity: sum(({ lambda, invocations }) => (lambda.isTraced ? invocations : 0)),
    },
  ];
  return counts.filter(({ quantity }) => quantity > 0).map(priced);
}

const bytesLogged = ({ lambda, invocations, bytesLoggedEach }: Use): number =>
  invocations * (bytesLoggedEach + (lambda.isLogged ? PLATFORM_BYTES : 0));
