import type { HealthCheckConfig } from '@aws-sdk/client-route-53';
import type { AlarmDefinition } from '../cloudwatch';
import { AwsError } from '../service';

const ENDPOINTS = ['HTTP', 'HTTPS', 'HTTP_STR_MATCH', 'HTTPS_STR_MATCH'];
const TYPES = [...ENDPOINTS, 'CALCULATED', 'CLOUDWATCH_METRIC'];
/** Members of the configuration that have an effect here: of endpoints, of calculated checks, of those of a metric. */
const OF_ENDPOINTS = [
  ...['FullyQualifiedDomainName', 'IPAddress', 'Port', 'ResourcePath', 'SearchString', 'RequestInterval'],
  ...['FailureThreshold', 'EnableSNI', 'Regions', 'MeasureLatency'],
];
const OF_CALCULATED = ['ChildHealthChecks', 'HealthThreshold'];
const OF_METRICS = ['AlarmIdentifier', 'InsufficientDataHealthStatus'];
const OF_ALL = ['Type', 'Inverted', 'Disabled'];
const MEMBERS = [...OF_ALL, ...OF_ENDPOINTS, ...OF_CALCULATED, ...OF_METRICS];

export const isEndpoint = ({ Type }: HealthCheckConfig): boolean => ENDPOINTS.includes(Type ?? '');

/** AWS's defaults: the interval and the threshold belong to endpoints only. */
export const withDefaults = (config: HealthCheckConfig | undefined): HealthCheckConfig => {
  const given = { Inverted: false, Disabled: false, ...config, Type: config?.Type ?? 'HTTPS' };
  return isEndpoint(given) ? { RequestInterval: 30, FailureThreshold: 3, ...given } : given;
};

/** @throws for what this world would not carry out as AWS does */
export function refuseUnsupported(config: Partial<HealthCheckConfig>): void {
  const type = config.Type;
  if (type !== undefined && !TYPES.includes(type)) {
    throw new AwsError(
      'NotImplemented',
      `a health check of type ${type} is not rehearsed: allowed is ${TYPES.join(', ')}`,
      { status: 501 },
    );
  }
  const unknown = Object.keys(config).filter((member) => !MEMBERS.includes(member));
  if (unknown.length > 0)
    throw new AwsError('NotImplemented', `a health check with ${unknown.join(', ')} is not rehearsed`, { status: 501 });
}

/** What a configuration may refer to. */
export interface Known {
  /** Type of an existing check. */
  typeOf(id: string): string | undefined;
  /** The alarm that a configuration names. */
  alarmOf(config: HealthCheckConfig): AlarmDefinition | undefined;
}

/** @throws InvalidInput with every reason for which Route 53 refuses a configuration */
export function refuseInvalid(config: HealthCheckConfig, known: Known): void {
  const problems = [...foreignMembers(config), ...problemsOf(config, known)];
  if (problems.length > 0) throw new AwsError('InvalidInput', problems.join('; '));
}

function problemsOf(config: HealthCheckConfig, known: Known): string[] {
  if (config.Type === 'CALCULATED') return calculatedProblems(config, known);
  return config.Type === 'CLOUDWATCH_METRIC' ? metricProblems(config, known) : endpointProblems(config);
}

function foreignMembers(config: HealthCheckConfig): string[] {
  const endpointOr = config.Type === 'CALCULATED' ? OF_CALCULATED : OF_METRICS;
  const own = [...OF_ALL, ...(isEndpoint(config) ? OF_ENDPOINTS : endpointOr)];
  const given = Object.entries(config).filter(([, value]) => value !== undefined);
  return given
    .filter(([name]) => !own.includes(name))
    .map(([name]) => `${name} is not allowed for type ${config.Type}`);
}

/** Source: https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html */
function endpointProblems(config: HealthCheckConfig): string[] {
  const { FullyQualifiedDomainName, IPAddress, RequestInterval = 30, FailureThreshold = 3, SearchString } = config;
  const needsText = config.Type?.endsWith('_STR_MATCH') === true;
  return [
    ...(FullyQualifiedDomainName || IPAddress ? [] : ['IPAddress or FullyQualifiedDomainName is required']),
    ...(needsText === Boolean(SearchString) ? [] : [`SearchString is ${needsText ? 'required' : 'not allowed'}`]),
    ...([10, 30].includes(RequestInterval) ? [] : [`RequestInterval is 10 or 30, got ${RequestInterval}`]),
    ...(FailureThreshold >= 1 && FailureThreshold <= 10
      ? []
      : [`FailureThreshold is 1 to 10, got ${FailureThreshold}`]),
  ];
}

const CHILDREN_MAX = 255;

/** Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html */
function calculatedProblems(
  { ChildHealthChecks = [], HealthThreshold }: HealthCheckConfig,
  { typeOf }: Known,
): string[] {
  const children = ChildHealthChecks.flatMap((child) => {
    const type = typeOf(child);
    if (type === undefined) return [`the child health check ${child} does not exist`];
    return type === 'CALCULATED' ? [`the child ${child} is a calculated health check itself`] : [];
  });
  const count = ChildHealthChecks.length;
  return [
    ...(HealthThreshold === undefined ? ['HealthThreshold is required'] : []),
    ...(count > CHILDREN_MAX ? [`at most ${CHILDREN_MAX} children are allowed, got ${count}`] : []),
    ...children,
  ];
}

const INSUFFICIENT_DATA = ['Healthy', 'Unhealthy', 'LastKnownStatus'];
const PERIOD_SECONDS_MIN = 60;

/**
 * Route 53 knows no M out of N and no high resolution.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html
 */
function metricProblems(config: HealthCheckConfig, { alarmOf }: Known): string[] {
  const { AlarmIdentifier, InsufficientDataHealthStatus = '' } = config;
  const alarm = alarmOf(config);
  return [
    ...(INSUFFICIENT_DATA.includes(InsufficientDataHealthStatus) ? [] : ['InsufficientDataHealthStatus is required']),
    ...(alarm ? [] : [`there is no alarm ${AlarmIdentifier?.Name} in ${AlarmIdentifier?.Region}`]),
    ...(alarm && alarm.datapointsToAlarm !== alarm.evaluationPeriods ? ['the alarm is about M out of N periods'] : []),
    ...(alarm && alarm.periodSeconds < PERIOD_SECONDS_MIN ? ['the alarm is about a high-resolution metric'] : []),
  ];
}
