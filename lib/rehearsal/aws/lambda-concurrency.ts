import type { LambdaHost } from '../world/lambda-host';
import { regionOf } from './arn';
import { AwsError } from './service';

/** How many invocations run at the same time, and how many may. */
export interface LambdaConcurrency {
  /** The host, behind its limits. */
  readonly lambdas: LambdaHost;
  /** At most so many at a time for one function. @param count 0 throttles every call; `undefined` ends the limit */
  reserve(functionArn: string, count: number | undefined): void;
  /** Others use up the concurrency of the account in a Region: functions without a reservation are throttled. */
  usedUp(region: string, isUsedUp: boolean): void;
}

/**
 * Lambda runs no more at a time than was reserved for a function, nor than its account has left.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
 */
export function createLambdaConcurrency(host: LambdaHost): LambdaConcurrency {
  const reserved = new Map<string, number>();
  const running = new Map<string, number>();
  const full = new Set<string>();
  const admit = (arn: string) => {
    const limit = reserved.get(arn);
    if (limit !== undefined && (running.get(arn) ?? 0) >= limit) {
      throw throttled('ReservedFunctionConcurrentInvocationLimitExceeded');
    }
    if (limit === undefined && full.has(regionOf(arn))) throw throttled('ConcurrentInvocationLimitExceeded');
  };
  const count = (arn: string, by: 1 | -1) => running.set(arn, (running.get(arn) ?? 0) + by);
  return {
    lambdas: {
      register: (spec) => host.register(spec),
      crash: (arn) => host.crash(arn),
      close: () => host.close(),
      async invoke(arn, event) {
        const unqualified = arn.split(':').slice(0, ARN_PARTS).join(':');
        admit(unqualified);
        count(unqualified, 1);
        try {
          return await host.invoke(arn, event);
        } finally {
          count(unqualified, -1);
        }
      },
    },
    reserve: (arn, limit) => void (limit === undefined ? reserved.delete(arn) : reserved.set(arn, limit)),
    usedUp: (region, isUsedUp) => void (isUsedUp ? full.add(region) : full.delete(region)),
  };
}

/** `arn:aws:lambda:<region>:<account>:function:<name>`; a version or alias follows. */
const ARN_PARTS = 7;

/** Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const throttled = (Reason: string) =>
  new AwsError('TooManyRequestsException', 'Rate Exceeded.', { status: 429, extra: { Reason, Type: 'User' } });
