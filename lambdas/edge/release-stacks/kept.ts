import {
  DescribeStackEventsCommand,
  type DescribeStackEventsCommandOutput,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import type { Sends } from '../clients';
import { templateOf } from '../stacks';
import { retainedIn } from './retained';

/** A page holds 100 events, and a resource has a few: enough for the 500 resources that a stack may hold. */
const EVENT_PAGES_MAX = 20;

/** Logical ids of the resources that deleting a stack would leave: retained by its template, and created. */
export interface Kept {
  /** What is created anew would collide with them, or start empty beside their data. */
  readonly inTheWay: readonly string[];
  /** They disturb nobody. */
  readonly behind: readonly string[];
}

export async function keptBy(cloudformation: Sends, id: string): Promise<Kept> {
  const retained = retainedIn(await templateOf(cloudformation, id));
  if (retained.length === 0) return { inTheWay: [], behind: [] };
  const standing = await standingIn(cloudformation, id);
  const kept = retained.filter((resource) => standing?.has(resource.id) ?? true);
  const idsOf = (isInTheWay: boolean) => kept.filter((one) => one.isInTheWay === isInTheWay).map((one) => one.id);
  return { inTheWay: idsOf(true), behind: idsOf(false) };
}

/**
 * What stands, by the newest event of each resource; `undefined` when there are more events than are read: then
 * anything may stand.
 */
async function standingIn(cloudformation: Sends, StackName: string): Promise<ReadonlySet<string> | undefined> {
  const newest = new Map<string, StackEvent>();
  let token: string | undefined;
  for (let page = 0; page < EVENT_PAGES_MAX; page += 1) {
    const { StackEvents = [], NextToken }: DescribeStackEventsCommandOutput = await cloudformation.send(
      new DescribeStackEventsCommand({ StackName, ...(token && { NextToken: token }) }),
    );
    for (const event of StackEvents) {
      const { LogicalResourceId: resource = '' } = event;
      if (!newest.has(resource)) newest.set(resource, event);
    }
    token = NextToken;
    if (!token) return new Set([...newest].filter(([, event]) => mayStand(event)).map(([resource]) => resource));
  }
  return undefined;
}

/** A creation that failed after the resource had got its id may have made it. */
const mayStand = ({ ResourceStatus, PhysicalResourceId }: StackEvent): boolean =>
  ResourceStatus !== 'DELETE_COMPLETE' && (ResourceStatus !== 'CREATE_FAILED' || Boolean(PhysicalResourceId));
