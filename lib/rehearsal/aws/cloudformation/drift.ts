import type {
  DescribeStackDriftDetectionStatusInput,
  DescribeStackResourceDriftsInput,
  DetectStackDriftInput,
  PropertyDifference,
  StackDriftInformation,
  StackDriftStatus,
  StackResourceDrift,
} from '@aws-sdk/client-cloudformation';
import type { Pace } from '../../world/clock';
import type { Call } from '../service';
import type { Services } from '../services';
import { uuidOf } from '../stack-context';
import { invalid, refuseUnknown } from './create-input';
import { pageOf } from './pages';
import type { Detection, Stack } from './stack';
import type { StackList } from './stacks';

/** Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResourceDrifts.html */
const RESOURCES_PER_PAGE = 100;
/** Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html */
const DETECTABLE = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_FAILED'];

/** What somebody changed behind CloudFormation's back. */
export interface DriftedResource {
  readonly region: string;
  /** Name or ARN. */
  readonly stack: string;
  readonly logicalId: string;
  /** e.g. `/Port` */
  readonly propertyPath: string;
  readonly expected: string;
  /** The same as `expected` takes the difference back. */
  readonly actual: string;
}

/** @throws when there is no such stack, or it has no such resource */
export function drift(stacks: StackList, { region, stack: name, logicalId, ...change }: DriftedResource): void {
  const stack = stacks.get(region, name);
  if (!stack.resources.some((resource) => resource.logicalId === logicalId)) {
    throw new Error(`the stack ${name} in ${region} has no resource ${logicalId}`);
  }
  const { propertyPath: PropertyPath, expected: ExpectedValue, actual: ActualValue } = change;
  const others = (stack.differences.get(logicalId) ?? []).filter((other) => other.PropertyPath !== PropertyPath);
  const difference: PropertyDifference = { PropertyPath, ExpectedValue, ActualValue, DifferenceType: 'NOT_EQUAL' };
  stack.differences.set(logicalId, ActualValue === ExpectedValue ? others : [...others, difference]);
}

/** What `DescribeStacks` says of a stack's drift: what the last detection found that has ended. */
export function driftInformation(stack: Stack, pace: Pace): StackDriftInformation {
  const last = lastEnded(stack, pace);
  if (!last) return { StackDriftStatus: 'NOT_CHECKED' };
  return { StackDriftStatus: statusOf(last), LastCheckTimestamp: new Date(last.startedAt) };
}

/** The operations on drift. The resources of a detection are those that the stack had when it began. */
export function driftCalls(stacks: StackList, services: () => Pick<Services, 'pace' | 'timing'>) {
  const pace = () => services().pace;
  return {
    DetectStackDrift: (input: DetectStackDriftInput, { region }: Call) => {
      refuseUnknown('DetectStackDrift', input, ['StackName']);
      const stack = stacks.get(region, input.StackName);
      return { StackDriftDetectionId: begun(stack, services()).id };
    },
    DescribeStackDriftDetectionStatus: (
      { StackDriftDetectionId: id }: DescribeStackDriftDetectionStatusInput,
      { region }: Call,
    ) => {
      const ofRegion = stacks.all().filter((stack) => stack.region === region);
      const stack = ofRegion.find(({ detections }) => detections.some((detection) => detection.id === id));
      const detection = stack?.detections.find((one) => one.id === id);
      if (!stack || !detection) return invalid(`The drift detection id ${id} does not exist`);
      return describedDetection(stack, detection, pace());
    },
    DescribeStackResourceDrifts: (input: DescribeStackResourceDriftsInput, { region }: Call) => {
      const { StackName, StackResourceDriftStatusFilters: filters = [], NextToken: token, MaxResults } = input;
      const stack = stacks.get(region, StackName);
      const last = lastEnded(stack, pace());
      const drifts = last ? resourceDrifts(stack, last) : [];
      const asked = drifts.filter(
        ({ StackResourceDriftStatus: status }) => filters.length === 0 || filters.some((filter) => filter === status),
      );
      const { items, ...next } = pageOf(asked, { token, size: MaxResults ?? RESOURCES_PER_PAGE });
      return { StackResourceDrifts: items, ...next };
    },
  };
}

/** @throws ValidationError for a stack in a status without drift, and while a detection goes on */
function begun(stack: Stack, { pace, timing }: Pick<Services, 'pace' | 'timing'>): Detection {
  if (!DETECTABLE.includes(stack.status)) {
    return invalid(`Drift detection cannot be performed on stack [${stack.arn}] while in ${stack.status} state`);
  }
  if (stack.detections.some((detection) => !hasEnded(detection, pace))) {
    return invalid(`Drift detection is already in progress for stack [${stack.arn}]`);
  }
  const startedAt = pace.clock.now();
  const endsAt = startedAt + pace.scaledMilliseconds(timing.durations.driftDetectionSeconds());
  const id = uuidOf(stack.arn, 'drift', String(stack.detections.length));
  const detection = { id, startedAt, endsAt, found: new Map(stack.differences) };
  stack.detections.push(detection);
  const { name: subject, region } = stack;
  timing.onSpan({ kind: 'driftDetection', subject, region, from: startedAt, to: endsAt });
  return detection;
}

const hasEnded = ({ endsAt }: Detection, pace: Pace): boolean => pace.clock.now() >= endsAt;

const lastEnded = ({ detections }: Stack, pace: Pace): Detection | undefined =>
  detections.findLast((detection) => hasEnded(detection, pace));

const driftedIn = ({ found }: Detection): number => [...found.values()].filter(({ length }) => length > 0).length;

const statusOf = (detection: Detection): StackDriftStatus => (driftedIn(detection) > 0 ? 'DRIFTED' : 'IN_SYNC');

function describedDetection(stack: Stack, detection: Detection, pace: Pace) {
  const about = {
    StackId: stack.arn,
    StackDriftDetectionId: detection.id,
    Timestamp: new Date(detection.startedAt),
  };
  if (!hasEnded(detection, pace)) return { ...about, DetectionStatus: 'DETECTION_IN_PROGRESS' };
  return {
    ...about,
    DetectionStatus: 'DETECTION_COMPLETE',
    StackDriftStatus: statusOf(detection),
    DriftedStackResourceCount: driftedIn(detection),
  };
}

/** Without `ExpectedProperties` and `ActualProperties`: this world keeps no properties once they had their effect. */
const resourceDrifts = (stack: Stack, { startedAt, found }: Detection): StackResourceDrift[] =>
  stack.resources.map(({ logicalId, physicalId, type }) => {
    const PropertyDifferences = found.get(logicalId) ?? [];
    const isModified = PropertyDifferences.length > 0;
    return {
      StackId: stack.arn,
      LogicalResourceId: logicalId,
      PhysicalResourceId: physicalId,
      ResourceType: type,
      StackResourceDriftStatus: isModified ? 'MODIFIED' : 'IN_SYNC',
      ...(isModified && { PropertyDifferences: [...PropertyDifferences] }),
      Timestamp: new Date(startedAt),
    };
  });
