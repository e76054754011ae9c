import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Durations, StackWork } from '../../../lib/rehearsal/aws/durations';
import { type Chance, chanceFrom } from '../../../lib/rehearsal/world/chance';
import type { FunctionSpec } from '../../../lib/rehearsal/world/lambda-host';
import type { Latency, Times } from '../../simulation/times';
import { evenChance } from './even-chance';

/**
 * What a duration is drawn from: a log-normal distribution, as waiting times are, cut off where nobody has seen any.
 * Half of all draws are below the median, and nine of ten below `ninetieth`.
 */
export interface Spread {
  readonly least: number;
  readonly median: number;
  readonly ninetieth: number;
  readonly most: number;
  /** The page that says so and what it says; or `assumed:` and why. */
  readonly source: string;
}

/** How long AWS takes, seconds. */
export const SECONDS = {
  failover: {
    ...{ least: 60, median: 180, ninetieth: 360, most: 600 },
    source:
      'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html: the ' +
      'chosen secondary is promoted "within a few minutes"; the ends are assumed: no page names a least or a most',
  },
  switchover: {
    ...{ least: 60, median: 120, ninetieth: 240, most: 600 },
    source:
      'assumed: a few minutes as well; Aurora MySQL 3.09 says only that writes stop for "typically under one minute" of it',
  },
  rebuild: {
    ...{ least: 180, median: 900, ninetieth: 3600, most: 10_800 },
    source:
      'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html: ' +
      '"a few minutes to several hours", by the size of the volume',
  },
  snapshot: {
    ...{ least: 30, median: 120, ninetieth: 600, most: 3600 },
    source: 'assumed: minutes, by the size of the volume; no page says how many',
  },
  serviceStack: {
    ...{ least: 90, median: 180, ninetieth: 300, most: 600 },
    source:
      'assumed: an ECS service is complete once its tasks run and their targets are healthy, two of them at intervals of ' +
      '30 s after a start; minutes, on https://aws.amazon.com/blogs/devops/how-we-sped-up-aws-cloudformation-deployments-with-optimistic-stabilization/',
  },
  plainStack: {
    ...{ least: 20, median: 45, ninetieth: 75, most: 180 },
    source:
      'assumed: 32 s for a small stack and 3.6 min for one with gateways are what people measure, e.g. ' +
      'https://gist.github.com/maishsk/9d7d1b104d7f33bb8bda034f9589e93e',
  },
  serviceDeletion: {
    ...{ least: 60, median: 150, ninetieth: 330, most: 600 },
    source:
      'assumed: targets are deregistered first, for 300 s by default, which many set lower: ' +
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html',
  },
  plainDeletion: {
    ...{ least: 15, median: 35, ninetieth: 60, most: 180 },
    source:
      'assumed: 32 s is what people measure, e.g. https://gist.github.com/maishsk/9d7d1b104d7f33bb8bda034f9589e93e',
  },
  driftDetection: {
    ...{ least: 10, median: 120, ninetieth: 300, most: 600 },
    source:
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DetectStackDrift.html: "may take several ' +
      'minutes, depending on the number of resources"',
  },
  recordChange: {
    ...{ least: 5, median: 25, ninetieth: 50, most: 60 },
    source:
      'https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html: changes "generally ' +
      'propagate to all Route 53 name servers managing the hosted zone within 60 seconds"',
  },
  alarm: {
    ...{ least: 0.5, median: 2, ninetieth: 4, most: 4.9 },
    source:
      'assumed: an alarm of 10 s is evaluated every 10 s, https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/' +
      'alarm-evaluation.html; how long after a period no page says',
  },
  event: {
    ...{ least: 0.1, median: 0.5, ninetieth: 1.5, most: 10 },
    source: 'https://aws.amazon.com/eventbridge/faqs/: "typical latency is around half a second", which may vary',
  },
} as const satisfies Record<string, Spread>;

/** How long everything takes that is not AWS's work, milliseconds. */
export const MILLISECONDS = {
  coldStart: {
    ...{ least: 106, median: 180, ninetieth: 584, most: 793 },
    source:
      'https://gist.github.com/adriantanasa/06a9cbc36744ef0bf946255e9e75efbe: 100 cold starts of a Node.js 20 function of ' +
      '1 KB, mean 242; AWS says "under 100 ms to over 1 second" of all functions: ' +
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html',
  },
  warmStart: {
    ...{ least: 8, median: 20, ninetieth: 45, most: 200 },
    source:
      'assumed: Step Functions calls Lambda, and Lambda an environment that waits; no page says how long that takes',
  },
  transition: {
    ...{ least: 10, median: 25, ninetieth: 60, most: 300 },
    source:
      'assumed: of a Standard workflow the "execution state internally persists between state transitions", ' +
      'https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html; how long that takes it does not say',
  },
  way: {
    ...{ least: 0.1, median: 0.5, ninetieth: 1.2, most: 10 },
    source:
      'https://www.xkyle.com/Measuring-AWS-Region-and-AZ-Latency/: 0.25 to 3.4 ms there and back between zones of a ' +
      'Region; AWS says "single-digit millisecond"',
  },
  farWay: {
    ...{ least: 5, median: 35, ninetieth: 80, most: 165 },
    source:
      'https://acomputerscientistlearnsaws.blogspot.com/2017/04/aws-regions.html: 19 to 330 ms there and back between ' +
      'Regions, 87 between us-east-1 and us-west-2, and 60 to 65 are measured there today',
  },
  handshake: {
    ...{ least: 5, median: 20, ninetieth: 50, most: 300 },
    source:
      'assumed: the name is looked up, and TLS takes some 5 ms of a whole processor, of which a function of 512 MB has 0.29: ' +
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html',
  },
  table: {
    ...{ least: 2, median: 5, ninetieth: 10, most: 50 },
    source:
      'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Introduction.html: "single-digit millisecond"',
  },
  object: {
    ...{ least: 10, median: 40, ninetieth: 120, most: 1500 },
    source:
      'https://docs.aws.amazon.com/whitepapers/latest/s3-optimizing-performance-best-practices/' +
      'timeouts-and-retries-for-latency-sensitive-applications.html: of small objects "median latencies are often in the ' +
      'tens of milliseconds range"',
  },
  answer: {
    ...{ least: 20, median: 80, ninetieth: 250, most: 1500 },
    source:
      'assumed: what control planes need for a list or a description; no page says. Topics, keys and parameters are ' +
      'quicker, and are not told apart',
  },
  acceptance: {
    ...{ least: 250, median: 800, ninetieth: 1600, most: 4000 },
    source:
      'assumed: CloudFormation and RDS judge the whole request before they accept it, templates, quotas and states; about a ' +
      'second is what people see, and no page says',
  },
} as const satisfies Record<string, Spread>;

/** To read and run a bundle, beside `coldStart`: 160 ms for 550 KB and 350 ms for 1,260 KB are measured on two cores. */
const IMPORT_MILLISECONDS_PER_KILOBYTE = 0.3;

/** How long everything takes in one world: other draws for each seed, and the same for the same. */
export function timesFrom(seed: number): Times {
  const seconds = drawsOf(SECONDS, { chanceOf: (kind) => evenChance(seed, kind), rounded: inMilliseconds });
  // There are thousands of these in a world.
  const milliseconds = drawsOf(MILLISECONDS, {
    chanceOf: (kind) => chanceFrom(-seed * KINDS_MAX - kind),
    rounded: Math.round,
  });
  return { durations: durationsFrom(seconds, chanceFrom(seed)), latency: latencyFrom(milliseconds) };
}

/** For a normal distribution: nine of ten draws are below the mean and so many standard deviations. */
const NINETIETH_DEVIATIONS = 1.2816;

/** Draws from a spread, again and again. */
export function drawing({ least, median, ninetieth, most }: Omit<Spread, 'source'>, chance: Chance): () => number {
  const deviation = Math.log(ninetieth / median) / NINETIETH_DEVIATIONS;
  return () => Math.min(most, Math.max(least, median * Math.exp(deviation * normalAt(chance()))));
}

/** Clocks count in whole milliseconds, so nothing of a second beyond its thousandth. */
const inMilliseconds = (seconds: number): number => Math.round(seconds * 1000) / 1000;

/**
 * Of the standard normal distribution: the value below which such a share of all lies, within 0.0005.
 *
 * Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.23
 */
function normalAt(share: number): number {
  const tail = Math.max(Math.min(share, 1 - share), Number.EPSILON);
  const t = Math.sqrt(-2 * Math.log(tail));
  const above = 2.515517 + 0.802853 * t + 0.010328 * t ** 2;
  const below = 1 + 1.432788 * t + 0.189269 * t ** 2 + 0.001308 * t ** 3;
  return Math.sign(share - 0.5) * (t - above / below);
}

type Draws<Spreads> = { readonly [Name in keyof Spreads]: () => number };

interface Drawn {
  readonly chanceOf: (kind: number) => Chance;
  readonly rounded: (value: number) => number;
}

/** Each kind draws from a chance of its own, so that one more draw of one kind changes no other. */
function drawsOf<Spreads extends Record<string, Spread>>(spreads: Spreads, { chanceOf, rounded }: Drawn) {
  const draws = Object.entries(spreads).map(([name, spread], kind) => {
    const draw = drawing(spread, chanceOf(kind));
    return [name, () => rounded(draw())];
  });
  return Object.fromEntries(draws) as Draws<Spreads>;
}

/** More than either table has, so that no two seeds share a chance. */
const KINDS_MAX = 100;

function durationsFrom(draws: Draws<typeof SECONDS>, phase: Chance): Durations {
  return {
    promotionSeconds: (kind) => draws[kind](),
    rebuildSeconds: draws.rebuild,
    snapshotSeconds: draws.snapshot,
    stackCreationSeconds: (stack) => (hasService(stack) ? draws.serviceStack() : draws.plainStack()),
    stackDeletionSeconds: (stack) => (hasService(stack) ? draws.serviceDeletion() : draws.plainDeletion()),
    driftDetectionSeconds: draws.driftDetection,
    recordChangeSeconds: draws.recordChange,
    // Checkers "in different data centers don't coordinate": a tenth earlier or later than the interval says.
    // Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
    healthCheckSeconds: (interval) => inMilliseconds(interval * (0.9 + 0.2 * phase())),
    alarmSeconds: draws.alarm,
    eventSeconds: draws.event,
  };
}

/** Resources that are only complete once something runs and answers. */
const RUNNING = [
  'AWS::ECS::Service',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::AutoScaling::AutoScalingGroup',
];
const hasService = ({ resources }: StackWork): boolean => resources.some((type) => RUNNING.includes(type));

/** Services whose changes begin work that goes on for minutes. */
const ACCEPTING = ['cloudformation', 'rds'];

function latencyFrom(draws: Draws<typeof MILLISECONDS>): Latency {
  const wayMilliseconds: Latency['wayMilliseconds'] = ({ from, to }) => (from === to ? draws.way() : draws.farWay());
  return {
    coldStartMilliseconds: (spec) =>
      draws.coldStart() + Math.round(IMPORT_MILLISECONDS_PER_KILOBYTE * kilobytesOf(spec)),
    warmStartMilliseconds: draws.warmStart,
    transitionMilliseconds: draws.transition,
    wayMilliseconds,
    // Two ways there and two back: TCP, and TLS 1.3.
    connectMilliseconds: (way) => draws.handshake() + 4 * wayMilliseconds(way),
    answerMilliseconds: ({ service, operation, changes }) => {
      if (service === 's3') return draws.object();
      if (changes && ACCEPTING.includes(service)) return draws.acceptance();
      if (service !== 'dynamodb') return draws.answer();
      // "Two underlying reads or writes of every item":
      // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
      return operation.startsWith('Transact') ? draws.table() + draws.table() : draws.table();
    },
  };
}

/** By folder: a bundle is written once and read by every world of a process. */
const sizes = new Map<string, number>();

function kilobytesOf({ codeDirectory }: FunctionSpec): number {
  const known = sizes.get(codeDirectory) ?? bytesIn(codeDirectory) / 1000;
  sizes.set(codeDirectory, known);
  return known;
}

const bytesIn = (directory: string): number =>
  readdirSync(directory).reduce((sum, file) => sum + statSync(join(directory, file)).size, 0);
