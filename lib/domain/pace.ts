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
  /** How often the steps of the run have looked so far, this one too. */
  readonly looks: number;
}

/**
 * What a step waits for comes in the middle of a pause on average, so a four-hundredth of its time is lost, or half a
 * second. It also bounds the looks: a pause of one second for 400 s, of two for 200 s, of three for 133 s and so on
 * make 750 looks in half an hour, 1,540 in a day.
 */
const PAUSE_SHARE = 1 / 200;
/** AWS takes a third less or more than it usually does; so near, a step looks at its own pace. */
const NEAR_SHARE = 1 / 3;
/** And no longer than this before and after, which is 600 looks. */
const NEAR_SECONDS_MAX = 300;
/**
 * An execution may have 25,000 events, and a look makes nine. A run whose steps have looked so often is no quick one,
 * and must come to its end all the same: from then on the share doubles every 200 looks, up to a tenth, at which a step
 * looks 70 times in half an hour, 96 in six hours.
 */
const LOOKS_QUICK_MAX = 1000;
const LOOKS_PER_DOUBLING = 200;
const PAUSE_SHARE_MAX = 1 / 10;

/**
 * Pause until a step looks again, whole seconds: at its own pace at first, then longer the longer it has taken, and
 * close together again about the time at which it usually ends. It is never longer than without a history, because a
 * step may have much to do before its end. The last pause ends when the step is overdue.
 */
export function pauseSeconds(waiting: Waiting): number {
  const { leastSeconds, elapsedSeconds, overdueSeconds } = waiting;
  const left = Math.ceil(overdueSeconds - elapsedSeconds);
  return Math.max(leastSeconds, Math.min(Math.floor(elapsedSeconds * shareOf(waiting)), left));
}

function shareOf({ elapsedSeconds, usualSeconds = 0, looks }: Waiting): number {
  const near = Math.min(usualSeconds * NEAR_SHARE, NEAR_SECONDS_MAX);
  if (looks < LOOKS_QUICK_MAX && Math.abs(elapsedSeconds - usualSeconds) <= near) return 0;
  const doublings = Math.max(0, looks - LOOKS_QUICK_MAX) / LOOKS_PER_DOUBLING;
  return Math.min(PAUSE_SHARE * 2 ** doublings, PAUSE_SHARE_MAX);
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
