import type { Plan } from './plan';
import { partitionOf } from './region';
import type { Lane } from './release/lane';

/**
 * What everything of one plan in one Region is called. Deterministic, because the control planes refer to each other by
 * name only: no stack imports from another stack or Region, so each deploys while the others are dark.
 */
export interface Names {
  readonly partition: string;
  readonly stack: string;
  readonly table: string;
  readonly tableArn: string;
  /** Object Lock bucket for the records of ended runs. */
  readonly evidenceBucket: string;
  /** Versioned Object Lock bucket for staged releases. */
  readonly releaseBucket: string;
  readonly topicArn: string;
  /** Alarm in this Region that says the active Region is down. */
  readonly alarm: string;
  readonly alarmArn: string;
  /** What the operators look at. CloudWatch keeps the dashboards of all Regions in one place, so it names its own. */
  readonly dashboard: string;
  /** Alarm of the witness that says a Region of the plan is down; it stands in the witness's Region. */
  witnessAlarm(region: string): string;
  /**
   * Alarm of this Region that says it claims an epoch above `settledEpoch`: what a health check of Route 53 remembers.
   * Made anew for each settled epoch, never edited.
   */
  claimAlarm(settledEpoch: number): string;
  /** ARN of {@link Names.claimAlarm}. @param settledEpoch or `*` in a policy */
  claimAlarmArn(settledEpoch: number | '*'): string;
  /** State machine of a verb. */
  machine(verb: string): string;
  machineArn(verb: string): string;
  /** Every execution of a verb's machine, for a policy. */
  executionsArn(verb: string): string;
  /** Lambda function of a step or a trigger, by its kebab-case name. */
  lambda(slug: string): string;
  globalClusterArn(globalCluster: string): string;
  clusterArn(region: string, cluster: string): string;
  /** The role CloudFormation works with when it deploys the release here. */
  releaseRoleArn: string;
  /** What the URL of every template of a release here begins with, up to its key. */
  templateUrlPrefix: string;
  /** The team's own stack whose outputs fill the release's parameters here. @default the plan names none */
  pilotLight: string | undefined;
  /** Composite alarm in this Region that says the active Region is at risk. */
  riskAlarm: string;
  riskAlarmArn: string;
  /** SSM parameter that holds the name of the active Region, in every Region. */
  activeRegionParameter: string;
  activeRegionParameterArn: string;
  /** Managed policy of whoever publishes releases to this Region. */
  publisherPolicy: string;
  /** Managed policy of whoever compares what is staged and what runs here. */
  auditorPolicy: string;
  /** Managed policy of whoever proves the standby, and moves nobody. */
  drillerPolicy: string;
}

/** CloudWatch namespace of all metrics that Understudy writes. */
export const METRIC_NAMESPACE = 'Understudy';
/** 1 for each probe that found the active Region down, else 0. Dimension `Plan`; a witness adds `Region`. */
export const REGION_DOWN_METRIC = 'RegionDown';
/** The epoch this Region claims to serve under, 0 when it has never claimed. Dimension `Plan`. */
export const CLAIMED_EPOCH_METRIC = 'ClaimedEpoch';
/** 1 while this Region is active and the DNS records do not say so for good, else 0. Dimension `Plan`. */
export const UNSETTLED_METRIC = 'Unsettled';
/** How many things are not as they were released, at each hourly check. Dimension `Plan`. */
export const DRIFT_METRIC = 'Drift';
/** How many things the hourly check could not compare. Dimension `Plan`. */
export const DRIFT_UNKNOWN_METRIC = 'DriftUnknown';
/** How many things the last check found that would keep a failover from working. Dimension `Plan`. */
export const UNREADY_METRIC = 'Unready';
/** Milliseconds that the active Region took to answer a probe from here; only where it answered. Dimension `Plan`. */
export const PROBE_LATENCY_METRIC = 'ProbeLatency';
/** Seconds in which a run moved users, as `recoveryFigures` counts them; once for each. Dimensions `Plan`, `Verb`. */
export const RECOVERY_METRIC = 'RecoverySeconds';
/** Seconds of writes that a failover lost at most; once for each. Dimensions `Plan`, `Verb`. */
export const DATA_LOSS_METRIC = 'DataLossSeconds';
/** `source` of every event that Understudy puts on the default bus. */
export const EVENT_SOURCE = 'understudy';
/** `detail-type` of the event that tells which Region is active now. */
export const ACTIVE_REGION_EVENT = 'Active Region Changed';
/** Object key of the manifest of the release that would be deployed now, in each Region's release bucket. */
export const CURRENT_MANIFEST_KEY = 'current.json';
/** Object key of a release's manifest for as long as its bucket keeps it, current or not. */
export const manifestKeyOf = (release: string): string => `releases/${release}.json`;
/** Templates and assets are named by what they hold, so that what has not changed is never uploaded twice. */
export const templateKeyOf = (sha256: string): string => `templates/${sha256}.json`;
/** @param extension with its dot, or empty */
export const assetKeyOf = (sha256: string, extension: string): string => `assets/${sha256}${extension}`;
/** Tags on every stack that a run creates; only what carries them is ever adopted or retired. */
export const STACK_TAGS = {
  plan: 'understudy:plan',
  release: 'understudy:release',
  epoch: 'understudy:epoch',
  lane: 'understudy:lane',
  /** How long the longest chain of its release is that ends with it: what is highest is deleted first. */
  level: 'understudy:level',
} as const;

/** Outputs of the control plane's stack, for whoever reads them from CloudFormation or a template. */
export const STACK_OUTPUTS = {
  /** Function URL of `serve-signal`, with its final slash. */
  signalUrl: 'SignalUrl',
  failoverMachineArn: 'FailoverMachineArn',
  switchoverMachineArn: 'SwitchoverMachineArn',
  drillMachineArn: 'DrillMachineArn',
  prewarmMachineArn: 'PrewarmMachineArn',
  checkMachineArn: 'CheckMachineArn',
  settleMachineArn: 'SettleMachineArn',
  standDownMachineArn: 'StandDownMachineArn',
  retireMachineArn: 'RetireMachineArn',
  releaseBucket: 'ReleaseBucket',
  evidenceBucket: 'EvidenceBucket',
  /** Ids of the keys whose releases are deployed, a comma between them: what a publisher compares its plan with. */
  releaseKeyIds: 'ReleaseKeyIds',
  /** SHA-256 of the names of the stacks that a release must hold, for the same. */
  releaseStacks: 'ReleaseStacksSha256',
} as const;

/** Names for `plan` in `region`. Pure: every Region computes every other Region's names alike. */
export function namesOf(plan: Pick<Plan, 'name' | 'account' | 'release'>, region: string): Names {
  const { name, account } = plan;
  const partition = partitionOf(region);
  const prefix = `understudy-${name}`;
  const arn = (service: string, resource: string, at = region) =>
    `arn:${partition}:${service}:${at}:${account}:${resource}`;
  const releaseRole = plan.release.role.replaceAll('{region}', region).replaceAll('{plan}', name);
  return {
    partition,
    stack: prefix,
    table: prefix,
    tableArn: arn('dynamodb', `table/${prefix}`),
    evidenceBucket: `${prefix}-evidence-${account}-${region}`,
    releaseBucket: `${prefix}-releases-${account}-${region}`,
    topicArn: arn('sns', prefix),
    alarm: `${prefix}-region-down`,
    alarmArn: arn('cloudwatch', `alarm:${prefix}-region-down`),
    dashboard: `${prefix}-${region}`,
    witnessAlarm: (watched) => `${prefix}-${watched}-down`,
    claimAlarm: (settledEpoch) => `${prefix}-claim-above-${settledEpoch}`,
    claimAlarmArn: (settledEpoch) => arn('cloudwatch', `alarm:${prefix}-claim-above-${settledEpoch}`),
    machine: (verb) => `${prefix}-${verb}`,
    machineArn: (verb) => arn('states', `stateMachine:${prefix}-${verb}`),
    executionsArn: (verb) => arn('states', `execution:${prefix}-${verb}:*`),
    lambda: (slug) => `${prefix}-${slug}`,
    globalClusterArn: (globalCluster) => arn('rds', `global-cluster:${globalCluster}`, ''),
    clusterArn: (at, cluster) => arn('rds', `cluster:${cluster}`, at),
    releaseRoleArn: arn('iam', `role/${releaseRole}`, ''),
    templateUrlPrefix: `https://${prefix}-releases-${account}-${region}.s3.${region}.${dnsSuffixOf(partition)}/`,
    pilotLight: plan.release.pilotLight?.replaceAll('{region}', region),
    riskAlarm: `${prefix}-risk`,
    riskAlarmArn: arn('cloudwatch', `alarm:${prefix}-risk`),
    activeRegionParameter: `/understudy/${name}/active-region`,
    activeRegionParameterArn: arn('ssm', `parameter/understudy/${name}/active-region`),
    publisherPolicy: `${prefix}-publisher-${region}`,
    auditorPolicy: `${prefix}-auditor-${region}`,
    drillerPolicy: `${prefix}-driller-${region}`,
  };
}

/** `{region}` in a URL, a record name or a topic of the plan, filled in. */
export const inRegion = (pattern: string, region: string): string => pattern.replaceAll('{region}', region);

/** S3's and CloudFormation's domain. Source: https://docs.aws.amazon.com/general/latest/gr/s3.html */
const dnsSuffixOf = (partition: string): string => (partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com');

/** Begins the name of every stack of the drill lane. */
export const DRILL_PREFIX = 'drill-';

export interface StackNaming {
  /** Its name in the release. */
  readonly stack: string;
  readonly release: string;
  /** @default 'live' */
  readonly lane?: Lane;
}

/** What a release's stack is called in AWS, by the plan's pattern and its lane. */
export const stackNameOf = (pattern: string, { stack, release, lane = 'live' }: StackNaming): string =>
  (lane === 'drill' ? DRILL_PREFIX : '') + pattern.replaceAll('{stack}', stack).replaceAll('{release}', release);
