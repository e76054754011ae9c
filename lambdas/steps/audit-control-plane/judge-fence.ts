import { startCommand } from '../../../lib/domain/commands';
import { type Fence, fencesAnything, stands, stopsAnything } from '../../../lib/domain/fence';
import type { StepContext } from '../../../lib/domain/step';
import { listed, oneLine } from '../../../lib/domain/text';
import type { Serving } from '../../edge/fencing/claims';
import { liftCommands } from '../../edge/fencing/commands';
import { type Finding, holds, open, problem, together, unread } from '../../edge/finding';
import type { Reading } from '../../edge/reading';

export interface SeenFence {
  /** What this Region's item says; `undefined` while it was never fenced. */
  readonly fence: Reading<Fence | undefined>;
  /** Who serves users. Present where a fence stands. */
  readonly serving?: Reading<Serving> | undefined;
}

type Context = Pick<StepContext, 'plan' | 'region'>;

/** A standby that was replaced stays fenced; the Region that serves must not be. */
export const judgeFence = (seen: SeenFence, context: Context): Finding =>
  together([judgeStanding(seen, context), judgePlan(context)]);

function judgeStanding({ fence, serving }: SeenFence, { plan, region }: Context): Finding {
  if (!fencesAnything(plan)) return holds();
  if (fence.outcome !== 'read') return unread(`whether ${region} is fenced`, fence);
  if (!stands(fence.value) || !serving) return holds();
  if (serving.outcome !== 'read') return unread(`whether ${region}, which is fenced, serves users`, serving);
  const { at, because } = serving.value;
  const { epoch, runId } = fence.value;
  const words = `fenced since ${fence.value.at} by ${oneLine(runId)} under epoch ${epoch}`;
  if (at === 'open') return open(`${region} is ${words}, and nobody knows whether it serves users: ${because}`);
  if (at === 'there') return holds(`${region} is ${words}: ${because}`);
  return problem(
    `${region} is the active Region and ${words}: its users cannot write (${because}); a settle of the watch lifts ` +
      `it within 15 minutes; at once: ${startCommand({ verb: 'settle', region, because: 'lift the fence' })}; ` +
      `by hand: ${listed(liftCommands(plan, region, fence.value))}`,
  );
}

/** Told, and no problem: Aurora alone keeps the writers apart. */
const judgePlan = ({ plan }: Context): Finding =>
  plan.databases.length > 0 && !stopsAnything(plan)
    ? holds(
        'the plan stops nothing in a Region that is replaced: only Aurora keeps writers out there; its fields fence ' +
          'and hooks.fence name what else is to stop',
      )
    : holds();
