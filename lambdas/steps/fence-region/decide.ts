import { startCommand } from '../../../lib/domain/commands';
import { act, type Decision, done, refuse, wait } from '../../../lib/domain/decision';
import { type Before, type Fence, mergedBefore, type Proof, stands, stopsAnything } from '../../../lib/domain/fence';
import type { HookOutput } from '../../../lib/domain/hook';
import { isFencedUnder } from '../../../lib/domain/replaced';
import { LISTED_MAX } from '../../../lib/domain/run-size';
import type { OutputOf } from '../../../lib/domain/step';
import { listed, oneLine } from '../../../lib/domain/text';
import { SILENT_SECONDS_MAX } from '../../edge/fencing/silence';
import { judgeHooks } from '../../edge/hooks/judge';
import { proving } from './proof';
import { replacedUnder } from './replacement';
import type { Act, Input, Seen } from './seen';
import type { fenceRegion } from './step';
import { isStopped, KINDS, leftOf, missingWords, nameOf, stoppingWords, unread } from './stopping';

type Verdict = Decision<Act, OutputOf<typeof fenceRegion>>;
type Hooks = ReturnType<typeof judgeHooks>;

/** All that a move is judged by, once it is known under which epoch the Region is fenced. */
interface Fencing {
  readonly seen: Seen;
  readonly input: Input;
  readonly epoch: number;
  readonly fence: Fence | undefined;
  readonly hooks: Hooks;
}

/** In a switchover the other Region is fenced: whatever is in the way ends it, so that users soon can write again. */
const isSwitchover = ({ confirmActive }: Pick<Input, 'confirmActive'>): boolean => confirmActive !== undefined;

/** What stands in the Region's table is written first: what was not written down before cannot be restored. */
export function decide(seen: Seen, input: Input): Verdict {
  const { target, fence } = seen;
  const under = seen.replacement ? replacedUnder(seen.replacement, input) : { epoch: input.epoch };
  if (!('epoch' in under)) return under;
  if (isSwitchover(input) && seen.silentSeconds >= SILENT_SECONDS_MAX) return refuse(silentWords(seen, input));
  if (fence.outcome === 'unknown') return wait(`what is fenced in ${target} is not known: ${oneLine(fence.because)}`);
  if (fence.outcome === 'failed') return refuse(`${target} cannot be fenced: ${oneLine(fence.because)}`);
  const { plan, now } = input;
  const hooks = judgeHooks(plan.hooks.fence, { point: 'fence', records: seen.records, now });
  const move = { seen, input, epoch: epochOver(fence.value, { epoch: under.epoch, input }), fence: fence.value, hooks };
  return (
    later(move) ?? fencedBefore(move) ?? begin(move) ?? stop(move) ?? inTheWay(move) ?? proven(move) ?? finished(move)
  );
}

/** While it is asked again, nobody can write there; and whether it is lost is no question for a planned run. */
function silentWords({ target, fence, running, silentSeconds }: Seen, { region: here }: Input): string {
  const unknown = [...(fence.outcome === 'unknown' ? [oneLine(fence.because)] : []), ...unread(running).unknown];
  return (
    `${target} is silent for ${Math.floor(silentSeconds)} s: ${listed(unknown)}; nothing was promoted; if it is lost ` +
    `start the failover: ${startCommand({ verb: 'failover', region: here, because: `${target} is lost` })}`
  );
}

/** A stand-down goes on with what a dead run of a later epoch has begun here. */
const epochOver = (fence: Fence | undefined, { epoch, input }: { readonly epoch: number; readonly input: Input }) =>
  stands(fence) && !isSwitchover(input) ? Math.max(epoch, fence.epoch) : epoch;

function later({ fence, epoch, seen }: Fencing): Verdict | undefined {
  if (!stands(fence) || fence.epoch <= epoch) return undefined;
  return refuse(`${fence.runId} has fenced ${seen.target} under epoch ${fence.epoch}, which is above ${epoch}`);
}

/** Whether the item is this run's, under this epoch. */
const isOwn = ({ fence, input, epoch }: Fencing): boolean =>
  stands(fence) && fence.runId === input.run.id && fence.epoch === epoch;

/**
 * The watch starts a stand-down again when an earlier one has fenced and could not record. What that one stopped and
 * counted stands: a database that was rebuilt since would be counted in its place. What a person has started stays.
 */
function fencedBefore(move: Fencing): Verdict | undefined {
  const { input, fence, epoch } = move;
  const isByTheWatch = input.admitRun.trigger?.kind === 'upkeep';
  return isByTheWatch && !isOwn(move) && isFencedUnder(fence, epoch) ? finished(move) : undefined;
}

function begin(move: Fencing): Verdict | undefined {
  const { seen, input, fence, epoch } = move;
  if (isOwn(move)) return undefined;
  const { denied } = unread(seen.running);
  if (isSwitchover(input) && denied.length > 0) {
    return refuse(`${seen.target} cannot be fenced, and nothing was changed there: ${listed(denied)}`);
  }
  const before = mergedBefore(beforeOf(seen), stands(fence) ? fence.before : undefined);
  return note(
    move,
    { at: input.now, state: 'begun', before, proof: undefined },
    `fencing ${seen.target} under ${epoch}`,
  );
}

/** What stands now, as far as it can be read. */
function beforeOf({ running: { services, rules, schedules } }: Seen): Before {
  const switches = (read: typeof rules) =>
    read.outcome === 'read' ? read.value.switches.map(({ name, isEnabled }) => ({ name, wasEnabled: isEnabled })) : [];
  return {
    services:
      services.outcome === 'read'
        ? services.value.services.map(({ arn, stack, release, desiredCount }) => ({
            arn,
            stack,
            release,
            desiredCount,
          }))
        : [],
    rules: switches(rules),
    schedules: switches(schedules),
  };
}

type Noted = Pick<Fence, 'at' | 'state' | 'before'> & { readonly proof: Proof | undefined };

function note({ seen, input, epoch, fence }: Fencing, { proof, ...noted }: Noted, because: string): Verdict {
  const next: Fence = {
    ...{ epoch, runId: input.run.id, version: (fence?.version ?? 0) + 1 },
    ...noted,
    ...(proof && { proof }),
  };
  return act({ kind: 'note', region: seen.target, next, observedVersion: fence?.version }, because);
}

/** Stops one kind after the other, what starts work first; what was not written down yet is written down before. */
function stop(move: Fencing): Verdict | undefined {
  const { seen, input, fence, hooks } = move;
  if (seen.pause !== undefined) return wait(seen.pause);
  if (hooks.kind === 'act' || (hooks.kind !== 'done' && isSwitchover(input))) return hooks;
  for (const what of KINDS) {
    const names = leftOf(seen.running, what)?.toStop ?? [];
    if (names.length === 0 || seen.notStopped[what] !== undefined) continue;
    // Executions are not started again, so nothing of them is written down.
    const isNew = what !== 'executions' && !names.every((name) => fence && isWritten(fence.before, name));
    if (fence && (fence.proof || isNew)) return noteAgain(move, fence);
    return act({ kind: 'stop', region: seen.target, what, names }, stoppingWords(what, names, seen.target));
  }
  return undefined;
}

const isWritten = ({ services, rules, schedules }: Before, name: string): boolean =>
  [...services.map(({ arn }) => arn), ...[...rules, ...schedules].map((one) => one.name)].includes(name);

const noteAgain = (move: Fencing, fence: Fence): Verdict =>
  note(
    move,
    { ...fence, state: 'begun', before: mergedBefore(beforeOf(move.seen), fence.before), proof: undefined },
    `more of the plan works in ${move.seen.target} than was seen before; it is written down before it is stopped`,
  );

/** What keeps the Region from being stopped, or is still on its way. */
function inTheWay({ seen, input, hooks }: Fencing): Verdict | undefined {
  const { running, notStopped, target } = seen;
  if (hooks.kind !== 'done') return hooks;
  const { denied, unknown } = unread(running);
  const refused = KINDS.flatMap((kind) => {
    const because = notStopped[kind];
    return because !== undefined && (leftOf(running, kind)?.toStop.length ?? 0) > 0 ? [because] : [];
  });
  const problems = [...denied, ...refused];
  if (problems.length > 0) {
    const ending = isSwitchover(input) ? 'nothing was promoted, and the fence is lifted' : 'stop it by hand';
    return refuse(`${target} may still take writes: ${listed(problems)}; ${ending}`);
  }
  if (unknown.length > 0) return wait(`${target} may still take writes: ${listed(unknown)}`);
  const ending = KINDS.flatMap((kind) => leftOf(running, kind)?.ending ?? []);
  return isStopped(running) ? undefined : wait(`${target} still works: ${listed(ending)}`);
}

/** In a switchover every row must be here before anything is promoted; whoever stands down only says what it has. */
function proven(move: Fencing): Verdict | undefined {
  const { seen, input, fence } = move;
  if (!fence || fence.state === 'fenced') return undefined;
  if (!seen.ledgers) return noteFenced(move, { fence, proof: proofOf(input.now, []), because: 'all of it is stopped' });
  const { there, here } = seen.ledgers;
  if (!here) {
    const proof = proofOf(input.now, there.outcome === 'read' ? there.value : []);
    return noteFenced(move, { fence, proof, because: 'all of it is stopped' });
  }
  const verdict = proving({ proof: fence.proof, ledgers: { ...seen.ledgers, here }, target: seen.target }, input);
  if (verdict.kind === 'note') return note(move, { ...fence, proof: verdict.proof }, verdict.because);
  if (verdict.kind !== 'proven') return verdict;
  const proof = { ...(fence.proof ?? proofOf(input.now, [])), ledgers: [...verdict.ledgers] };
  return noteFenced(move, { fence, proof, because: verdict.because });
}

const proofOf = (now: string, ledgers: Readonly<Proof['ledgers']>): Proof => ({
  stoppedAt: now,
  sameSince: now,
  ledgers: [...ledgers],
});

interface Fenced {
  readonly fence: Fence;
  readonly proof: Proof;
  readonly because: string;
}

const noteFenced = (move: Fencing, { fence, proof, because }: Fenced): Verdict =>
  note(move, { ...fence, state: 'fenced', proof }, because);

function finished({ seen, input, epoch, fence, hooks }: Fencing): Verdict {
  const { target, running } = seen;
  const missing = missingWords(running, target);
  const stopped = [...(hooks.kind === 'done' ? saidBy(hooks.output) : []), ...stoppedWords(fence, input)];
  const ledgers = fence?.proof?.ledgers ?? [];
  const held = ledgers.map(({ rows, globalCluster }) => `${rows} rows of ${globalCluster}`);
  return done(
    { region: target, epoch, stopped: stopped.slice(0, LISTED_MAX), ledgers },
    [
      stopsAnything(input.plan)
        ? `${target} takes no more writes, fenced under epoch ${epoch}`
        : `the plan stops nothing in ${target}: only Aurora keeps writers out, under epoch ${epoch}`,
      ...(held.length > 0 ? [`it holds ${listed(held)}`] : []),
      ...missing,
    ].join('; '),
  );
}

const saidBy = ({ hooks }: HookOutput): string[] => hooks.map(({ function: name, because }) => `${name}: ${because}`);

const stoppedWords = (fence: Fence | undefined, { plan }: Input): string[] => {
  const { services = [], rules = [], schedules = [] } = fence?.before ?? {};
  const enabled = (switches: typeof rules) => switches.filter(({ wasEnabled }) => wasEnabled);
  return [
    ...enabled(rules).map(({ name }) => `the rule ${name} is disabled`),
    ...enabled(schedules).map(({ name }) => `the schedule ${name} is disabled`),
    ...services
      .filter(({ desiredCount }) => desiredCount > 0)
      .map(({ arn, stack, desiredCount }) => `${nameOf(arn)} of ${stack} went from ${desiredCount} tasks to 0`),
    ...plan.fence.stateMachines.map((name) => `no execution of ${name} runs`),
  ];
};
