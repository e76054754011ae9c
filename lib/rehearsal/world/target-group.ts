import type { Pace } from './clock';
import type { TargetGroupOptions, TargetHealth } from './load-balancer';
import { type Probes, probeOnce } from './probe';

interface Target {
  readonly id: string;
  readonly port: number;
  state: TargetHealth['state'];
  /** Results in a row that speak against `state`. */
  against: number;
  cancel: () => void;
}

/** A health check's own limit; AWS's default is 5 seconds too. */
const CHECK_SECONDS_MAX = 5;

/**
 * Targets, and which of them may be sent requests. A new target is healthy after its first passed check.
 *
 * Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export class TargetGroup {
  private readonly targets = new Map<string, Target>();
  private turn = 0;

  constructor(
    private readonly options: TargetGroupOptions,
    private readonly pace: Pace,
    private readonly probe: Probes = probeOnce,
  ) {}

  register({ id, port }: { id: string; port: number }): void {
    this.deregister(id);
    const target: Target = { id, port, state: 'initial', against: 0, cancel: () => {} };
    this.targets.set(id, target);
    void this.check(target);
  }

  deregister(id: string): void {
    this.targets.get(id)?.cancel();
    this.targets.delete(id);
  }

  health(): TargetHealth[] {
    return [...this.targets.values()].map(({ id, state }) => ({ id, state }));
  }

  /** Port of the target whose turn it is; undefined when none may be sent requests. */
  nextPort(): number | undefined {
    const inState = (state: Target['state']) => [...this.targets.values()].filter((target) => target.state === state);
    const healthy = inState('healthy');
    // A load balancer whose targets are all unhealthy fails open: it tries them all the same.
    const candidates = healthy.length > 0 ? healthy : inState('unhealthy');
    this.turn += 1;
    return candidates[this.turn % candidates.length]?.port;
  }

  close(): void {
    for (const id of [...this.targets.keys()]) this.deregister(id);
  }

  private async check(target: Target): Promise<void> {
    const answer = await this.probe({
      scheme: 'http',
      port: target.port,
      host: `127.0.0.1:${target.port}`,
      path: this.options.healthCheckPath,
      connectSecondsMax: CHECK_SECONDS_MAX,
      answerSecondsMax: CHECK_SECONDS_MAX,
      bytesMax: 0,
    });
    if (this.targets.get(target.id) !== target) return;
    this.judge(target, answer?.status === 200 ? 'healthy' : 'unhealthy');
    const interval = this.pace.scaledMilliseconds(this.options.intervalSeconds);
    target.cancel = this.pace.clock.after(interval, () => void this.check(target));
  }

  private judge(target: Target, result: 'healthy' | 'unhealthy'): void {
    const { healthyThreshold, unhealthyThreshold } = this.options;
    target.against = result === target.state ? 0 : target.against + 1;
    const threshold = result === 'unhealthy' ? unhealthyThreshold : target.state === 'initial' ? 1 : healthyThreshold;
    if (target.against < threshold) return;
    target.state = result;
    target.against = 0;
  }
}
