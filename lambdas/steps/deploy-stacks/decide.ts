import { act, type Decision, done, refuse, wait } from '../../../lib/domain/decision';
import { chainLengths, levels, type ReleaseStack } from '../../../lib/domain/release';
import { LISTED_MAX } from '../../../lib/domain/run-size';
import { uniqueIdIn } from '../../../lib/domain/stack-ids';
import type { OutputOf } from '../../../lib/domain/step';
import { listedOrCounted } from '../../../lib/domain/text';
import { otherStacksSentence } from '../../edge/other-releases';
import type { Fate } from '../../edge/release-stacks/fate';
import { type Judged, joined, judgedStacks, wrongIn } from '../../edge/release-stacks/judged';
import { resolvedParameters } from '../../edge/release-stacks/parameters';
import type { Verified } from '../../edge/release-stacks/seen';
import { STACKS_PER_ACT_MAX } from '../../edge/release-stacks/send-each';
import { type Create, type Creation, creationOf, type Delete, deletionOf } from './creation';
import type { Deployed, Input, Seen } from './seen';
import { type Start, startedAgain, startedWords, starting } from './starting';
import type { deployStacks } from './step';

/** A message holds so many commands and stays readable; what is deleted makes room for the rest. */
const OTHERS_MAX = 20;

type Verdict = Decision<Create | Delete | Start, OutputOf<typeof deployStacks>>;

/**
 * All stacks whose dependencies are complete are created, as many at one time as the plan allows, before anything is
 * waited for. Nothing is changed while one of them cannot become what the release says.
 */
export function decide(seen: Seen, input: Input): Verdict {
  if (!('manifest' in seen)) {
    const { problems, unknown } = seen;
    return problems.length > 0
      ? refuse(`the release must not be deployed: ${[...problems, ...unknown].join('; ')}`)
      : wait(`the release cannot be verified yet: ${unknown.join('; ')}`);
  }
  const stacks = judgedStacks(seen, input);
  const wrong = wrongIn(stacks);
  if (wrong.length > 0) return refuse(joined(wrong));
  if (stacks.every(({ fate }) => fate.kind === 'complete')) {
    return (
      (seen.fence && starting(seen.fence, input)) ?? untilQuiet(stacks, seen, input) ?? complete(seen, stacks, input)
    );
  }

  const underWay = stacks.filter(({ fate }) => fate.kind === 'underWay').length;
  const free = Math.min(input.plan.release.stacksAtOnce - underWay, STACKS_PER_ACT_MAX);
  const next = free > 0 ? nextChange(stacks, seen, { input, free }) : undefined;
  return next ?? wait(progress(stacks));
}

interface Next {
  readonly input: Input;
  /** How many stacks may be sent on their way now. */
  readonly free: number;
}

/** What stands in the way is deleted first; then the stacks are created on which the longest chains of others hang. */
function nextChange(stacks: readonly Judged[], verified: Verified, { input, free }: Next): Verdict | undefined {
  const { manifest } = verified;
  const needed = new Set(stacks.filter(isInTheWay).flatMap(({ stack }) => stack.dependsOn));
  const cleared = stacks.flatMap(({ fate, seen, stack }) =>
    fate.kind === 'cleared' && !needed.has(stack.name) ? [{ fate, seen }] : [],
  );
  if (cleared.length > 0) {
    const going = cleared.slice(0, free);
    const deletions = going.map(({ fate, seen }) => deletionOf(seen.stackName, fate.id, input));
    return act({ kind: 'delete', stacks: deletions }, joined(going.map(({ fate }) => fate.because)));
  }
  const ready = inOrder(readyOf(stacks), { stacks: manifest.stacks, planned: input.plan.release.stacks }).slice(
    0,
    free,
  );
  if (ready.length === 0) return undefined;
  const creating = { manifest, levels: levels(manifest.stacks), input };
  const creations = ready.map(({ stack }) =>
    creationOf(stack, resolvedParameters(stack, verified, input).values, creating),
  );
  return act({ kind: 'create', stacks: creations }, creatingSentence(creations, manifest.release));
}

const creatingSentence = (creations: readonly Creation[], release: string): string =>
  `creating ${stacksTold(creations)} from release ${release}`;

const stacksTold = (stacks: readonly { readonly stackName: string }[], of = ''): string =>
  listedOrCounted(
    stacks.map(({ stackName }) => stackName),
    `stacks${of}`,
  );

const isInTheWay = ({ fate, seen }: Judged): boolean =>
  fate.kind === 'cleared' || (fate.kind === 'underWay' && seen.deletion !== undefined);

/** Stacks that are not there, while all that they depend on is complete. */
function readyOf(stacks: readonly Judged[]): Judged[] {
  const complete = new Set(stacks.filter(({ fate }) => fate.kind === 'complete').map(({ stack }) => stack.name));
  return stacks.filter(
    ({ stack, fate }) => fate.kind === 'absent' && stack.dependsOn.every((one) => complete.has(one)),
  );
}

interface Order {
  readonly stacks: readonly ReleaseStack[];
  /** Names in the order of the plan. */
  readonly planned: readonly string[];
}

function inOrder(ready: readonly Judged[], { stacks, planned }: Order): Judged[] {
  const lengths = chainLengths(stacks);
  const lengthOf = ({ stack }: Judged) => lengths.get(stack.name) ?? 0;
  const places = new Map(planned.map((name, place) => [name, place]));
  const placeOf = ({ stack }: Judged) => places.get(stack.name) ?? 0;
  return [...ready].sort((one, other) => lengthOf(other) - lengthOf(one) || placeOf(one) - placeOf(other));
}

/** What CloudFormation works on, and how many are behind and before it. */
function progress(stacks: readonly Judged[]): string {
  const count = (...kinds: readonly Fate['kind'][]) => stacks.filter(({ fate }) => kinds.includes(fate.kind)).length;
  const working = stacks.flatMap(({ fate }) => (fate.kind === 'underWay' ? [fate.because] : []));
  const waiting = stacks.filter(({ fate }) => ['absent', 'undecided', 'cleared'].includes(fate.kind));
  return [
    ...(working.length > 0 ? [joined(working)] : []),
    ...(waiting.length > 0 ? [waitingSentence(waiting)] : []),
    `${count('complete')} of ${stacks.length} complete`,
  ].join('; ');
}

const waitingSentence = (waiting: readonly Judged[]): string =>
  `${stacksTold(waiting.map(({ seen }) => seen))} ${waiting.length === 1 ? 'waits' : 'wait'} for others`;

/**
 * What was adopted may still go: a call of the run that gave way may be under way that deletes it, or stops its tasks.
 * The promotion goes on meanwhile, which mostly takes longer.
 */
function untilQuiet(stacks: readonly Judged[], { manifest }: Verified, { admitRun, now }: Input): Verdict | undefined {
  const { quietAt } = admitRun;
  const adopted = adoptedOf(stacks);
  if (quietAt === undefined || Date.parse(now) >= Date.parse(quietAt) || adopted.length === 0) return undefined;
  const told = stacksTold(
    adopted.map(({ seen }) => seen),
    ` of ${manifest.release}`,
  );
  const [are, them] = adopted.length === 1 ? ['is', 'it'] : ['are', 'them'];
  return wait(
    `${told} ${are} complete, and until ${quietAt} a call of the run that gave way may still take ${them} away`,
  );
}

const adoptedOf = (stacks: readonly Judged[]): Judged[] =>
  stacks.filter(({ fate }) => fate.kind === 'complete' && fate.isAdopted);

function complete(
  { manifest: { release }, others, fence }: Deployed,
  stacks: readonly Judged[],
  input: Input,
): Verdict {
  const adopted = adoptedOf(stacks).length;
  const beside = others?.outcome === 'read' ? others.value.slice(0, OTHERS_MAX) : [];
  const running = fence ? startedAgain(fence).running : [];
  const output = {
    release,
    stacks: stacks.length,
    adopted,
    ...(input.run.verb === 'prewarm' && { uniqueIds: uniqueIdsOf(stacks, input) }),
    ...(beside.length > 0 && { others: beside.map(({ status: _, ...other }) => other) }),
    ...(running.length > 0 && { startedAgain: running.slice(0, LISTED_MAX) }),
  };
  const started = fence ? startedWords(fence) : [];
  const told = others && otherStacksSentence(others, release);
  return done(output, [completeSentence(release, stacks, adopted), ...started, ...(told ? [told] : [])].join('; '));
}

/** What tells each stack from others of its name, in the order of the plan. */
function uniqueIdsOf(stacks: readonly Judged[], { plan }: Input): string[] {
  const ids = new Map(stacks.map(({ stack, seen }) => [stack.name, uniqueIdIn(seen.id ?? '')]));
  return plan.release.stacks.map((name) => ids.get(name) ?? '');
}

function completeSentence(release: string, stacks: readonly Judged[], adopted: number): string {
  if (stacks.length === 0) return 'the release has no stacks';
  const told = stacksTold(
    stacks.map(({ seen }) => seen),
    ` of ${release}`,
  );
  const all = `${told} ${stacks.length === 1 ? 'is' : 'are'} complete`;
  return adopted > 0 ? `${all}, ${adopted} of them adopted` : all;
}
