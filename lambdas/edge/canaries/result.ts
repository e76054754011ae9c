/** How one canary fared in a round: all its passes in a row, or the first that failed. */
export interface CanaryResult {
  readonly name: string;
  /** Passes in a row that were made. */
  readonly passes: number;
  /** Slowest answer of the passes, milliseconds. */
  readonly latencyMilliseconds: number;
  /** What was answered and what was expected; absent when every pass held. */
  readonly failure?: string;
}

/** Each canary that has not passed, with its reason. One without a result is no evidence, and that is a failure. */
export const failuresOf = (names: readonly string[], round: readonly CanaryResult[]): string[] =>
  names.flatMap((name) => {
    const result = round.find((canary) => canary.name === name);
    if (!result) return [`${name}: it did not run`];
    return result.failure === undefined ? [] : [`${name}: ${result.failure}`];
  });

/** What of a round in which every canary passed is kept, and told. */
export function passedIn(round: readonly CanaryResult[]) {
  const canaries = round.map(({ name, passes, latencyMilliseconds }) => ({ name, passes, latencyMilliseconds }));
  const told = canaries
    .map(({ name, passes, latencyMilliseconds }) => `${name} ${passes} in a row, ≤ ${latencyMilliseconds} ms`)
    .join('; ');
  return { canaries, told };
}
