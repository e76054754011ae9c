import { touchedIn } from '../../lib/domain/touch';
import { type Arrow, ENDING } from '../../lib/workflow/drawing';
import { type Sequence, statesIn, transitionsOf } from './definition';

/** Whether a state is a step: every Task is that does not only touch, and nothing else. */
const isStep = (definition: Sequence, name: string) =>
  touchedIn(name) === undefined && statesIn(definition).some(([one, { Type }]) => one === name && Type === 'Task');

/** Where a state leads, out of its branch too: the end of a branch is the end of its Parallel. */
export function followers(definition: Sequence): Map<string, { to: string; why: string }[]> {
  const all = new Map(statesIn(definition).map(([name, state]) => [name, transitionsOf(state)]));
  for (const [, { Branches = [], Next = '' }] of statesIn(definition)) {
    for (const [name, state] of Branches.flatMap(({ States }) => Object.entries(States))) {
      if (state.End) all.set(name, [{ to: Next, why: 'branch ended' }]);
    }
  }
  return all;
}

/** The steps that begin when a state is entered: itself, or the first of each branch. */
const begun = (definition: Sequence, name: string): string[] => {
  if (touchedIn(name) !== undefined) return [];
  const state = Object.fromEntries(statesIn(definition))[name];
  return state?.Branches?.flatMap(({ StartAt }) => begun(definition, StartAt)) ?? [name];
};

/** The arrows between steps and endings that the machine has, read from its states. */
export function stepArrows(definition: Sequence): Arrow[] {
  const next = followers(definition);
  const go = (name: string, why: string) =>
    next.get(name)?.find((way) => way.why === why)?.to ?? `nothing after ${name}`;
  /** Past the states that only carry a step's success or failure along. */
  const carried = (name: string, failed: boolean): string => {
    if (name.endsWith(': branch ended')) return carried(go(name, 'branch ended'), failed);
    if (name.endsWith(': all well?')) return carried(go(name, failed ? 'rule 1' : 'otherwise'), failed);
    return name;
  };
  const ofSteps = [...next.keys()]
    .filter((name) => isStep(definition, name))
    .flatMap((from) => {
      const done = carried(go(go(from, 'next'), 'rule 1'), false);
      const failed = carried(go(from, 'caught'), true);
      return [
        ...begun(definition, done).map((to) => ({ from, to, when: 'done' })),
        ...begun(definition, failed).map((to) => ({ from, to, when: 'failed' })),
      ];
    });
  const endings = (next.get(ENDING) ?? []).map(({ to }) => ({ from: ENDING, to, when: '' }));
  return [...ofSteps, ...endings];
}

/** One line per arrow, sorted; what an ending's condition says is compared elsewhere. */
export const asLines = (arrows: readonly Arrow[]) =>
  arrows
    .map(({ from, to, when }) => `${from} ─▶ ${to}${from === ENDING || when === 'done' ? '' : ` (${when})`}`)
    .sort();
