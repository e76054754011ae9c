import type { HealthCheckConfig } from '@aws-sdk/client-route-53';
import type { Pace } from './clock';
import type { Network } from './network';
import { type Probes, probeOnce } from './probe';

/**
 * Route 53's health checkers of HTTP and HTTPS endpoints. They really probe, from outside every Region; one checker
 * stands for AWS's fleet, of which more than 18 % must agree.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 */
export interface HealthProber {
  /**
   * Probes at once and then every RequestInterval, scaled. An id that is watched already gets the new configuration.
   * @throws for a Type that is no HTTP or HTTPS endpoint: CALCULATED and CLOUDWATCH_METRIC ask other things than this
   */
  watch(check: { id: string; config: HealthCheckConfig }): void;
  /** @throws for an id that is not watched */
  isHealthy(id: string): boolean;
  forget(id: string): void;
  close(): void;
}

export interface HealthProberOptions {
  readonly network: Network;
  /** The address of a name, as the checkers see it. Rejects when there is none. */
  resolve(host: string): Promise<string>;
  readonly pace: Pace;
  /** @default over HTTP, on loopback */
  readonly probe?: Probes;
  /** Until the next request, for an interval in seconds. @default the interval itself */
  readonly waitSeconds?: (interval: number) => number;
  /** Hears of each change of a check's status, in milliseconds since 1970. @default nobody does */
  readonly onChange?: (change: CheckChange) => void;
}

/** What changed in the world did so after the last result of before, and before the status did. */
export interface CheckChange {
  readonly id: string;
  readonly lastAt: number;
  readonly changedAt: number;
}

export const createHealthProber = (options: HealthProberOptions): HealthProber => new RealProber(options);

const CONNECT_SECONDS_MAX = 4;
const ANSWER_SECONDS_MAX = 2;
const SEARCHED_BYTES_MAX = 5120;
/** AWS's defaults. */
const FAILURE_THRESHOLD = 3;
const REQUEST_INTERVAL_SECONDS = 30;

interface Watched {
  readonly config: HealthCheckConfig;
  /** Of the endpoint, before Inverted. A new check counts as healthy until data arrives. */
  isUp: boolean;
  /** Results in a row that speak against `isUp`. */
  against: number;
  /** When the last result came that agreed with `isUp`, milliseconds since 1970. */
  agreedAt: number;
  cancel: () => void;
}

class RealProber implements HealthProber {
  private readonly checks = new Map<string, Watched>();

  constructor(private readonly options: HealthProberOptions) {}

  watch({ id, config }: { id: string; config: HealthCheckConfig }): void {
    const problem = problemOf(config);
    if (problem) throw new Error(`health check ${id} cannot be probed: ${problem}`);
    this.forget(id);
    const agreedAt = this.options.pace.clock.now();
    const watched = { config, isUp: true, against: 0, agreedAt, cancel: () => {} };
    this.checks.set(id, watched);
    if (!config.Disabled) void this.probe(id, watched);
  }

  isHealthy(id: string): boolean {
    const watched = this.checks.get(id);
    if (!watched) throw new Error(`health check ${id} is not watched: call watch first`);
    return watched.isUp !== (watched.config.Inverted === true);
  }

  forget(id: string): void {
    this.checks.get(id)?.cancel();
    this.checks.delete(id);
  }

  close(): void {
    for (const id of [...this.checks.keys()]) this.forget(id);
  }

  private async probe(id: string, watched: Watched): Promise<void> {
    const isUp = await this.answers(watched.config);
    if (this.checks.get(id) !== watched) return;
    this.count(id, watched, isUp);
    const { pace, waitSeconds = (interval) => interval } = this.options;
    const seconds = waitSeconds(watched.config.RequestInterval ?? REQUEST_INTERVAL_SECONDS);
    watched.cancel = pace.clock.after(pace.scaledMilliseconds(seconds), () => void this.probe(id, watched));
  }

  private count(id: string, watched: Watched, isUp: boolean): void {
    const now = this.options.pace.clock.now();
    watched.against = isUp === watched.isUp ? 0 : watched.against + 1;
    if (watched.against >= (watched.config.FailureThreshold ?? FAILURE_THRESHOLD)) {
      this.options.onChange?.({ id, lastAt: watched.agreedAt, changedAt: now });
      watched.isUp = isUp;
      watched.against = 0;
    }
    if (watched.against === 0) watched.agreedAt = now;
  }

  private async answers(config: HealthCheckConfig): Promise<boolean> {
    const isSecure = config.Type?.startsWith('HTTPS') === true;
    const host = config.FullyQualifiedDomainName ?? config.IPAddress ?? '';
    const port = await this.loopbackPort(config, isSecure ? 443 : 80);
    if (port === undefined) return false;
    const answer = await (this.options.probe ?? probeOnce)({
      scheme: isSecure ? 'https' : 'http',
      port,
      host,
      path: config.ResourcePath ?? '/',
      connectSecondsMax: CONNECT_SECONDS_MAX,
      answerSecondsMax: ANSWER_SECONDS_MAX,
      bytesMax: SEARCHED_BYTES_MAX,
    });
    if (!answer || answer.status < 200 || answer.status >= 400) return false;
    return config.SearchString === undefined || answer.body.includes(config.SearchString);
  }

  /** An address that is given wins over the name, which is then only the Host header. */
  private async loopbackPort(config: HealthCheckConfig, defaultPort: number): Promise<number | undefined> {
    const { network, resolve } = this.options;
    const named = () => resolve(config.FullyQualifiedDomainName ?? '').catch(() => undefined);
    const address = config.IPAddress ?? (await named());
    return address === undefined ? undefined : network.loopbackPortOf({ address, port: config.Port ?? defaultPort });
  }
}

function problemOf(config: HealthCheckConfig): string | undefined {
  const { Type: type } = config;
  if (type !== 'HTTP' && type !== 'HTTPS' && type !== 'HTTP_STR_MATCH' && type !== 'HTTPS_STR_MATCH') {
    return `type ${type} is no HTTP or HTTPS endpoint`;
  }
  if (!config.FullyQualifiedDomainName && !config.IPAddress)
    return 'neither FullyQualifiedDomainName nor IPAddress is given';
  if (type.endsWith('STR_MATCH') && !config.SearchString) return `type ${type} needs a SearchString`;
  return undefined;
}
