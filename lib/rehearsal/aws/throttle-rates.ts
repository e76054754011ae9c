/** Tokens that a bucket holds at most, and how many come back in a second. */
export interface Rate {
  readonly capacity: number;
  readonly perSecond: number;
}

/** A bucket of tokens of one account, in each Region, that calls of a service draw from. */
export interface Limit extends Rate {
  /** What draws from it. @default every operation of the service */
  readonly of?: readonly string[];
  /** Whether there is one bucket for each of something. @default one for all that draws from it */
  readonly foreach?: 'operation' | 'Bucket';
  /** Tokens that a call takes. @default one */
  readonly cost?: (input: unknown) => number;
  /** Address of the page, or `assumed: ` and why. */
  readonly source: string;
}

export interface ServiceRates {
  /** What a call is told that comes too early, on the wire. */
  readonly refusal: { readonly name: string; readonly status: number };
  /** A call takes from each that it is named in. None: the service lets through all that this project can send. */
  readonly limits: readonly Limit[];
}

const DOCS = 'https://docs.aws.amazon.com';
const ROUTE_53 = `${DOCS}/Route53/latest/DeveloperGuide/throttling-api-requests.html`;
const CLOUDWATCH = `${DOCS}/general/latest/gr/cw_region.html`;
const STATES = `${DOCS}/step-functions/latest/dg/service-quotas.html`;
const ECS = `${DOCS}/AmazonECS/latest/APIReference/request-throttling.html`;
const LAMBDA = `${DOCS}/lambda/latest/dg/gettingstarted-limits.html`;
const S3 = `${DOCS}/AmazonS3/latest/userguide/optimizing-performance.html`;
const KMS = `${DOCS}/kms/latest/developerguide/requests-per-second.html`;
const EVENTS = `${DOCS}/general/latest/gr/ev.html`;

/** A quota in requests per second that names no burst: a second's worth of it. */
const perSecond = (rate: number, of: readonly string[], source: string): Limit => ({
  ...{ of, capacity: rate, perSecond: rate, source },
  foreach: 'operation',
});

/** An UPSERT is a DELETE and a CREATE. */
const changesIn = (input: unknown): number =>
  ((input as { ChangeBatch?: { Changes?: readonly { Action?: string }[] } }).ChangeBatch?.Changes ?? []).reduce(
    (total, { Action }) => total + (Action === 'UPSERT' ? 2 : 1),
    0,
  );

/**
 * How often one account may call, by the names that requests are signed for. Where quotas differ by Region, the lowest:
 * the product has to work in each of them.
 */
export const RATES: Readonly<Record<string, ServiceRates>> = {
  route53: {
    refusal: { name: 'Throttling', status: 400 },
    limits: [
      // An operation without a row has the account's rate once more, which it can never meet first.
      { capacity: 50, perSecond: 10, source: ROUTE_53 },
      { of: ['CreateHealthCheck'], capacity: 50, perSecond: 0.5, source: ROUTE_53 },
      { of: ['UpdateHealthCheck'], capacity: 50, perSecond: 5, source: ROUTE_53 },
      { of: ['DeleteHealthCheck'], capacity: 15, perSecond: 3, source: ROUTE_53 },
      { of: ['GetHealthCheckStatus'], capacity: 4, perSecond: 1, source: ROUTE_53 },
      { of: ['ChangeResourceRecordSets'], capacity: 1500, perSecond: 100, cost: changesIn, source: ROUTE_53 },
    ],
  },
  states: {
    refusal: { name: 'ThrottlingException', status: 400 },
    limits: [
      { of: ['StartExecution'], capacity: 800, perSecond: 150, source: STATES },
      { of: ['DescribeExecution'], capacity: 250, perSecond: 10, source: STATES },
      { of: ['GetExecutionHistory'], capacity: 400, perSecond: 20, source: STATES },
      { of: ['ListExecutions'], capacity: 100, perSecond: 2, source: STATES },
      { of: ['StopExecution'], capacity: 500, perSecond: 25, source: STATES },
      { of: ['RedriveExecution'], capacity: 800, perSecond: 150, source: STATES },
    ],
  },
  ecs: {
    refusal: { name: 'ThrottlingException', status: 400 },
    limits: [
      { of: ['DescribeServices', 'ListServices'], capacity: 100, perSecond: 20, source: ECS },
      { of: ['UpdateService'], capacity: 50, perSecond: 5, source: ECS },
    ],
  },
  rds: {
    refusal: { name: 'ThrottlingException', status: 400 },
    limits: [{ capacity: 300, perSecond: 12, source: `${DOCS}/AmazonRDS/latest/UserGuide/rds-api-throttling.html` }],
  },
  elasticloadbalancing: {
    refusal: { name: 'ThrottlingException', status: 400 },
    limits: [
      {
        ...{ capacity: 40, perSecond: 10 },
        source: `${DOCS}/elasticloadbalancing/latest/userguide/elb-api-throttling.html`,
      },
    ],
  },
  monitoring: {
    refusal: { name: 'Throttling', status: 400 },
    limits: [
      perSecond(500, ['PutMetricData', 'GetMetricData'], CLOUDWATCH),
      perSecond(400, ['GetMetricStatistics'], CLOUDWATCH),
      perSecond(9, ['DescribeAlarms'], CLOUDWATCH),
      perSecond(3, ['PutMetricAlarm', 'DeleteAlarms', 'SetAlarmState'], CLOUDWATCH),
    ],
  },
  cloudformation: {
    refusal: { name: 'Throttling', status: 400 },
    limits: [
      {
        ...{ foreach: 'operation', capacity: 25, perSecond: 5 },
        // https://github.com/aws/aws-sam-cli/issues/2671
        source: 'assumed: AWS publishes none; users were told of 5 DescribeStacks a second, and bursts are taken',
      },
    ],
  },
  lambda: {
    refusal: { name: 'TooManyRequestsException', status: 429 },
    limits: [
      // Ten times the concurrency of 1,000 that an account begins with.
      perSecond(10_000, ['Invoke'], LAMBDA),
      { of: ['GetFunctionConfiguration'], capacity: 15, perSecond: 15, source: LAMBDA },
    ],
  },
  s3: {
    refusal: { name: 'SlowDown', status: 503 },
    limits: [
      // AWS counts by prefix, of which a bucket has at least one.
      {
        ...{ of: ['GetObject', 'HeadObject', 'HeadBucket', 'ListObjectsV2', 'ListObjectVersions'] },
        ...{ foreach: 'Bucket', capacity: 5500, perSecond: 5500, source: S3 },
      },
      {
        of: ['PutObject', 'DeleteObject', 'PutObjectRetention'],
        ...{ foreach: 'Bucket', capacity: 3500, perSecond: 3500, source: S3 },
      },
      {
        of: ['GetObjectRetention', 'GetBucketVersioning', 'GetObjectLockConfiguration'],
        ...{ foreach: 'operation', capacity: 100, perSecond: 100 },
        source: 'assumed: the rates per prefix are of objects, and AWS publishes none for what is said of them',
      },
    ],
  },
  // On demand a table takes 4,000 writes and 12,000 reads a second from its first day; a run makes a few of them.
  // Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
  dynamodb: { refusal: { name: 'ThrottlingException', status: 400 }, limits: [] },
  events: {
    refusal: { name: 'ThrottlingException', status: 400 },
    limits: [
      perSecond(400, ['PutEvents'], EVENTS),
      perSecond(50, ['DescribeRule', 'DisableRule', 'EnableRule', 'ListRuleNamesByTarget'], EVENTS),
    ],
  },
  scheduler: {
    refusal: { name: 'ThrottlingException', status: 429 },
    limits: [
      perSecond(250, ['GetSchedule', 'UpdateSchedule'], `${DOCS}/scheduler/latest/UserGuide/scheduler-quotas.html`),
    ],
  },
  sns: {
    refusal: { name: 'ThrottledException', status: 429 },
    limits: [
      perSecond(300, ['Publish'], `${DOCS}/general/latest/gr/sns.html`),
      perSecond(30, ['GetTopicAttributes'], 'assumed: the page has 30 for other calls about topics'),
    ],
  },
  ssm: {
    refusal: { name: 'ThrottlingException', status: 400 },
    limits: [
      {
        of: ['GetParameter', 'GetParameters'],
        capacity: 40,
        perSecond: 40,
        source: `${DOCS}/general/latest/gr/ssm.html`,
      },
      perSecond(3, ['PutParameter', 'GetParameterHistory'], 'assumed: the page has 40 for reads of values alone'),
    ],
  },
  kms: {
    refusal: { name: 'ThrottlingException', status: 400 },
    limits: [perSecond(1000, ['Sign'], KMS), perSecond(2000, ['DescribeKey', 'GetPublicKey'], KMS)],
  },
  ecr: {
    refusal: { name: 'ThrottlingException', status: 400 },
    limits: [
      perSecond(10, ['DescribeImages', 'GetLifecyclePolicy'], 'assumed: AWS publishes those of pulls and pushes alone'),
    ],
  },
  iam: {
    refusal: { name: 'Throttling', status: 400 },
    limits: [
      perSecond(
        20,
        ['GetRole', 'SimulatePrincipalPolicy'],
        'assumed: AWS publishes none; reads of other control planes come back with 20 a second',
      ),
    ],
  },
  servicequotas: {
    refusal: { name: 'TooManyRequestsException', status: 400 },
    limits: [
      perSecond(
        5,
        ['GetServiceQuota', 'GetAWSDefaultServiceQuota'],
        'assumed: half of the 10 that lists of quotas have',
      ),
    ],
  },
};
