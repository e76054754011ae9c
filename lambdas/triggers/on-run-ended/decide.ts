import * as z from 'zod';
import type { Place } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import { VERBS, type Verb } from '../../../lib/domain/verbs';

/** Look at what this execution may have left behind, or at nothing; `because` says why. */
export type EndDecision =
  | {
      readonly kind: 'look';
      /** Execution ARN. */
      readonly run: string;
      readonly verb: Verb;
      readonly because: string;
    }
  | { readonly kind: 'ignore'; readonly because: string };

/**
 * What is read of the event. It may be late, doubled or lost, so nothing but the machine is believed: how the execution
 * ended is asked of Step Functions.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
const EndEvent = z.object({
  source: z.literal('aws.states'),
  'detail-type': z.literal('Step Functions Execution Status Change'),
  detail: z.object({ executionArn: z.string(), stateMachineArn: z.string(), status: z.string() }),
});

/** Whether an event tells of the end of a run of this plan here. */
export function decide(event: unknown, { names, plan }: Place): EndDecision {
  const parsed = EndEvent.safeParse(event);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `event.${path.join('.')}: ${message}`);
    return { kind: 'ignore', because: `not an execution's change of status: ${oneLine(problems.join('; '))}` };
  }
  const { executionArn, stateMachineArn, status } = parsed.data.detail;
  const verb = VERBS.find((one) => names.machineArn(one) === stateMachineArn);
  if (verb === undefined) {
    return { kind: 'ignore', because: `${oneLine(stateMachineArn, 300)} is no machine of ${plan.name} here` };
  }
  const run = oneLine(executionArn, 300);
  return { kind: 'look', run, verb, because: `${run} is ${oneLine(status, 20)}` };
}
