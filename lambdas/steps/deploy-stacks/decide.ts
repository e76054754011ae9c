import { act, type Decision, done, refuse, wait } from '../../../lib/domain/decision';
import { chainLengths, type ReleaseStack } from '../../../lib/domain/release';
import type { OutputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import { otherStacksSentence } from '../../edge/other-releases';
import type { Fate } from '../../edge/release-stacks/fate';
import { type Judged, joined, judgedStacks, NAMED_MAX, wrongIn } from '../../edge/release-stacks/judged';
import { resolvedParameters } from '../../edge/release-stacks/parameters';
import type { Verified } from '../../edge/release-stacks/seen';
import { type Create, creationOf, type Delete, deletionOf } from './creation';
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
    return (seen.fence && starting(seen.fence, input)) ?? complete(seen, stacks);
  }

  const underWay = stacks.filter(({ fate }) => fate.kind === 'underWay').length;
  const next = underWay < input.plan.release.stacksAtOnce ? nextChange(stacks, seen, input) : undefined;
  return next ?? wait(progress(stacks));
}

/** What stands in the way is deleted first; then the stack on which the longest chain of others hangs is created. */
function nextChange(stacks: readonly Judged[], verified: Verified, input: Input): Verdict | undefined {
  const { manifest } = verified;
  const cleared = stacks.find((one) => one.fate.kind === 'cleared' && !isNeeded(one, stacks));
  if (cleared?.fate.kind === 'cleared') {
    const { fate, seen } = cleared;
    return act(deletionOf(seen.stackName, fate.id, input), fate.because);
  }
  const [next] = inOrder(
    stacks.filter((one) => isReady(one, stacks)),
    { stacks: manifest.stacks, planned: input.plan.release.stacks },
  );
  if (!next) return undefined;
  const { values } = resolvedParameters(next.stack, verified, input);
  const create = creationOf(next.stack, values, { manifest, input });
  return act(create, `creating ${create.stackName} from release ${manifest.release}`);
}

/** Whether a stack that uses this one has to go first. */
const isNeeded = ({ stack }: Judged, stacks: readonly Judged[]): boolean =>
  stacks.some((other) => other.stack.dependsOn.includes(stack.name) && isInTheWay(other));

const isInTheWay = ({ fate, seen }: Judged): boolean =>
  fate.kind === 'cleared' || (fate.kind === 'underWay' && seen.deletion !== undefined);

function isReady({ stack, fate }: Judged, stacks: readonly Judged[]): boolean {
  if (fate.kind !== 'absent') return false;
  return stack.dependsOn.every((name) => stacks.some((one) => one.stack.name === name && one.fate.kind === 'complete'));
}

interface Order {
  readonly stacks: readonly ReleaseStack[];
  /** Names in the order of the plan. */
  readonly planned: readonly string[];
}

function inOrder(ready: readonly Judged[], { stacks, planned }: Order): Judged[] {
  const lengths = chainLengths(stacks);
  const lengthOf = ({ stack }: Judged) => lengths.get(stack.name) ?? 0;
  const placeOf = ({ stack }: Judged) => planned.indexOf(stack.name);
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
  waiting.length <= NAMED_MAX
    ? `${listed(waiting.map(({ seen }) => seen.stackName))} ${waiting.length === 1 ? 'waits' : 'wait'} for others`
    : `${waiting.length} stacks wait for others`;

function complete({ manifest: { release }, others, fence }: Deployed, stacks: readonly Judged[]): Verdict {
  const adopted = stacks.filter(({ fate }) => fate.kind === 'complete' && fate.isAdopted);
  const deployed = stacks.map((one) => ({
    name: one.seen.stackName,
    id: one.seen.id ?? '',
    ...(adopted.includes(one) && { adopted: true as const }),
  }));
  const beside = others?.outcome === 'read' ? others.value.slice(0, OTHERS_MAX) : [];
  const running = fence ? startedAgain(fence).running : [];
  const output = {
    release,
    stacks: deployed,
    ...(beside.length > 0 && { others: beside.map(({ status: _, ...other }) => other) }),
    ...(running.length > 0 && { startedAgain: running }),
  };
  const started = fence ? startedWords(fence) : [];
  const told = others && otherStacksSentence(others, release);
  return done(output, [completeSentence(output, adopted.length), ...started, ...(told ? [told] : [])].join('; '));
}

function completeSentence({ release, stacks }: OutputOf<typeof deployStacks>, adopted: number): string {
  if (stacks.length === 0) return 'the release has no stacks';
  const names = stacks.map(({ name }) => name);
  const all =
    names.length > NAMED_MAX
      ? `all ${names.length} stacks of ${release} are complete`
      : `${listed(names)} ${names.length === 1 ? 'is' : 'are'} complete`;
  return adopted > 0 ? `${all}, ${adopted} of them adopted` : all;
}
