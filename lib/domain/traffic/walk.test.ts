/**
 * Walks sequences of claims over the records and checks that are really made, in a small model of how Route 53 answers a
 * failover pair, and asks who is answered. The model knows health checks, not settlements.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-private-hosted-zones.html and
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-problems.html
 */
import { plan, planWith } from '../../../test/fixtures';
import type { Plan } from '../plan';
import type { Settlement } from '../settlement';
import { answeredRegion } from './answered';
import { type CheckConfig, calculatedCheck, checksFor } from './checks';
import { failoverRecords, type RecordSet } from './records';

const [EAST, WEST, EU] = ['us-east-1', 'us-west-2', 'eu-west-1'] as const;
const two = plan;
const three = planWith({ regions: [EAST, WEST, EU] });

interface Heard {
  epoch: number;
  reachable: boolean;
  /** Highest claim that the Region's metric has told. */
  told: number;
}

class Dns {
  private readonly heard: Map<string, Heard>;
  private readonly checks = new Map<string, CheckConfig>();
  private readonly records: readonly RecordSet[];

  constructor(
    private readonly of: Plan,
    private readonly settlement: Settlement,
  ) {
    this.heard = new Map(of.regions.map((region) => [region, { epoch: 0, reachable: true, told: 0 }]));
    const ids = new Map<string, string>();
    for (const check of checksFor(of, settlement, (region) => region)) {
      this.checks.set(check.reference, 'config' in check ? check.config : calculatedCheck(check.children));
      if ('hears' in check) ids.set(check.hears.join(), check.reference);
    }
    this.records = failoverRecords(of, settlement, (hears) => ids.get(hears.join()) ?? 'none');
  }

  claims(region: string, epoch: number): this {
    this.at(region).epoch = epoch;
    return this.returns(region);
  }

  isLost(region: string): this {
    this.at(region).reachable = false;
    return this;
  }

  returns(region: string): this {
    const at = this.at(region);
    at.reachable = true;
    at.told = Math.max(at.told, at.epoch);
    return this;
  }

  /** The Region whose own name users end at. */
  answers(): string {
    let { SetIdentifier, AliasTarget } = this.chosen(this.of.traffic.records[0]?.name ?? '');
    while (this.records.some(({ Name }) => Name === AliasTarget?.DNSName)) {
      ({ SetIdentifier, AliasTarget } = this.chosen(AliasTarget?.DNSName ?? ''));
    }
    const known = this.of.regions.map((region) => ({ region, epoch: this.at(region).told }));
    expect(answeredRegion(this.of, this.settlement, known)).toBe(SetIdentifier);
    return SetIdentifier ?? '';
  }

  private chosen(name: string): RecordSet {
    const [primary, secondary] = ['PRIMARY', 'SECONDARY'].map((failover) => this.record(name, failover));
    if (!primary || !secondary) throw new Error(`${name} has no pair`);
    return this.isHealthy(primary) || !this.isHealthy(secondary) ? primary : secondary;
  }

  private isHealthy({ HealthCheckId, AliasTarget }: RecordSet): boolean {
    const behind = this.records.filter(({ Name }) => Name === AliasTarget?.DNSName);
    const isTargetHealthy = behind.length === 0 || behind.some((record) => this.isHealthy(record));
    return isTargetHealthy && (HealthCheckId === undefined || this.passes(HealthCheckId));
  }

  private passes(id: string): boolean {
    const check = this.checks.get(id);
    if (!check) throw new Error(`no check ${id}`);
    if (check.Type === 'CALCULATED') {
      return check.ChildHealthChecks.filter((child) => this.passes(child)).length >= check.HealthThreshold;
    }
    if (check.Type === 'CLOUDWATCH_METRIC') {
      return this.at(check.AlarmIdentifier.Region).told <= Number(check.AlarmIdentifier.Name.split('-').at(-1));
    }
    const { reachable, epoch } = this.at(check.FullyQualifiedDomainName);
    return !(reachable && epoch > Number(check.ResourcePath.split('/').at(-1)));
  }

  private record = (name: string, failover: string) =>
    this.records.find(({ Name, Failover }) => Name === name && Failover === failover);

  private at(region: string): Heard {
    const heard = this.heard.get(region);
    if (!heard) throw new Error(`no Region ${region}`);
    return heard;
  }
}

const settledFor = (of: Plan, active: string, changes: Partial<Settlement> = {}) =>
  new Dns(of, { epoch: 0, serial: 1, active, attached: of.regions, ...changes });

describe('between two Regions, users are answered with', () => {
  const begun = () => settledFor(two, EAST);

  test('the active Region while nobody claims, and while the other cannot be heard', () => {
    expect(begun().answers()).toBe(EAST);
    expect(begun().isLost(WEST).answers()).toBe(EAST);
    expect(begun().isLost(EAST).answers()).toBe(EAST);
  });

  test('the standby once it claims, lost or not lost the active one', () => {
    expect(begun().claims(WEST, 101).answers()).toBe(WEST);
    expect(begun().isLost(EAST).claims(WEST, 101).answers()).toBe(WEST);
  });

  test('the standby still when its signal falls silent after the takeover', () => {
    expect(begun().claims(WEST, 101).isLost(WEST).answers()).toBe(WEST);
  });

  test('the first again at a second move before settling, also while the other is silent', () => {
    expect(begun().claims(WEST, 101).claims(EAST, 200).answers()).toBe(EAST);
    expect(begun().claims(WEST, 101).claims(EAST, 200).isLost(WEST).answers()).toBe(EAST);
  });

  // F-92
  test('the same as before at a third move: it needs the API', () => {
    expect(begun().claims(WEST, 101).claims(EAST, 200).claims(WEST, 301).answers()).toBe(EAST);
  });

  // F-94
  test('the Region that was settled for, when the lost one returns with its old claim', () => {
    const settled = { epoch: 101, attached: [WEST] };
    expect(settledFor(two, WEST, settled).claims(WEST, 101).claims(EAST, 0).answers()).toBe(WEST);
  });

  test('the Region that was settled for, when the lost one returns with a claim that nobody had heard of', () => {
    const settled = { epoch: 101, attached: [WEST] };
    expect(settledFor(two, WEST, settled).claims(WEST, 101).claims(EAST, 200).answers()).toBe(WEST);
  });

  test('the returned Region once it was attached again and claims anew', () => {
    const attached = settledFor(two, WEST, { epoch: 101, serial: 2 }).claims(WEST, 101);
    expect(attached.answers()).toBe(WEST);
    expect(attached.claims(EAST, 200).answers()).toBe(EAST);
    expect(attached.claims(WEST, 301).answers()).toBe(WEST);
  });
});

test('a claim of another Region never brings users to one that they did not come to without it', () => {
  const regions = [EAST, WEST, EU];
  const subsets = Array.from({ length: 2 ** regions.length }, (_, number) =>
    regions.filter((_, place) => Math.floor(number / 2 ** place) % 2 === 1),
  );
  const walks = regions.flatMap((active) =>
    subsets.flatMap((attached) => subsets.map((claimed) => ({ active, attached, claimed }))),
  );
  for (const { active, attached, claimed } of walks) {
    const answered = (by: readonly string[]) =>
      answeredRegion(
        three,
        { epoch: 0, serial: 1, active, attached },
        by.map((region) => ({ region, epoch: 100 })),
      );
    const here = answered(claimed);
    for (const other of claimed.filter((one) => one !== here)) {
      expect(answered(claimed.filter((one) => one !== other))).toBe(here);
    }
  }
});

describe('between three Regions, users are answered with', () => {
  const begun = () => settledFor(three, EAST);

  test.each([WEST, EU])('%s once it claims', (region) => {
    expect(begun().isLost(EAST).claims(region, 101).answers()).toBe(region);
  });

  test('the last by rank when it takes over from the one that took over', () => {
    expect(begun().claims(WEST, 101).isLost(WEST).claims(EU, 202).answers()).toBe(EU);
  });

  test.each([WEST, EU])('the first again when it claims after %s, before settling', (region) => {
    expect(begun().claims(region, 101).claims(EAST, 200).answers()).toBe(EAST);
  });

  test('the last still when the second claims after it: that move needs the API', () => {
    expect(begun().claims(EU, 102).claims(WEST, 201).answers()).toBe(EU);
  });

  test('the Region that was settled for while the lost one is not attached', () => {
    const settled = settledFor(three, WEST, { epoch: 101, attached: [WEST, EU] }).claims(WEST, 101);
    expect(settled.claims(EAST, 100).answers()).toBe(WEST);
    expect(settled.claims(EU, 202).answers()).toBe(EU);
  });
});
