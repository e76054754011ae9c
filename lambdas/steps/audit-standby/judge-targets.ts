import { regionOfArn } from '../../../lib/domain/region';
import { type Finding, holds, problem, unread } from '../../edge/finding';
import type { Reading } from '../../edge/reading';

export interface SeenTargetGroup {
  readonly arn: string;
  /** ARNs of the load balancers that send to it; `undefined` when there is no such target group. */
  readonly loadBalancers: Reading<readonly string[] | undefined>;
}

/** Tasks that register where no listener sends to never become healthy: their stack would hang. */
export function judgeTarget({ arn, loadBalancers }: SeenTargetGroup, region: string): Finding {
  const at = regionOfArn(arn);
  if (at !== region) {
    return problem(
      `the target group ${arn} stands in ${at}, not in ${region}: publish the release with one of ${region}`,
    );
  }
  if (loadBalancers.outcome !== 'read') return unread(`whether a load balancer sends to ${arn}`, loadBalancers);
  if (loadBalancers.value === undefined) {
    return problem(`the target group ${arn} does not exist: publish the release with the one that stands here`);
  }
  return loadBalancers.value.length > 0
    ? holds()
    : problem(`no listener sends to the target group ${arn}: attach it to a listener or a rule of the load balancer`);
}
