import type { DescribeTargetGroupsCommandInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import * as client from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Balancers } from '../world/load-balancer';
import { regionOf } from './arn';
import { AwsError, type Call, type Service } from './service';

/** Which load balancer answers to which name, and which target groups its listeners use. */
export interface LoadBalancers {
  readonly service: Service;
  addTargetGroup(arn: string): void;
  /** By the world's own hand: no listener or rule sends to the target group any more. What runs goes on running. */
  detach(targetGroupArn: string): void;
  add(loadBalancer: { arn: string; host: string }): void;
  /** A listener, or a rule of a listener, sends to a target group. */
  use(listenerArn: string, targetGroupArn: string): void;
  addListener(listenerArn: string, loadBalancerArn: string): void;
  /** How Route 53 sees it; undefined when the name is no load balancer's. */
  isHealthy(host: string): boolean | undefined;
}

/** Route 53's names for a load balancer's IPv4 and IPv6 addresses together. */
export const withoutDualstack = (host: string): string =>
  host
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^dualstack\./, '');

export function createLoadBalancers(balancers: Pick<Balancers, 'health'>): LoadBalancers {
  const hosts = new Map<string, string>();
  const listeners = new Map<string, string>();
  const groups = new Set<string>();
  let uses: { listenerArn: string; targetGroupArn: string }[] = [];
  const usersOf = (arn: string): string[] => {
    const own = uses.filter(({ targetGroupArn }) => targetGroupArn === arn);
    return [...new Set(own.flatMap(({ listenerArn }) => listeners.get(listenerArn) ?? []))];
  };
  return {
    service: targetGroupService({ groups, usersOf }),
    addTargetGroup: (arn) => void groups.add(arn),
    detach: (arn) => {
      uses = uses.filter(({ targetGroupArn }) => targetGroupArn !== arn);
    },
    add: ({ arn, host }) => void hosts.set(host.toLowerCase(), arn),
    addListener: (listenerArn, loadBalancerArn) => void listeners.set(listenerArn, loadBalancerArn),
    use: (listenerArn, targetGroupArn) => void uses.push({ listenerArn, targetGroupArn }),
    isHealthy: (host) => {
      const arn = hosts.get(withoutDualstack(host));
      if (arn === undefined) return undefined;
      const used = uses.filter(({ listenerArn }) => listeners.get(listenerArn) === arn);
      return isServing(used.map(({ targetGroupArn }) => balancers.health(targetGroupArn).map(({ state }) => state)));
    },
  };
}

/**
 * Every target group that contains targets has a healthy one, and some group contains targets.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-alias-common.html
 */
function isServing(groups: readonly (readonly string[])[]): boolean {
  const filled = groups.filter((targets) => targets.length > 0);
  return filled.length > 0 && filled.every((targets) => targets.includes('healthy'));
}

interface SeenGroups {
  readonly groups: ReadonlySet<string>;
  /** ARNs of the load balancers that send to a target group. */
  usersOf(targetGroupArn: string): string[];
}

/**
 * Target groups by their ARNs. `LoadBalancerArns` is empty for one that no listener and no rule sends to.
 *
 * Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroup.html
 */
const targetGroupService = ({ groups, usersOf }: SeenGroups): Service => ({
  signingName: 'elasticloadbalancing',
  client,
  operations: {
    DescribeTargetGroups(input: DescribeTargetGroupsCommandInput, { region }: Call) {
      const { TargetGroupArns = [], ...rest } = input;
      if (TargetGroupArns.length === 0 || Object.keys(rest).length > 0) {
        const message = 'elasticloadbalancing:DescribeTargetGroups by anything but ARNs is not rehearsed';
        throw new AwsError('NotImplemented', message, { status: 501 });
      }
      const missing = TargetGroupArns.find((arn) => !groups.has(arn) || regionOf(arn) !== region);
      if (missing !== undefined) {
        throw new AwsError('TargetGroupNotFoundException', `Target groups '${missing}' not found`);
      }
      return {
        TargetGroups: TargetGroupArns.map((TargetGroupArn) => ({
          TargetGroupArn,
          LoadBalancerArns: usersOf(TargetGroupArn),
          TargetType: 'ip',
        })),
      };
    },
  },
  authorization: (operation) => [{ action: `elasticloadbalancing:${operation}`, resource: '*' }],
  changes: () => false,
});
