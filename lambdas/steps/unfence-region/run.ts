import * as z from 'zod';
import { type Fence, stands } from '../../../lib/domain/fence';
import { StepRecord } from '../../../lib/domain/run';
import { type AnyStep, keyOf } from '../../../lib/domain/step';
import { standingOfVerb } from '../../../lib/domain/verbs';
import { scaleCommand } from '../../edge/fencing/commands';
import { checkReadiness } from '../check-readiness/step';
import { confirmActive } from '../confirm-active/step';
import { deployStacks } from '../deploy-stacks/step';
import { fenceRegion } from '../fence-region/step';
import { promoteDatabase } from '../promote-database/step';
import { shiftTraffic } from '../shift-traffic/step';
import type { FenceSeen, Input } from './seen';

/** Whether the run has begun a step: it left a record in the run, or the step failed before it could. */
const cameTo = ({ document }: Pick<Input, 'document'>, step: AnyStep): boolean =>
  document[keyOf(step)] !== undefined || document.failures.some((failure) => failure.step === step.name);

const isDone = ({ document }: Pick<Input, 'document'>, step: AnyStep): boolean =>
  StepRecord.safeParse(document[keyOf(step)]).data?.status === 'done';

/** Whether it keeps house in the Region that serves: it has fenced nobody, and lifts what a dead run left here. */
export const isUpkeep = ({ run }: Pick<Input, 'run'>): boolean => !standingOfVerb(run.verb).isNewEpoch;

/** Why there is nothing that this run could have to undo, or `undefined`: then it is worth looking. */
export function nothingFenced(input: Pick<Input, 'document' | 'epoch' | 'run'>): string | undefined {
  if (isUpkeep(input)) return undefined;
  if (input.epoch === 0) return 'this run was never admitted, so it fenced nothing';
  return [fenceRegion, promoteDatabase, shiftTraffic].some((step) => cameTo(input, step))
    ? undefined
    : 'this run fenced nothing and moved nobody';
}

/** Whether this run has seen all writers here, whoever moved them. */
export const isPromoted = (input: Pick<Input, 'document'>): boolean => isDone(input, promoteDatabase);

/** Whether this run has sent users here. */
export const isShifted = (input: Pick<Input, 'document'>): boolean => isDone(input, shiftTraffic);

/** The Region that this run has fenced, or `undefined` where it came to none. */
export const fencedElsewhere = (input: Pick<Input, 'document'>): string | undefined =>
  cameTo(input, fenceRegion)
    ? z.object({ output: confirmActive.output }).safeParse(input.document.confirmActive).data?.output.activeRegion
    : undefined;

/**
 * What this run has started in its own fenced Region and leaves running where it turned back, one sentence each with
 * the command that stops it. It finds a database that only reads, and the next run finds it started.
 */
export function leftRunning({ document, region }: Pick<Input, 'document' | 'region'>): string[] {
  const { startedAgain = [] } =
    z.object({ output: deployStacks.output }).safeParse(document.deployStacks).data?.output ?? {};
  return startedAgain.map(
    ({ arn, stack, tasks }) =>
      `${arn.split('/').at(-1)} of ${stack} goes on running here with ${tasks} tasks, though ${region} is fenced; ` +
      `to stop it: ${scaleCommand(region, { arn, desiredCount: 0 })}`,
  );
}

/** Id of the release that this run has made serve, or `undefined` when it did not come so far. */
export const releaseOf = ({ document }: Pick<Input, 'document'>): string | undefined =>
  z.object({ output: checkReadiness.output }).safeParse(document.checkReadiness).data?.output.release.id;

/** Whether a fence is this run's to lift: its own one there, and whichever stands here once the writers are here. */
export const isToLift = (
  fence: Fence | undefined,
  { seen, input }: { readonly seen: Pick<FenceSeen, 'region'>; readonly input: Pick<Input, 'region' | 'run'> },
): fence is Fence => stands(fence) && (seen.region === input.region || fence.runId === input.run.id);
