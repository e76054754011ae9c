/** What a function is invoked with that is only to be warm when its turn comes. */
export const TOUCH = { touch: true } as const;

/** Whether an event is exactly that: one of a run, of AWS, or of a stranger through a URL has other keys. */
export const isTouch = (event: unknown): boolean =>
  typeof event === 'object' &&
  event !== null &&
  'touch' in event &&
  event.touch === TOUCH.touch &&
  Object.keys(event).length === 1;

/** PromoteDatabase → `PromoteDatabase: touch`: the state that touches a step's Lambda, and is no step itself. */
export const touchNameOf = ({ name }: { readonly name: string }): string => `${name}${TOUCHES}`;

/** The step that a state touches, by the state's name; `undefined` for any other state. */
export const touchedIn = (state: string): string | undefined =>
  state.endsWith(TOUCHES) ? state.slice(0, -TOUCHES.length) : undefined;

/** Whether a state is there for touches alone: one of them, what follows upon it, or what holds them together. */
export const isTouchName = (state: string): boolean => /^touch |: touch$|: not touched$/.test(state);

const TOUCHES = ': touch';
