import { type Json, objectsIn, sequencesIn, shown, statesIn } from './json';

/** Longest name of a state, in characters. */
const NAME_LENGTH_MAX = 80;

/** Ways that lead nowhere, and states that no way leads to; within one machine or branch. */
export function transitionProblems(sequence: Json): string[] {
  const states = new Map(statesIn(sequence).map(({ name, state }) => [name, state]));
  if (states.size === 0) return ['States must have at least one state'];
  if (!states.has(String(sequence.StartAt))) {
    return [`StartAt must name a state beside it, got ${shown(sequence.StartAt)}`];
  }
  const reached = reachedFrom(String(sequence.StartAt), states);
  return [...states].flatMap(([name, state]) => [
    ...targetsOf(state)
      .filter((target) => !states.has(target))
      .map((target) => `state '${name}': leads to '${target}', which is no state beside it`),
    ...(reached.has(name) ? [] : [`state '${name}': no state leads to it`]),
    ...(name.length > NAME_LENGTH_MAX
      ? [`state '${name}': its name must have at most ${NAME_LENGTH_MAX} characters`]
      : []),
    ...endProblems(state).map((problem) => `state '${name}': ${problem}`),
  ]);
}

/** Names that are used twice anywhere in the machine, branches included. */
export function duplicateNames(machine: Json): string[] {
  const names = sequencesIn(machine).flatMap((sequence) => statesIn(sequence).map(({ name }) => name));
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...repeated].map((name) => `state '${name}': its name is used twice; names are unique in the whole machine`);
}

/** Every state that this one can lead to. */
function targetsOf(state: Json): string[] {
  const rules = [state, ...objectsIn(state.Choices), ...objectsIn(state.Catch)];
  const targets = [...rules.map(({ Next }) => Next), state.Default];
  return targets.filter((target) => target !== undefined).map(String);
}

function reachedFrom(start: string, states: ReadonlyMap<string, Json>): Set<string> {
  const reached = new Set([start]);
  for (const name of reached) {
    for (const target of targetsOf(states.get(name) ?? {})) reached.add(target);
  }
  return reached;
}

/** States that lead on by Next or end by End. */
const FLOWING = new Set<unknown>(['Pass', 'Task', 'Wait', 'Parallel']);

function endProblems({ Type, Next, End }: Json): string[] {
  if (!FLOWING.has(Type)) return [];
  if (End !== undefined && End !== true) return [`End must be true, got ${shown(End)}`];
  return (Next === undefined) === (End === undefined) ? ['it must have either Next or End'] : [];
}
