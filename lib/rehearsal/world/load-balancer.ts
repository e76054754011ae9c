import { isLike } from '../wildcard';
import type { Pace } from './clock';
import { type Listener, type ListenerParts, openListener } from './listener';
import type { Network } from './network';
import type { Probes } from './probe';
import { TargetGroup } from './target-group';
import type { Authority } from './tls';

export interface TargetGroupOptions {
  readonly arn: string;
  readonly healthCheckPath: string;
  /** Of AWS; scaled. */
  readonly intervalSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

export interface TargetHealth {
  readonly id: string;
  readonly state: 'initial' | 'healthy' | 'unhealthy';
}

export interface LoadBalancerOptions {
  readonly arn: string;
  /** Its DNS name. */
  readonly host: string;
  readonly region: string;
  /** Allocated from the network. */
  readonly address: string;
}

export interface ListenerOptions {
  readonly arn: string;
  readonly loadBalancerArn: string;
  readonly port: number;
  /** Names in the certificate. */
  readonly hosts: readonly string[];
  readonly defaultTargetGroupArn?: string;
  /** Status of the default action when it is a fixed response. @default 503 */
  readonly fixedStatus?: number;
}

export interface RuleOptions {
  readonly listenerArn: string;
  /** The lowest is tried first. */
  readonly priority: number;
  /** Path patterns, `*` and `?` allowed. */
  readonly paths: readonly string[];
  readonly targetGroupArn: string;
}

/**
 * Application Load Balancers: HTTPS listeners, path rules, target groups with real health checks. 503 when no target
 * may be sent requests, 502 when the target breaks off, 504 when it is silent. What was not created is refused by name.
 *
 * Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
 */
export interface Balancers {
  createTargetGroup(group: TargetGroupOptions): void;
  register(targetGroupArn: string, target: { id: string; port: number }): void;
  deregister(targetGroupArn: string, id: string): void;
  health(targetGroupArn: string): TargetHealth[];
  createLoadBalancer(balancer: LoadBalancerOptions): Promise<void>;
  createListener(listener: ListenerOptions): Promise<void>;
  createRule(rule: RuleOptions): void;
  close(): Promise<void>;
}

export interface BalancersOptions {
  readonly network: Network;
  readonly tls: Authority;
  readonly pace: Pace;
  /** @default HTTPS, on loopback */
  readonly openListener?: (parts: ListenerParts) => Promise<Listener>;
  /** How targets are checked. @default over HTTP, on loopback */
  readonly probe?: Probes;
}

export const createBalancers = (options: BalancersOptions): Balancers => new ProxyBalancers(options);

class ProxyBalancers implements Balancers {
  private readonly groups = new Map<string, TargetGroup>();
  private readonly balancers = new Map<string, LoadBalancerOptions>();
  private readonly listeners = new Map<string, Listener>();
  private readonly rules = new Map<string, RuleOptions[]>();

  constructor(private readonly options: BalancersOptions) {}

  createTargetGroup(group: TargetGroupOptions): void {
    this.groups.set(group.arn, new TargetGroup(group, this.options.pace, this.options.probe));
  }

  register(targetGroupArn: string, target: { id: string; port: number }): void {
    existing(this.groups, targetGroupArn).register(target);
  }

  deregister(targetGroupArn: string, id: string): void {
    existing(this.groups, targetGroupArn).deregister(id);
  }

  health(targetGroupArn: string): TargetHealth[] {
    return existing(this.groups, targetGroupArn).health();
  }

  async createLoadBalancer(balancer: LoadBalancerOptions): Promise<void> {
    this.options.network.name(balancer.host, balancer.address);
    this.balancers.set(balancer.arn, balancer);
  }

  async createListener(options: ListenerOptions): Promise<void> {
    const { network, tls, openListener: open = openListener } = this.options;
    const { address } = existing(this.balancers, options.loadBalancerArn);
    this.rules.set(options.arn, []);
    const listener = await open({
      certificate: await tls.certificateFor(options.hosts),
      route: (path) => this.route(options, path),
    });
    this.listeners.set(options.arn, listener);
    await network.expose({ address, port: options.port }, () => listener.port);
  }

  createRule(rule: RuleOptions): void {
    const rules = existing(this.rules, rule.listenerArn);
    rules.push(rule);
    rules.sort((a, b) => a.priority - b.priority);
  }

  async close(): Promise<void> {
    for (const group of this.groups.values()) group.close();
    await Promise.all([...this.listeners.values()].map((listener) => listener.close()));
    this.listeners.clear();
  }

  private route(
    { arn, defaultTargetGroupArn, fixedStatus = 503 }: ListenerOptions,
    path: string,
  ): TargetGroup | number {
    const rule = existing(this.rules, arn).find(({ paths }) => paths.some((pattern) => isLike(pattern, path)));
    const groupArn = rule?.targetGroupArn ?? defaultTargetGroupArn;
    return groupArn === undefined ? fixedStatus : existing(this.groups, groupArn);
  }
}

function existing<Value>(values: ReadonlyMap<string, Value>, arn: string): Value {
  const value = values.get(arn);
  if (value === undefined) throw new Error(`${arn} was not found: create it first`);
  return value;
}
