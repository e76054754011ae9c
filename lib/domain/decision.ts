/**
 * What a step makes of the world it has just looked at. `because` is written for the operator: the same sentence stands
 * in the log, the console, the report and the rehearsal.
 */
export type Decision<Act, Output> =
  /** Change one thing, then look again. */
  | { readonly kind: 'act'; readonly act: Act; readonly because: string }
  /** The world is on its way; look again after `lookAgainSeconds` (by the step's own pace when it is left out). */
  | { readonly kind: 'wait'; readonly because: string; readonly lookAgainSeconds?: number }
  /** The step's purpose holds. */
  | { readonly kind: 'done'; readonly output: Output; readonly because: string }
  /** Another run does this work already. */
  | { readonly kind: 'join'; readonly because: string }
  /** A guard says no, and retrying cannot help. */
  | { readonly kind: 'refuse'; readonly because: string };

export const act = <const Act>(act: Act, because: string) => ({ kind: 'act', act, because }) as const;
export const wait = (because: string, lookAgainSeconds?: number) =>
  ({ kind: 'wait', because, ...(lookAgainSeconds !== undefined && { lookAgainSeconds }) }) as const;
export const done = <const Output>(output: Output, because: string) => ({ kind: 'done', output, because }) as const;
export const join = (because: string) => ({ kind: 'join', because }) as const;
export const refuse = (because: string) => ({ kind: 'refuse', because }) as const;
