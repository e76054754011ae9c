import type { Balancers } from '../world/load-balancer';

/** Which load balancer answers to which name, and which target groups its listeners use. */
export interface LoadBalancers {
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
  const uses: { listenerArn: string; targetGroupArn: string }[] = [];
  return {
    add: ({ arn, host }) => void hosts.set(host.toLowerCase(), arn),
    addListener: (listenerArn, loadBalancerArn) => void listeners.set(listenerArn, loadBalancerArn),
    use: (listenerArn, targetGroupArn) => void uses.push({ listenerArn, targetGroupArn }),
    isHealthy: (host) => {
      const arn = hosts.get(withoutDualstack(host));
      if (arn === undefined) return undefined;
      const groups = uses.filter(({ listenerArn }) => listeners.get(listenerArn) === arn);
      return isServing(groups.map(({ targetGroupArn }) => balancers.health(targetGroupArn).map(({ state }) => state)));
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
