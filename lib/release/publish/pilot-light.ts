import { describedStack, outputsOf } from './described-stack';
import type { Sends } from './publishing';

/** What a pilot light's stack is, as far as a release needs it; or why its outputs must not be used. */
export type SeenPilotLight = { readonly outputs: Readonly<Record<string, string>> } | { readonly problem: string };

/**
 * Statuses in which the outputs say what stands there. After an update that was rolled back everything is as before.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
 */
const AT_REST = [
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
];

/** The outputs of the stack that the plan's `release.pilotLight` names; none when it names none. */
export async function pilotLightIn(cloudformation: Sends, stack: string | undefined): Promise<SeenPilotLight> {
  if (stack === undefined) return { outputs: {} };
  const seen = await describedStack(cloudformation, stack);
  if (!seen)
    return { problem: `the pilot light's stack ${stack} does not exist; deploy it, or mend release.pilotLight` };
  const { StackStatus = 'unknown' } = seen;
  if (!AT_REST.includes(StackStatus)) {
    return { problem: `the pilot light's stack ${stack} is ${StackStatus}; publish when it has been deployed` };
  }
  return { outputs: outputsOf(seen) };
}
