import type { Action } from './actions/action';
import { answering } from './actions/answering';
import { breaking } from './actions/breaking';
import { mending } from './actions/mending';
import { renewing } from './actions/renewing';
import { starting } from './actions/starting';
import type { Seen } from './seen';
import type { Offer } from './snapshot';

export type { Action, Done, Hands } from './actions/action';

/** Everything that a person can do to a world. */
export const ACTIONS: readonly Action[] = [...breaking, ...mending, ...starting, ...answering, ...renewing];

/** Every action with each of its targets, and why those that are impossible now are. */
export const offersOf = (seen: Seen): Offer[] =>
  ACTIONS.flatMap((action) =>
    action.targets(seen).map((target) => {
      const refusedBecause = action.refuse(seen, target);
      return {
        ...{ id: action.id, target, group: action.group },
        label: action.label(target),
        sentence: action.sentence(target, seen),
        ...(action.confirm !== undefined && { confirm: action.confirm }),
        ...(refusedBecause !== undefined && { refusedBecause }),
      };
    }),
  );

/** What an order for an action comes to before anything is done. */
export type Chosen =
  | { readonly kind: 'unknown'; readonly because: string }
  | { readonly kind: 'refused'; readonly because: string }
  | { readonly kind: 'allowed'; readonly action: Action };

export function chosen(seen: Seen, { id, target }: Pick<Offer, 'id' | 'target'>): Chosen {
  const action = ACTIONS.find((one) => one.id === id);
  if (!action) return { kind: 'unknown', because: 'there is no such action' };
  if (!action.targets(seen).includes(target)) {
    return { kind: 'unknown', because: `${id} cannot be done to that: choose one of its targets` };
  }
  const because = action.refuse(seen, target);
  return because === undefined ? { kind: 'allowed', action } : { kind: 'refused', because };
}
