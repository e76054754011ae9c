/** What the cost of the example's plan is computed from, and that waiting stays cheap. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FRESH_MILLISECONDS } from '../lambdas/triggers/serve-signal/claims';
import { paceFrom, turnsOf } from '../lambdas/triggers/watch-region/pace';
import { asJson } from '../lib/cli/cost';
import { costOfPlan } from '../lib/cli/cost/asked';
import { controlPlaneTemplates } from '../lib/cli/cost/templates';
import { chargedAs } from '../lib/cost/alarms';
import { metricsWritten } from '../lib/cost/idle';
import { priced } from '../lib/cost/item';
import { scheduledIn } from '../lib/cost/lambdas';
import { costLines } from '../lib/cost/lines';
import { countRun, definitionOf } from '../lib/cost/machines';
import { timesPerMonth } from '../lib/cost/month';
import { PRICES, type Price } from '../lib/cost/prices';
import { looksOf } from '../lib/cost/run';
import { SIGNAL_FRESH_SECONDS } from '../lib/cost/signal';
import { COUNTED, FREE } from '../lib/cost/types';
import { atCadence, watchedEachMinute } from '../lib/cost/watch';
import { pilotLightItems, tasksPerHour, timesLarge } from '../lib/cost/yours';
import { REGION_DOWN_METRIC } from '../lib/domain/names';
import { planWith } from './fixtures';
import { plan } from './synthesised';

const IDLE_USD_MAX = 10;
const templates = controlPlaneTemplates(plan);
const standby = templates['us-west-2'] ?? {};
const cost = costOfPlan(plan);

describe('waiting', () => {
  it.each(plan.regions)(`costs at most ${IDLE_USD_MAX} USD a month in %s, with a probe every 60 s`, (region) => {
    expect(plan.watch.everySeconds).toBe(60);
    expect(cost.idle.perRegion[region]?.usdPerMonth).toBeLessThanOrEqual(IDLE_USD_MAX);
    expect(cost.idle.perRegion[region]?.usdPerMonth).toBeGreaterThan(5);
  });

  it('is priced for the witness too, and at every cadence, the faster the dearer', () => {
    expect(Object.keys(cost.idle.perRegion).sort()).toEqual([...plan.regions, plan.watch.witness].sort());
    const [slow, half, fast] = cost.idle.cadences;
    expect([slow, half, fast].map((one) => one?.everySeconds)).toEqual([60, 30, 10]);
    expect(slow?.usdPerMonth).toBeCloseTo(cost.idle.perRegion['us-west-2']?.usdPerMonth ?? 0, 6);
    expect(half?.usdPerMonth).toBeGreaterThan(slow?.usdPerMonth ?? 0);
    expect(fast?.usdPerMonth).toBeGreaterThan(half?.usdPerMonth ?? 0);
  });

  it('adds up, and "at most" is never less', () => {
    for (const { items, usdPerMonth, usdPerMonthAtMost } of Object.values(cost.idle.perRegion)) {
      expect(items.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(usdPerMonth, 9);
      expect(usdPerMonthAtMost).toBeGreaterThanOrEqual(usdPerMonth);
      for (const { usd, usdAtMost } of items) expect(usdAtMost).toBeGreaterThanOrEqual(usd - 1e-9);
    }
  });
});

describe('a price', () => {
  it.each(Object.entries<Price>(PRICES))('%s has a source, and the day or year on which it was read', (_, price) => {
    expect(price.source).toMatch(/^https:\/\/(pricing\.us-east-1\.amazonaws\.com|aws\.amazon\.com)\/\S+$/);
    expect(price.seen).toMatch(/^2026(-\d\d-\d\d)?$/);
    expect(price.usd).toBeGreaterThan(0);
  });

  it('gives for nothing what the list does, and counts it in "at most"', () => {
    expect(priced({ item: '', price: 'healthCheck', quantity: 50 })).toMatchObject({ usd: 0, usdAtMost: 25 });
    expect(priced({ item: '', price: 'healthCheck', quantity: 51 })).toMatchObject({ usd: 0.5, usdAtMost: 25.5 });
  });

  it('is "at most" what may hold instead: more of it, or a dearer one', () => {
    const options = { item: '', price: 'healthCheckOption', quantity: 3 } as const;
    expect(priced({ ...options, quantityAtMost: 5 })).toMatchObject({ usd: 3, usdAtMost: 5 });
    expect(priced({ ...options, priceAtMost: 'strangeHealthCheckOption' })).toMatchObject({ usd: 3, usdAtMost: 6 });
  });
});

describe('a template', () => {
  it('has no type of resource that is neither counted nor free for a reason', () => {
    const types = Object.values(templates).flatMap(({ Resources = {} }) =>
      Object.values(Resources).map(({ Type }) => Type),
    );
    expect([...new Set(types)].filter((type) => !(type in COUNTED) && !(type in FREE))).toEqual([]);
    expect(Object.keys(COUNTED).filter((type) => type in FREE)).toEqual([]);
  });

  it.each<[string, object, ReturnType<typeof chargedAs>]>([
    ['a minute', { MetricName: 'A', Period: 60 }, { kind: 'standard', metrics: 1 }],
    ['less than a minute', { MetricName: 'A', Period: 30 }, { kind: 'fast', metrics: 1 }],
    [
      'two metrics and their sum',
      { Metrics: [{ MetricStat: { Period: 60 } }, { MetricStat: { Period: 60 } }, { Expression: 'm0 + m1' }] },
      { kind: 'standard', metrics: 2 },
    ],
    [
      'what is unusual',
      { Metrics: [{ MetricStat: { Period: 60 } }, { Expression: 'ANOMALY_DETECTION_BAND(m0, 3)' }] },
      { kind: 'anomaly', metrics: 3 },
    ],
  ])('charges an alarm on %s by its metrics', (_, Properties, expected) => {
    expect(chargedAs({ Type: 'AWS::CloudWatch::Alarm', Properties })).toEqual(expected);
  });

  it('has metrics that only one of the roles writes', () => {
    const [active, waiting] = [metricsWritten(standby, true), metricsWritten(standby, false)];
    expect(active).toContain('Unsettled orders');
    expect(active).not.toContain('ProbeLatency orders');
    expect(waiting).toContain('ProbeLatency orders');
    expect(waiting).not.toContain('Unsettled orders');
    for (const metrics of [active, waiting])
      expect(metrics).toEqual(expect.arrayContaining(['RegionDown orders', 'ClaimedEpoch']));
  });

  it('of a faster watch is the one that a faster plan has', () => {
    const fast = controlPlaneTemplates(planWith({ watch: { ...plan.watch, everySeconds: 10 } }))['us-west-2'];
    const periods = (of = standby) =>
      Object.entries(of.Resources ?? {}).flatMap(([id, { Type, Properties }]) =>
        Type === 'AWS::CloudWatch::Alarm' ? [[id, Properties.Period]] : [],
      );
    expect(periods(atCadence(standby, 10, REGION_DOWN_METRIC))).toEqual(periods(fast));
    expect(periods(fast)).not.toEqual(periods());
  });

  it('calls by schedules the watch and what closes dead runs each minute, and the drift check and a check each hour', () => {
    const found = scheduledIn(standby).map(({ timesPerMonth: times, verb }) => [Math.round(times), verb]);
    expect(found).toEqual(
      expect.arrayContaining([
        [43_800, undefined],
        [730, undefined],
        [730, 'check'],
      ]),
    );
    expect(found.filter(([times]) => times === 43_800)).toHaveLength(2);
    expect(found).toHaveLength(4);
  });
});

describe('what is assumed', () => {
  it.each([
    ['rate(1 minute)', 43_800],
    ['rate(30 minutes)', 1460],
    ['rate(1 hour)', 730],
    ['rate(1 day)', 730 / 24],
    ['cron(0 9 ? * TUE *)', undefined],
  ])('%s comes round so often', (expression, times) => {
    expect(timesPerMonth(expression)).toEqual(times);
  });

  it.each([60, 30, 10] as const)('of the watch every %i s is how it paces its minute', (everySeconds) => {
    expect(watchedEachMinute(everySeconds, false).probes).toBe(turnsOf(paceFrom(0, everySeconds)).length);
    expect(watchedEachMinute(everySeconds, true).probes).toBe(0);
  });

  it('of the signal is how long it keeps an answer', () => {
    expect(SIGNAL_FRESH_SECONDS * 1000).toBe(FRESH_MILLISECONDS);
  });

  it.each([
    [undefined, 1],
    [{ seconds: 0, lookAgainSeconds: 5 }, 1],
    [{ seconds: 4, lookAgainSeconds: 5 }, 1],
    [{ seconds: 5, lookAgainSeconds: 5 }, 2],
    [{ seconds: 180, lookAgainSeconds: 5 }, 37],
    [{ seconds: 180, lookAgainSeconds: 1 }, 181],
    // One of a second up to 200 s, then 50 of two.
    [{ seconds: 600, lookAgainSeconds: 1 }, 501],
  ])('of a step that takes %j are so many looks', (time, looks) => {
    expect(looksOf(time)).toBe(looks);
  });
});

describe('a run', () => {
  it('of a check enters each state of its machine once', () => {
    const definition = definitionOf(standby, 'check');
    if (!definition) throw new Error('there is no machine of a check');
    const { transitions, looks } = countRun(definition, () => 1);
    // Plan, four branches of three states, the parallel and its choice, two steps of two states, Ending and Passed.
    expect(transitions).toBe(1 + 4 * 3 + 2 + 2 * 2 + 2);
    expect(Object.keys(looks).sort()).toEqual(
      ['AuditControlPlane', 'AuditPermissions', 'AuditStandby', 'CheckReadiness', 'CloseRun', 'ReportReadiness'].sort(),
    );
  });

  it('of a stand-down invokes each function once more, to be warm', () => {
    const definition = definitionOf(standby, 'stand-down');
    if (!definition) throw new Error('there is no machine of a stand-down');
    const { transitions, looks, touched } = countRun(definition, () => 1);
    // Plan, the parallel and its choice; in it a step of two states, its end, two touches in a parallel and their end;
    // three steps of two states, Ending and StoodDown.
    expect(transitions).toBe(1 + 2 + (2 + 1) + (1 + 2 + 1) + 3 * 2 + 2);
    expect(Object.keys(looks)).toHaveLength(4);
    expect(touched).toEqual(['FenceRegion', 'RecordDivergence']);
  });

  it('enters three states more for each look after the first', () => {
    const definition = definitionOf(standby, 'failover');
    if (!definition) throw new Error('there is no machine of a failover');
    const once = countRun(definition, () => 1).transitions;
    expect(countRun(definition, (step) => (step === 'PromoteDatabase' ? 11 : 1)).transitions).toBe(once + 30);
  });

  it('is priced for every verb, a prewarm with the hours that the plan keeps it', () => {
    const perRun = Object.fromEntries(cost.verbs.map(({ verb, usdPerRun }) => [verb, usdPerRun]));
    expect(Object.values(perRun).every((usd) => usd > 0)).toBe(true);
    expect(perRun.prewarm).toBeGreaterThan((plan.prewarm?.usdPerHour ?? 0) * 4);
    expect(perRun.drill).toBeLessThan(0.1);
  });
});

describe('what is yours', () => {
  it('is listed apart, and in no sum of Understudy', () => {
    expect(Object.keys(cost.apart.pilotLight.perRegion).sort()).toEqual([...plan.regions].sort());
    for (const region of plan.regions) {
      expect(cost.apart.pilotLight.perRegion[region]?.usdPerMonth).toBeGreaterThan(20);
      expect(cost.apart.aurora.perRegion[region]?.usdPerMonth).toBeGreaterThan(100);
    }
    const waiting = Object.values(cost.idle.perRegion).flatMap(({ items }) => items.map(({ item }) => item));
    expect(waiting.filter((item) => /load balancer|instance db/.test(item))).toEqual([]);
  });

  it('counts NAT gateways and the subnets of interface endpoints', () => {
    const items = pilotLightItems({
      Resources: {
        Nat: { Type: 'AWS::EC2::NatGateway' },
        Logs: { Type: 'AWS::EC2::VPCEndpoint', Properties: { VpcEndpointType: 'Interface', SubnetIds: ['a', 'b'] } },
        S3: { Type: 'AWS::EC2::VPCEndpoint', Properties: { VpcEndpointType: 'Gateway' } },
      },
    });
    expect(items.map(({ item, quantity }) => [item, quantity])).toEqual([
      ['NAT gateways', 730],
      ['interface endpoints', 1460],
    ]);
  });

  it.each([
    ['db.r6g.large', 1],
    ['db.r6g.4xlarge', 8],
    ['db.serverless', undefined],
    ['db.t4g.medium', undefined],
  ])('knows an instance %s as so many times a large one', (instanceClass, times) => {
    expect(timesLarge(instanceClass)).toBe(times);
  });

  it('knows nothing of a service that is no task of Fargate', () => {
    const Resources = { Service: { Type: 'AWS::ECS::Service', Properties: { LaunchType: 'EC2', DesiredCount: 4 } } };
    expect(tasksPerHour([{ Resources }])).toEqual([]);
  });
});

describe('what is printed', () => {
  it('is for people a line for each item above half a cent, and sources where they are asked for', () => {
    const lines = costLines(cost).join('\n');
    expect(lines).toContain('health checks: options');
    expect(lines).not.toContain('https://');
    const bills = Object.values(cost.idle.perRegion);
    const sum = bills.reduce((total, { usdPerMonth }) => total + usdPerMonth, 0).toFixed(2);
    expect(lines).toContain(`Waiting, ${bills.length} Regions: ${sum} USD a month, at most `);
    expect(costLines(cost, { withSources: true }).join('\n')).toContain(PRICES.healthCheck.source);
  });

  it('is as JSON what the page on costs describes', () => {
    const { idle, apart, verbs, ...of } = asJson(cost);
    expect(of).toEqual({ plan: 'orders', currency: 'USD' });
    const [item] = idle.perRegion['us-east-1']?.items ?? [];
    expect(Object.keys(item ?? {}).sort()).toEqual(
      ['item', 'quantity', 'source', 'unit', 'unitPriceUsd', 'usdPerMonth', 'usdPerMonthAtMost'].sort(),
    );
    expect(Object.keys(apart)).toEqual(['pilotLight', 'aurora']);
    expect(verbs.map(({ verb }) => verb)).toContain('stand-down');
    expect(readFileSync(join(__dirname, '../lib/cli/cost.ts'), 'utf8')).toContain('usdPerMonthAtMost, source, note?');
  });
});
