import { listed, oneLine } from '../text';
import type { DriftFinding, Seen } from './finding';
import type { DriftContext } from './judge-releases';

/** What CloudFormation's last drift detection found out about one stack. */
export interface SeenResources {
  readonly region: string;
  /** Name in AWS. */
  readonly stack: string;
  /** `undefined`: there is no such stack. */
  readonly detection: Seen<Detection | undefined>;
  /** Why the detection that was asked for now did not end. @default it did, or nobody asked for one */
  readonly notDetected?: string;
}

export interface Detection {
  /** When the last one ended, ISO 8601 UTC. @default there was none */
  readonly checkedAt?: string;
  /** Whether CloudFormation says itself that it could not look at all of the stack. */
  readonly isPartial: boolean;
  /** The resources that are not as the template says. */
  readonly drifted: readonly DriftedResource[];
  /** The resources that CloudFormation could not look at, mostly because whoever asked may not read them. */
  readonly unchecked: readonly UncheckedResource[];
}

export interface UncheckedResource {
  readonly logicalId: string;
  readonly type: string;
  /** What CloudFormation says about it. */
  readonly reason: string;
}

export interface DriftedResource {
  readonly logicalId: string;
  /** Such as `AWS::S3::Bucket`. */
  readonly type: string;
  readonly status: 'MODIFIED' | 'DELETED';
  /** Paths of the properties that differ. */
  readonly properties: readonly string[];
}

/** The check detects each hour; a whole day without one is a check that does not work. */
const DETECTION_HOURS_MAX = 24;
/** Longest list of properties, and longest reason, in one sentence. */
const CHARACTERS_MAX = 300;
const HOUR_MILLISECONDS = 3_600_000;

/** Whether a stack's resources are as its template says, as far as CloudFormation has looked within a day. */
export function judgeResources(
  { region, stack, detection: seen, notDetected }: SeenResources,
  { now }: DriftContext,
): DriftFinding[] {
  const finding = (level: DriftFinding['level'], because: string): DriftFinding =>
    ({ kind: 'resources', region, stack, because, level }) as const;
  if ('unknown' in seen) return [finding('unknown', `the drift of ${stack} in ${region}: ${seen.unknown}`)];
  const detection = seen.value;
  if (!detection) return [finding('drift', `there is no stack ${stack} in ${region}; deploy it`)];
  const { checkedAt, isPartial, drifted, unchecked } = detection;
  const old = checkedAt === undefined ? undefined : staleness(checkedAt, now);
  const partial = isPartial && unchecked.length === 0 ? 'CloudFormation could not look at all of it' : undefined;
  const notKnown = (what: string) => finding('unknown', `the drift of ${stack} in ${region} is not known: ${what}`);
  const never = { ...notKnown('no drift detection has ended yet'), isFirstDetection: true } as const;
  return [
    ...(notDetected ? [notKnown(notDetected)] : []),
    ...(checkedAt === undefined ? [never] : []),
    ...[old, partial].flatMap((what) => (what ? [notKnown(what)] : [])),
    ...unchecked.map((resource) => finding('unknown', notChecked(resource, { region, stack }))),
    ...drifted.map((resource) => finding('drift', differs(resource, { region, stack }))),
  ];
}

function staleness(checkedAt: string, now: string): string | undefined {
  const ageHours = (Date.parse(now) - Date.parse(checkedAt)) / HOUR_MILLISECONDS;
  return ageHours > DETECTION_HOURS_MAX
    ? `the last drift detection ended at ${checkedAt}, more than ${DETECTION_HOURS_MAX} h ago`
    : undefined;
}

interface Where {
  readonly region: string;
  readonly stack: string;
}

const notChecked = ({ logicalId, type, reason }: UncheckedResource, { region, stack }: Where): string =>
  `${logicalId} (${type}) of ${stack} in ${region} was not checked: ${oneLine(reason, CHARACTERS_MAX)}`;

function differs({ logicalId, type, status, properties }: DriftedResource, of: Where): string {
  const named = `${logicalId} (${type}) of ${of.stack} in ${of.region}`;
  if (status === 'DELETED') return `${named} was deleted outside of CloudFormation; deploy the stack again`;
  const what = properties.length > 0 ? ` at ${oneLine(listed(properties), CHARACTERS_MAX)}` : '';
  return `${named} was changed outside of CloudFormation${what}; change it back, or deploy the change with the stack`;
}
