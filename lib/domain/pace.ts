/** A step that waits, and what is known of how long. */
export interface Waiting {
  /** The step's own pace: more often AWS need not be asked. */
  readonly leastSeconds: number;
  /** Since the step's first look. */
  readonly elapsedSeconds: number;
  /** When the step fails as overdue, since its first look. */
  readonly overdueSeconds: number;
  /** What it takes as a rule. @default not measured, or too short to matter */
  readonly usualSeconds?: number | undefined;
}

/**
 * What a step waits for comes in the middle of a pause on average, so half a hundredth of its time is lost. It also
 * bounds the looks: a pause of one second for 200 s, of two for 100 s, of three for 67 s and so on make 450 looks in
 * half an hour, 840 in a day.
 */
const PAUSE_SHARE = 1 / 100;
/** While the end is near. */
const PAUSE_SHARE_NEAR = 1 / 400;
/** AWS takes a third less or more than it usually does; so near, a step looks at most 250 times more often. */
const NEAR_SHARE = 1 / 3;

/**
 * Pause until a step looks again, whole seconds: at its own pace at first, then longer the longer it has taken, and
 * close together again about the time at which it usually ends. It is never longer than without a history, because a
 * step may have much to do before its end. The last pause ends when the step is overdue.
 */
export function pauseSeconds({ leastSeconds, elapsedSeconds, overdueSeconds, usualSeconds = 0 }: Waiting): number {
  const isNear = Math.abs(elapsedSeconds - usualSeconds) <= usualSeconds * NEAR_SHARE;
  const grown = Math.floor(elapsedSeconds * (isNear ? PAUSE_SHARE_NEAR : PAUSE_SHARE));
  const left = Math.ceil(overdueSeconds - elapsedSeconds);
  return Math.max(leastSeconds, Math.min(grown, left));
}

/** Before it a pause has not grown beyond a second. */
const GROWN_SECONDS = 2 / PAUSE_SHARE;

/**
 * What of earlier runs shortens a pause, by step: a run carries it along, so steps that are over soon are left out.
 *
 * @param took step → what its last runs took, seconds
 */
export const usualSeconds = (took: Readonly<Record<string, readonly number[]>>): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(took)
      .map(([step, seconds]) => [step, Math.round(medianOf(seconds))] as const)
      .filter(([, seconds]) => seconds * (1 + NEAR_SHARE) >= GROWN_SECONDS),
  );

/** Of an even number, the larger of the two in the middle: an operator is told too much rather than too little. */
export const medianOf = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
