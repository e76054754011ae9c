import { type Finding, holds, problem, unread } from '../../edge/finding';
import type { Reading } from '../../edge/reading';
import type { DescribedStack } from '../../edge/stacks';
import type { Needs } from './needs';

/** A quota of the account that bounds a release. */
export interface Quota {
  /** Service Quotas' code of the service. */
  readonly service: string;
  readonly code: string;
  readonly name: string;
}

/** Source: https://docs.aws.amazon.com/general/latest/gr/ecs-service.html */
export const FARGATE_CPUS: Quota = {
  service: 'fargate',
  code: 'L-3032A538',
  name: 'Fargate On-Demand vCPU resource count',
};
/** Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
export const STACK_COUNT: Quota = { service: 'cloudformation', code: 'L-0485CB21', name: 'Stack count' };

export interface SeenQuotas {
  readonly cpus: Reading<number>;
  readonly stacks: Reading<number>;
  /** Every stack of this Region. */
  readonly standing: Reading<readonly DescribedStack[]>;
}

/** What already runs in the Region beside the release is not known to a quota, and not counted for the CPUs. */
export function judgeQuotas(seen: SeenQuotas, { needs, count }: { needs: Needs; count: number }): Finding[] {
  const { standing } = seen;
  const { cpus, unsized } = needs;
  return [
    judge(FARGATE_CPUS, seen.cpus, { wanted: cpus, what: `the tasks of the release need ${cpus} vCPU` }),
    ...(unsized.length > 0
      ? [holds(`the tasks of ${unsized.join(', ')} are not counted: their size is not known`)]
      : []),
    standing.outcome === 'read'
      ? judge(STACK_COUNT, seen.stacks, {
          wanted: standing.value.length + count,
          what: `${standing.value.length} stacks stand here and the release makes ${count} more`,
        })
      : unread('how many stacks stand here', standing),
  ];
}

function judge(
  { name, code, service }: Quota,
  quota: Reading<number>,
  { wanted, what }: { readonly wanted: number; readonly what: string },
): Finding {
  if (quota.outcome !== 'read') return unread(`the quota "${name}" (${code})`, quota);
  if (wanted <= quota.value) return holds();
  return problem(
    `${what}, and the quota "${name}" (${code}) allows ${quota.value} here: ask for more with ` +
      `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} ` +
      `--desired-value ${Math.ceil(wanted)}`,
  );
}
