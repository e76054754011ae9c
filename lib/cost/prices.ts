/** What AWS takes for one unit of something. */
export interface Price {
  /** What one is of. */
  readonly unit: string;
  /** USD for one in us-east-1, us-east-2 and us-west-2, which have the same prices. */
  readonly usd: number;
  /** AWS's price list, or the page that says it. */
  readonly source: string;
  /** When that was read, ISO 8601 date; the year where the day is not known. */
  readonly seen: string;
  /** How many a month the list itself gives for nothing, for the whole account. @default none */
  readonly listedFree?: number;
  /** Why the number is not certain. @default AWS says it */
  readonly unverified?: string;
}

const LIST = 'https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws';
/** The price list of a service. */
const listOf = (service: string, file = 'current/us-east-2/index.json') => `${LIST}/${service}/${file}`;
const million = 1e-6;
const thousand = 1e-3;

const S3 = listOf('AmazonS3');
const CLOUDWATCH = listOf('AmazonCloudWatch');
const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const DYNAMODB = listOf('AmazonDynamoDB', 'current/us-west-2/index.json');
const ROUTE_53 = listOf('AmazonRoute53', 'current/index.csv');
const AURORA = 'https://aws.amazon.com/rds/aurora/pricing/';

/**
 * Every price that the cost is computed with. No free allowance of an account is taken off; only what the list itself
 * gives for nothing, the first health checks and the first dashboards, counts as nothing, and is in "at most".
 */
export const PRICES = {
  transition: {
    unit: 'transition',
    usd: 0.025 * thousand,
    source: 'https://aws.amazon.com/step-functions/pricing/',
    seen: '2026',
  },
  invocation: { unit: 'invocation', usd: 0.2 * million, source: LAMBDA, seen: '2026' },
  /** On ARM. */
  lambdaSecond: { unit: 'GB-second', usd: 0.0000133334, source: LAMBDA, seen: '2026' },
  read: { unit: 'read unit', usd: 0.125 * million, source: DYNAMODB, seen: '2026-09-06' },
  write: { unit: 'write unit', usd: 0.625 * million, source: DYNAMODB, seen: '2026-09-06' },
  tableStorage: { unit: 'GB-month', usd: 0.25, source: DYNAMODB, seen: '2026-09-06' },
  tableBackup: { unit: 'GB-month', usd: 0.2, source: DYNAMODB, seen: '2026-09-06' },
  alarm: { unit: 'metric-month', usd: 0.1, source: CLOUDWATCH, seen: '2026' },
  fastAlarm: { unit: 'metric-month', usd: 0.3, source: CLOUDWATCH, seen: '2026' },
  compositeAlarm: { unit: 'alarm-month', usd: 0.5, source: CLOUDWATCH, seen: '2026' },
  anomalyMetric: {
    unit: 'metric-month',
    usd: 0.1,
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
    seen: '2026',
    unverified: 'an alarm on an anomaly is taken as three metrics: the metric and both edges of its band',
  },
  metric: { unit: 'metric-month', usd: 0.3, source: CLOUDWATCH, seen: '2026' },
  cloudwatchRequest: { unit: 'request', usd: 0.01 * thousand, source: CLOUDWATCH, seen: '2026' },
  metricRead: { unit: 'metric', usd: 0.01 * thousand, source: CLOUDWATCH, seen: '2026' },
  dashboard: {
    unit: 'dashboard-month',
    usd: 3,
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
    seen: '2026-06-13',
    listedFree: 3,
  },
  log: { unit: 'GB', usd: 0.5, source: CLOUDWATCH, seen: '2026' },
  trace: { unit: 'trace', usd: 5 * million, source: listOf('AWSXRay', 'current/us-west-2/index.json'), seen: '2026' },
  healthCheck: { unit: 'check-month', usd: 0.5, source: ROUTE_53, seen: '2026-10-01', listedFree: 50 },
  healthCheckOption: { unit: 'option-month', usd: 1, source: ROUTE_53, seen: '2026-10-01' },
  strangeHealthCheck: { unit: 'check-month', usd: 0.75, source: ROUTE_53, seen: '2026-10-01' },
  strangeHealthCheckOption: { unit: 'option-month', usd: 2, source: ROUTE_53, seen: '2026-10-01' },
  event: { unit: 'event', usd: 1 * million, source: 'https://aws.amazon.com/eventbridge/pricing/', seen: '2026-03-13' },
  message: {
    unit: 'message',
    usd: 0.5 * million,
    source: listOf('AmazonSNS', 'current/us-west-2/index.json'),
    seen: '2026',
  },
  bucketStorage: {
    unit: 'GB-month',
    usd: 0.023,
    source: S3,
    seen: '2026',
  },
  bucketRead: { unit: 'request', usd: 0.0004 * thousand, source: S3, seen: '2026' },
  bucketWrite: { unit: 'request', usd: 0.005 * thousand, source: S3, seen: '2026' },
  transfer: {
    unit: 'GB',
    usd: 0.09,
    source: 'https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer',
    seen: '2026',
    unverified: 'read in public pages that quote AWS, which agree',
  },
  loadBalancer: { unit: 'hour', usd: 0.0225, source: listOf('AWSELB'), seen: '2026' },
  loadBalancerUse: { unit: 'LCU-hour', usd: 0.008, source: listOf('AWSELB'), seen: '2026' },
  address: { unit: 'hour', usd: 0.005, source: 'https://aws.amazon.com/vpc/pricing/', seen: '2026-07-24' },
  natGateway: { unit: 'hour', usd: 0.045, source: 'https://aws.amazon.com/vpc/pricing/', seen: '2026' },
  interfaceEndpoint: {
    unit: 'hour',
    usd: 0.01,
    source: 'https://aws.amazon.com/privatelink/pricing/',
    seen: '2026',
  },
  secret: { unit: 'secret-month', usd: 0.4, source: 'https://aws.amazon.com/secrets-manager/pricing/', seen: '2026' },
  /** Fargate on ARM. */
  cpu: {
    unit: 'vCPU-hour',
    usd: 0.03238,
    source: listOf('AmazonECS', 'current/us-east-1/index.json'),
    seen: '2026-08-28',
  },
  memory: {
    unit: 'GB-hour',
    usd: 0.00356,
    source: listOf('AmazonECS', 'current/us-east-1/index.json'),
    seen: '2026-08-28',
  },
  auroraCapacity: { unit: 'ACU-hour', usd: 0.12, source: AURORA, seen: '2026-06-13' },
  auroraLarge: {
    unit: 'hour',
    usd: 0.26,
    source: AURORA,
    seen: '2026-03-12',
    unverified: 'read from a guide that names db.r7g.large; other sizes are taken in proportion',
  },
  auroraStorage: { unit: 'GB-month', usd: 0.1, source: AURORA, seen: '2026-03-12' },
  auroraReplicatedWrite: {
    unit: 'write',
    usd: 0.2 * million,
    source: AURORA,
    seen: '2026-03-12',
    unverified: 'taken as what an ordinary write costs',
  },
} as const satisfies Readonly<Record<string, Price>>;

export type PriceName = keyof typeof PRICES;
