import { listed } from '../text';
import type { AwsCall } from './call';

/** Served from one Region for all: the API of Route 53, and that of IAM. */
const GLOBAL_HOME = 'us-east-1';

export interface Dead {
  /** The Region that a failover replaces; while nobody knows it, any Region but the own one may be it. */
  readonly activeRegion: string | undefined;
  /** The Region that takes over; a failover presupposes it. */
  readonly here: string;
}

/**
 * The self-audit: the calls of a failover that would not work were the active Region, and us-east-1, dead. A call that
 * the run does without is none of them. One sentence for each step.
 */
export function deadProblems(calls: readonly AwsCall[], { activeRegion, here }: Dead): string[] {
  const isDead = (region: string) => region !== here && (region === GLOBAL_HOME || region === (activeRegion ?? region));
  const lost = calls.filter(({ region, without }) => isDead(region) && without === undefined);
  const steps = [...new Set(lost.map(({ step }) => step))];
  return steps.map((step) => {
    const own = lost.filter((call) => call.step === step);
    const names = [...new Set(own.map(({ service, operation }) => `${service}:${operation}`))];
    const regions = [...new Set(own.map(({ region }) => region))];
    const advice = names.some((name) => name.startsWith('route53:'))
      ? '; strategy "health-signal" needs no such call'
      : '';
    return (
      `${step} calls ${listed(names)}, answered in ${listed(regions)} alone: were ${listed(regions)} dead, ` +
      `a failover would stop there${advice}`
    );
  });
}

/**
 * Those calls whose loss the plan has not chosen. Who swaps records by the API of Route 53 has: the self-audit tells
 * it, and it makes no standby unready, which nothing but another plan could mend.
 */
export const notChosen = (calls: readonly AwsCall[]): AwsCall[] => calls.filter(({ service }) => service !== 'route53');
