import { type Attested, attests, isSince, type Readiness } from '../../../lib/domain/readiness';
import { STACK_CALLS } from '../../../lib/domain/stack-rate';
import type { InputOf } from '../../../lib/domain/step';
import type { Leaves } from '../../edge/release-stacks/seen-stacks';
import { STACKS_PATIENCE_SECONDS } from './judge-stacks';
import type { checkReadiness } from './step';

type Input = Pick<InputOf<typeof checkReadiness>, 'plan' | 'run' | 'now' | 'elapsedSeconds' | 'confirmOutage'>;

/** What tells whether stacks were compared with the release a short while ago. */
export interface Checked {
  /** What the last check has found. @default nothing that could be read */
  readonly readiness: Readiness | undefined;
  /** The manifest that is to be deployed. */
  readonly release: Pick<Attested, 'versionId' | 'sha256'>;
}

/** So long templates are read all the same: those of 20 stacks. */
const CHECKED_SECONDS = 4;

/**
 * What a failover leaves to deploy-stacks, which looks at everything before it changes anything, but beside the
 * promotion. Whose a stack is, its status and its parameters are always judged here, and what is known to be wrong
 * refuses.
 *
 * The template of a stack that stands is left while a fresh check says that all of them are as they should be, unless
 * somebody has updated the stack since, or a few seconds are enough to read all. What CloudFormation has not shown when
 * patience is over is left, be it that it turns callers away or that there is too much: while others wait for users, an
 * outage that was confirmed long ago may be over, and the promotion would be refused. No other verb leaves anything.
 */
export function leaving(checked: Checked, input: Input): Leaves {
  if (!input.confirmOutage) return () => undefined;
  const check = isSoonRead(input) ? undefined : checkOfStacks(checked, input);
  return ({ updatedAt }, treatment) => {
    const isUnchanged = check !== undefined && (updatedAt === undefined || !isSince(updatedAt, check));
    if (treatment === 'compared' && isUnchanged) return 'unchanged';
    return input.elapsedSeconds < STACKS_PATIENCE_SECONDS ? undefined : 'late';
  };
}

const isSoonRead = ({ plan, elapsedSeconds }: Input): boolean => {
  const { burst, perSecond } = STACK_CALLS;
  return elapsedSeconds + (plan.release.stacks.length - burst) / perSecond < CHECKED_SECONDS;
};

/**
 * The check that has judged the stacks which stand here, by this plan and for this release, while it is fresh. A Region
 * that holds the writers judges none: nothing is there to take over.
 */
function checkOfStacks({ readiness, release }: Checked, { plan, run, now }: Input): Attested | undefined {
  if (readiness?.planSha256 !== run.planSha256) return undefined;
  if (plan.databases.length > 0 && readiness.activeRegion === undefined) return undefined;
  return attests(readiness.verified, release, now);
}
