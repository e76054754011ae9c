import { STACK_TAGS, stackNameOf } from '../names';
import type { Plan } from '../plan';

/** A stack as CloudFormation lists it. */
export interface ListedStack {
  readonly stackName: string;
  readonly status: string;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Sought {
  readonly plan: Plan;
  /** Its name in the release. */
  readonly stack: string;
  readonly release: string;
}

/** What such a stack was made from is what runs. */
const COMPLETE = /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT)_COMPLETE$|^UPDATE_COMPLETE_CLEANUP_IN_PROGRESS$/;

/**
 * The stack that does the work of a release's stack: the one that the plan's pattern names; else the newest that a run
 * made of another release; else the one that the team's own pipeline calls as the release does.
 */
export function runningStack(stacks: readonly ListedStack[], sought: Sought): ListedStack | undefined {
  const { plan, stack, release } = sought;
  const live = stacks.filter(({ status, tags }) => COMPLETE.test(status) && tags[STACK_TAGS.lane] !== 'drill');
  const named = (name: string) => live.find((one) => one.stackName === name);
  return named(stackNameOf(plan.release.stackName, { stack, release })) ?? newestMade(live, sought) ?? named(stack);
}

function newestMade(live: readonly ListedStack[], { plan, stack }: Sought): ListedStack | undefined {
  const ofThis = ({ stackName, tags }: ListedStack) => {
    const release = tags[STACK_TAGS.release];
    return (
      tags[STACK_TAGS.plan] === plan.name &&
      release !== undefined &&
      stackName === stackNameOf(plan.release.stackName, { stack, release })
    );
  };
  return live.filter(ofThis).sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))[0];
}
