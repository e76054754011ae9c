import { sha256Of } from '../../domain/canonical-json';
import { STACK_OUTPUTS } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import { keyIdOf } from '../../domain/release';
import { listed, oneLine } from '../../domain/text';
import type { Signer } from '../signers/signer';
import { describedStack, outputsOf } from './described-stack';
import { isDenied } from './fault';
import type { Sends } from './publishing';

/** Outputs of a control plane's stack, name → value; none when it is older than the right to look at it. */
export type SeenControlPlane = Readonly<Record<string, string>>;

/** What the control plane of a Region tells; `undefined` when its stack does not exist. */
export async function controlPlaneIn(cloudformation: Sends, stack: string): Promise<SeenControlPlane | undefined> {
  try {
    const seen = await describedStack(cloudformation, stack);
    return seen && outputsOf(seen);
  } catch (error) {
    if (isDenied(error)) return {};
    throw error;
  }
}

/** What to do where there seems to be no control plane. */
export const whereToDeploy = ({ name }: Pick<Plan, 'name'>, region: string): string =>
  `is there a control plane of plan ${name} in ${region}? deploy it, or mend name or regions of the plan`;

interface Judged {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/** A takeover goes by the plan that was deployed, which may be another than the one here. Pure. */
export function controlPlaneJudged(
  { region, controlPlane }: { readonly region: string; readonly controlPlane: SeenControlPlane },
  { plan, signer }: { readonly plan: Plan; readonly signer: Signer },
): Judged {
  const { [STACK_OUTPUTS.releaseKeyIds]: keyIds, [STACK_OUTPUTS.releaseStacks]: stacks } = controlPlane;
  const pinned = keyIds?.split(',');
  const problems = [
    ...(pinned && !pinned.includes(keyIdOf(signer.publicKey))
      ? [`pins key ${oneLine(listed(pinned), 100)}, but key ${keyIdOf(signer.publicKey)} signs`]
      : []),
    ...(stacks !== undefined && stacks !== sha256Of([...plan.release.stacks].sort())
      ? ['wants other stacks than release.stacks of this plan']
      : []),
  ].map(
    (what) =>
      `the control plane of ${region} ${what}: a takeover there would refuse the release; deploy the plan there first`,
  );
  return { problems, warnings: keyIds === undefined || stacks === undefined ? [olderWarning(region)] : [] };
}

const olderWarning = (region: string): string =>
  `${region}: the control plane does not tell which key and stacks it takes; deploy the plan there, then a release ` +
  'that it would refuse is not published';
