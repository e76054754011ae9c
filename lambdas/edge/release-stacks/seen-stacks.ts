import type { ReleaseStack } from '../../../lib/domain/release';
import { DESCRIBED_MAX } from '../../../lib/domain/stack-rate';
import { oneLine } from '../../../lib/domain/text';
import { atOnce } from '../at-once';
import type { Sends } from '../clients';
import type { Clock } from '../clock';
import { type DescribedStack, describeStack, firstFailure, type StackList, stackList, templateOf } from '../stacks';
import type { VerifiedRelease } from '../staged-release';
import { INCOMPLETE, isTransient } from '../transient';
import { comparisonOf, unreadComparison } from './compare';
import { contentDifferences } from './content';
import { keptBy } from './kept';
import { nameOf } from './parameters';
import { withMend } from './refused';
import { type Comparison, type Input, type Left, type SeenStack, treatmentFor } from './seen';
import type { sentStacks } from './sent-stacks';
import type { Treatment } from './stack-status';

const DESCRIBED_AT_ONCE = 10;
/** A stack takes half a minute at least; within this nothing new is to be seen. */
const FRESH_MILLISECONDS = 1000;
/**
 * So long after the list was read no more stacks are asked about in one look. What is known by then is remembered, so
 * the next look goes on. A look begins in the first half of an invocation of 60 s: 30 s, 6 s for a list of 2,000
 * stacks, these 10 s, and the last calls end within 10 s.
 */
const ASKED_SECONDS_MAX = 10;

/** What CloudFormation told of a stack, and when. */
interface Known {
  readonly seen: SeenStack;
  /** Milliseconds since 1970; 0 when something was sent since. */
  readonly at: number;
}

/** What the stacks of a release are seen with. */
export interface StackReads {
  readonly cloudformation: Sends;
  readonly s3: Sends;
  readonly clock: Pick<Clock, 'now'>;
}

/** What one look may do differently. */
export interface Looking {
  /** @default a list that nobody else reads */
  readonly list?: StackList;
  readonly leaves?: Leaves;
  /** Until when somebody may take stacks away that stand, ISO 8601 UTC. @default nobody does */
  readonly quietAt?: string | undefined;
}

/** Why a stack is judged by its description alone, and somebody else looks at the rest. @default none is */
export type Leaves = (seen: SeenStack, treatment: Treatment) => Left | undefined;

/** Stacks are still to be looked at, and there was no time for more: no fault of AWS, the next look goes on. */
export class UnfinishedLook extends Error {
  override readonly name = INCOMPLETE;
}

/**
 * The stacks of the release, each described as seldom as possible: a release may hold a thousand, and a step looks
 * hundreds of times. What is remembered is of one run, while the function stays warm.
 */
export function seenStacks({ cloudformation, s3, clock }: StackReads, sent: ReturnType<typeof sentStacks>) {
  const memory = new Map<string, Known>();
  const contentDifference = contentDifferences(s3);
  let runId = '';
  return {
    /** @throws UnfinishedLook when not every stack was seen in the time that one look has */
    async look(
      { manifest, templateOf: wanted }: VerifiedRelease,
      input: Input,
      { list = stackList(cloudformation), leaves = () => undefined, quietAt }: Looking = {},
    ): Promise<SeenStack[]> {
      if (runId !== input.run.id) memory.clear();
      runId = input.run.id;
      const due = manifest.stacks.filter(({ name }) => {
        const known = memory.get(name);
        return !known || isDue({ ...known, seen: withSent(known.seen) }, manifest.release, { ...input, quietAt });
      });
      const listed = due.length > DESCRIBED_MAX ? await namedIn(list) : undefined;
      const listedAt = clock.now();
      const isOver = () => clock.now() - listedAt > ASKED_SECONDS_MAX * 1000;
      const look = async (stack: ReleaseStack) => {
        const named = { stack: stack.name, stackName: nameOf(stack.name, manifest, input) };
        const before = memory.get(stack.name)?.seen;
        const shown = listed?.get(named.stackName);
        // A list is no picture of one moment: what was there before and is not in it is asked for by its name.
        const isGone = listed !== undefined && before?.status === undefined;
        const found = shown ?? (isGone ? undefined : await describeStack(cloudformation, named.stackName));
        const context = { release: manifest.release, template: () => wanted(stack.name), before, leaves };
        const isCreatedHere = found !== undefined && sent.isCreated({ runId, id: found.id });
        const described = { ...named, ...shownBy(found), ...(isCreatedHere && { isCreatedHere }) };
        const seen = await detailed(cloudformation, described, { ...context, input, contentDifference });
        if (seen.status !== undefined) sent.forget({ runId, stack: seen.stackName });
        memory.set(stack.name, { seen, at: Date.parse(input.now) });
      };
      const unfinished = (why = 'the next look goes on'): UnfinishedLook | undefined => {
        const unseen = manifest.stacks.filter(({ name }) => !memory.has(name)).length;
        if (unseen === 0) return undefined;
        return new UnfinishedLook(`${unseen} of ${manifest.stacks.length} stacks were not looked at yet: ${why}`);
      };
      try {
        await atOnce(DESCRIBED_AT_ONCE, due, look, isOver);
      } catch (error) {
        // A CloudFormation that shows its list can be seen.
        throw (listed && isTransient(error) && unfinished(oneLine(String(error)))) || error;
      }
      const open = unfinished();
      if (open) throw open;
      return manifest.stacks.flatMap(({ name }) => {
        const known = memory.get(name);
        return known ? [withSent(known.seen)] : [];
      });

      function withSent(seen: SeenStack): SeenStack {
        const recall = (stack: string) => sent.recall({ runId, stack, now: input.now });
        return { ...seen, creation: recall(seen.stackName), ...(seen.id && { deletion: recall(seen.id) }) };
      }
    },
    /** Those of the release that were looked at in this run, though not all could be. */
    soFar({ manifest }: Pick<VerifiedRelease, 'manifest'>): SeenStack[] {
      return manifest.stacks.flatMap(({ name }) => memory.get(name)?.seen ?? []);
    },
    /** Something was sent for this stack, so what is remembered of it is old. */
    isChanged(stackName: string): void {
      for (const [name, { seen }] of memory) if (seen.stackName === stackName) memory.set(name, { seen, at: 0 });
    },
  };
}

/** Every stack of the Region by its name; `undefined` where it holds more of them than a list shows. */
async function namedIn(list: StackList): Promise<ReadonlyMap<string, DescribedStack> | undefined> {
  try {
    return new Map((await list()).map((stack) => [stack.stackName, stack]));
  } catch (error) {
    if ((error as Error).name === INCOMPLETE) return undefined;
    throw error;
  }
}

/**
 * What stands, and was compared where that is needed, is not described again in this run, unless somebody may have
 * taken it away since. Neither is what was not there before anything was sent for it: should somebody else create it,
 * CreateStack says so.
 */
function isDue({ seen, at }: Known, release: string, input: Input & { readonly quietAt: string | undefined }): boolean {
  if (at === 0) return true;
  const now = Date.parse(input.now);
  const isStale = now - at >= FRESH_MILLISECONDS;
  const treatment = treatmentFor(seen, release, input);
  if (treatment === 'complete') return false;
  if (treatment === 'compared') {
    const quiet = input.quietAt === undefined ? 0 : Date.parse(input.quietAt);
    return at < quiet && (isStale || now >= quiet);
  }
  const isAwaited = seen.status !== undefined || seen.creation !== undefined;
  return isAwaited && isStale;
}

type Shown = Pick<
  SeenStack,
  'status' | 'id' | 'since' | 'updatedAt' | 'roleArn' | 'tags' | 'parameters' | 'outputs' | 'reason' | 'inUse'
>;

/**
 * A deletion that another stack's import forbids leaves the status as it was, and only the reason tells.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
 */
const IN_USE = /\bin use by\b/;

function shownBy(found: DescribedStack | undefined): Shown {
  if (!found) return { status: undefined, tags: {}, parameters: {}, outputs: {} };
  const { status, id, roleArn, tags, parameters, outputs, statusReason, updatedAt } = found;
  // A creation that is rolled back is still the operation that began with the stack.
  const since = /^(CREATE|ROLLBACK)_/.test(status) ? found.createdAt : updatedAt;
  return {
    status,
    id,
    ...(roleArn && { roleArn }),
    tags,
    parameters,
    outputs,
    // Of other statuses it says no more than "User Initiated".
    ...(statusReason && /FAILED|ROLLBACK/.test(status) && { reason: statusReason }),
    ...(statusReason && IN_USE.test(statusReason) && { inUse: statusReason }),
    ...(updatedAt && { updatedAt }),
    ...(since && status.endsWith('_IN_PROGRESS') && { since }),
  };
}

interface Details {
  readonly release: string;
  /** Of the release, in JSON. */
  readonly template: () => Promise<string>;
  readonly before: SeenStack | undefined;
  readonly leaves: Leaves;
  readonly input: Input;
  readonly contentDifference: ReturnType<typeof contentDifferences>;
}

/** What a decision needs beside the description: read once for each status that a stack comes to. */
async function detailed(cloudformation: Sends, seen: SeenStack, details: Details): Promise<SeenStack> {
  const { release, before, leaves, template, input } = details;
  const { id = '', status } = seen;
  if (before && before.id === seen.id && before.status === status) {
    const { comparison, kept, reason, left } = before;
    const known = { ...(comparison && { comparison }), ...(kept && { kept }), ...(left && { left }) };
    return { ...seen, ...(reason && { reason }), ...known };
  }
  const treatment = treatmentFor(seen, release, input);
  const left = leaves(seen, treatment);
  if (left && treatment !== 'compared') return { ...seen, left };
  switch (treatment) {
    case 'compared':
      if (left) return { ...seen, left, comparison: unreadComparison(JSON.parse(await template())) };
      return { ...seen, comparison: await compared(cloudformation, id, details) };
    case 'cleared':
    case 'replaced':
      return { ...(await explained(cloudformation, seen, input)), kept: await keptBy(cloudformation, id) };
    // So that people hear at once whether the next run can replace it.
    case 'failed':
      return { ...(await explained(cloudformation, seen, input)), kept: await keptBy(cloudformation, id) };
    case 'stuck':
      return explained(cloudformation, seen, input);
    default:
      return seen;
  }
}

/** A stack that is alike was made from the same files only when the versions it names hold them. */
async function compared(
  cloudformation: Sends,
  id: string,
  { template, input, contentDifference }: Details,
): Promise<Comparison> {
  const wanted = JSON.parse(await template());
  const found = await templateOf(cloudformation, id);
  const comparison = comparisonOf(found, wanted);
  if (comparison.difference) return comparison;
  const difference = await contentDifference({ found, wanted, bucket: input.names.releaseBucket });
  return { ...comparison, ...(difference && { difference }) };
}

/** The resource that failed first says more than the stack does. */
async function explained(cloudformation: Sends, seen: SeenStack, { region }: Input): Promise<SeenStack> {
  if (/^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(seen.status ?? '')) return seen;
  const of = seen.status === 'DELETE_FAILED' ? 'delete' : 'create';
  const reason = (await firstFailure(cloudformation, seen.id ?? seen.stackName, { of })) ?? seen.reason;
  return { ...seen, ...(reason && { reason: withMend(reason, region) }) };
}
