import {
  DescribeStackResourceDriftsCommand,
  type DescribeStackResourceDriftsCommandOutput,
  DescribeStacksCommand,
  type DescribeStacksCommandOutput,
  DetectStackDriftCommand,
  type DetectStackDriftCommandOutput,
  type StackDriftInformation,
  type StackResourceDrift,
} from '@aws-sdk/client-cloudformation';
import type { Detection, SeenResources } from '../../../lib/domain/drift';
import type { Place } from '../../../lib/domain/step';
import type { Sends } from '../clients';
import { type Reading, reading } from '../reading';

/** The stacks of one Region that nobody may change by hand: the control plane's, and the pilot light of the plan. */
export const guardedStacks = ({ names: { stack, pilotLight } }: Pick<Place, 'names'>): string[] => [
  stack,
  ...(pilotLight === undefined ? [] : [pilotLight]),
];

/** What the last drift detection of a stack found out. @param cloudformation client of the stack's Region */
export async function lastDetection(
  cloudformation: Sends,
  { stack, region }: Pick<SeenResources, 'stack' | 'region'>,
): Promise<SeenResources> {
  const read = await reading(`cloudformation:DescribeStacks of ${stack}`, detectionOf(cloudformation, stack));
  if (read.outcome === 'read') return { stack, region, detection: { value: read.value } };
  return { stack, region, detection: isMissing(read) ? { value: undefined } : { unknown: read.because } };
}

/** DescribeStacks of a stack that is not there is a ValidationError, as is much else. */
const isMissing = (read: Reading<unknown>): boolean =>
  read.outcome === 'failed' && read.name === 'ValidationError' && /does not exist/.test(read.because);

async function detectionOf(cloudformation: Sends, StackName: string): Promise<Detection> {
  const { Stacks: [stack] = [] }: DescribeStacksCommandOutput = await cloudformation.send(
    new DescribeStacksCommand({ StackName }),
  );
  const { StackDriftStatus: status, LastCheckTimestamp: checkedAt }: Partial<StackDriftInformation> =
    stack?.DriftInformation ?? {};
  const resources = status === 'DRIFTED' || status === 'UNKNOWN' ? await resourceDrifts(cloudformation, StackName) : [];
  return {
    ...(checkedAt && { checkedAt: checkedAt.toISOString() }),
    isPartial: status === 'UNKNOWN',
    drifted: resources.flatMap(driftedIn),
    unchecked: resources.flatMap(uncheckedIn),
  };
}

async function resourceDrifts(cloudformation: Sends, StackName: string): Promise<StackResourceDrift[]> {
  const drifts: StackResourceDrift[] = [];
  let from: string | undefined;
  do {
    const page: DescribeStackResourceDriftsCommandOutput = await cloudformation.send(
      new DescribeStackResourceDriftsCommand({
        StackName,
        StackResourceDriftStatusFilters: ['MODIFIED', 'DELETED', 'UNKNOWN'],
        ...(from !== undefined && { NextToken: from }),
      }),
    );
    drifts.push(...(page.StackResourceDrifts ?? []));
    from = page.NextToken;
  } while (from !== undefined);
  return drifts;
}

function driftedIn(drift: StackResourceDrift): Detection['drifted'] {
  const { LogicalResourceId: logicalId = '', ResourceType: type = '', PropertyDifferences = [] } = drift;
  const { StackResourceDriftStatus: status } = drift;
  if (status !== 'MODIFIED' && status !== 'DELETED') return [];
  return [{ logicalId, type, status, properties: PropertyDifferences.map(({ PropertyPath = '' }) => PropertyPath) }];
}

function uncheckedIn(drift: StackResourceDrift): Detection['unchecked'] {
  const { LogicalResourceId: logicalId = '', ResourceType: type = '', StackResourceDriftStatus: status } = drift;
  const { DriftStatusReason: reason = 'CloudFormation does not say why' } = drift;
  return status === 'UNKNOWN' ? [{ logicalId, type, reason }] : [];
}

/**
 * Starts a drift detection; it takes minutes.
 *
 * @returns its id
 * @throws also in a stack that is being changed
 */
export async function startDetection(cloudformation: Sends, StackName: string): Promise<string> {
  const { StackDriftDetectionId = '' }: DetectStackDriftCommandOutput = await cloudformation.send(
    new DetectStackDriftCommand({ StackName }),
  );
  return StackDriftDetectionId;
}
