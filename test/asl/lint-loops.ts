import { type AslState, type Definition, type Sequence, sequencesIn, transitionsOf } from './definition';

/** Loops that turn for ever, or as fast as they can: in each a step looks, and between two looks there is a pause. */
export const loopProblems = (definition: Definition): string[] =>
  sequencesIn(definition).flatMap((sequence) =>
    loopsIn(sequence).flatMap((loop) => {
      const types = loop.map((name) => sequence.States[name]?.Type);
      const where = [...loop].sort().join(', ');
      return [
        ...(types.includes('Task') ? [] : [`${where}: a loop in which nothing can change`]),
        ...(types.includes('Wait') ? [] : [`${where}: a loop without a Wait`]),
      ];
    }),
  );

/** The states that lead back to themselves, each group by itself. */
function loopsIn({ States }: Sequence): string[][] {
  const after = new Map(Object.keys(States).map((name) => [name, reachedFrom(name, States)]));
  const seen = new Set<string>();
  return [...after].flatMap(([name, reached]) => {
    if (seen.has(name) || !reached.has(name)) return [];
    const loop = [...reached].filter((other) => after.get(other)?.has(name));
    for (const member of loop) seen.add(member);
    return [loop];
  });
}

function reachedFrom(name: string, states: Readonly<Record<string, AslState>>): Set<string> {
  const reached = new Set<string>();
  const open = [name];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const state = states[next];
    for (const { to } of state ? transitionsOf(state) : []) {
      if (!reached.has(to)) open.push(to);
      reached.add(to);
    }
  }
  return reached;
}
