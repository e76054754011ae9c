import {
  DescribeStackDriftDetectionStatusCommand,
  type DescribeStackDriftDetectionStatusCommandOutput,
} from '@aws-sdk/client-cloudformation';
import type { Sends } from '../../../lambdas/edge/clients';
import type { Clock } from '../../../lambdas/edge/clock';
import { startDetection } from '../../../lambdas/edge/drift/detections';
import { isTransient } from '../../../lambdas/edge/transient';
import { oneLine } from '../../domain/text';
import { explained } from '../aws/explain';

/** A detection takes minutes in a stack of hundreds of resources. */
const DETECTION_MINUTES_MAX = 10;
const POLL_MILLISECONDS = 5000;

export interface DetectionTools {
  readonly cloudformation: Sends;
  readonly clock: Clock;
  /** One line of progress. */
  readonly tell: (line: string) => void;
}

/**
 * Has CloudFormation look at a stack's resources now, and waits for it.
 *
 * @returns why there is no new result; `undefined` when there is one
 */
export async function detectDrift(tools: DetectionTools, stack: string): Promise<string | undefined> {
  const overdueAt = tools.clock.now() + DETECTION_MINUTES_MAX * 60_000;
  try {
    const id = await started(tools, { stack, overdueAt });
    tools.tell(`drift detection of ${stack} was started`);
    return await ended(tools, { stack, id, overdueAt });
  } catch (error) {
    const because = explained(error);
    if (because === undefined) throw error;
    return because;
  }
}

interface Detecting {
  readonly stack: string;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly overdueAt: number;
}

/** The hourly check may have one under way, which is no answer to whoever asks now: theirs comes after it. */
async function started({ cloudformation, clock, tell }: DetectionTools, { stack, overdueAt }: Detecting) {
  for (;;) {
    try {
      return await startDetection(cloudformation, stack);
    } catch (error) {
      const { name, message } = error as Error;
      const isOther = name === 'ValidationError' && message.includes('already in progress');
      if (!isOther || clock.now() >= overdueAt) throw error;
      tell(`another drift detection of ${stack} is under way`);
      await clock.sleep(POLL_MILLISECONDS);
    }
  }
}

async function ended({ cloudformation, clock, tell }: DetectionTools, of: Detecting & { readonly id: string }) {
  for (;;) {
    await clock.sleep(POLL_MILLISECONDS);
    const { DetectionStatus: status, DetectionStatusReason: reason } = await statusOf(cloudformation, of.id);
    if (status === 'DETECTION_COMPLETE') {
      tell(`drift detection of ${of.stack} has ended`);
      return undefined;
    }
    if (status === 'DETECTION_FAILED') return oneLine(reason ?? 'CloudFormation does not say why', 500);
    if (clock.now() >= of.overdueAt) return `it has not ended within ${DETECTION_MINUTES_MAX} minutes`;
    tell(`drift detection of ${of.stack} is under way`);
  }
}

/** A poll that was not answered is no answer; the next one asks the same. */
const statusOf = (
  cloudformation: Sends,
  StackDriftDetectionId: string,
): Promise<Partial<DescribeStackDriftDetectionStatusCommandOutput>> =>
  cloudformation
    .send(new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId }))
    .catch((error: unknown) => {
      if (isTransient(error)) return {};
      throw error;
    });
