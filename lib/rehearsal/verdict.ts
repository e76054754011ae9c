/** A sentence of the run, and when it was said: seconds after the fault, negative before it. */
export interface Moment {
  readonly atSeconds: number;
  /** State name, or `World` for what the scenario did. */
  readonly step: string;
  readonly because: string;
  /** Name of the execution that said it. @default the world, or a person in it */
  readonly run?: string;
}

/** What the Lambda functions of one name did, in both Regions. */
export interface FunctionUse {
  readonly name: string;
  /** Touches are none. */
  readonly invocations: number;
  readonly coldStarts: number;
  /** Of the invocations that found an environment: the median, wall milliseconds; null when none did. */
  readonly warmMilliseconds: number | null;
}

/**
 * What one rehearsal proved. Seconds are wall seconds; `scale` says how much the modelled AWS durations were
 * shortened.
 */
export interface Verdict {
  readonly scenario: string;
  readonly seed: number;
  /** How the run ended: the machine's last state. */
  readonly outcome: string;
  readonly expected: string;
  readonly scale: number;
  /** From the fault to ExecutionStarted; null when no run started. */
  readonly detectionSeconds: number | null;
  /**
   * From the first order that failed to the first of three acknowledged in a row; null when orders never flowed
   * again.
   */
  readonly recoverySeconds: number | null;
  readonly acknowledgedOrders: number;
  /** Acknowledged by the dead database and not held by the new writer. */
  readonly lostOrders: number;
  /** Promises that did not hold; empty is the only good value. */
  readonly violations: readonly string[];
  readonly timeline: readonly Moment[];
  readonly functions: readonly FunctionUse[];
  /** SHA-256 of the definition that ran. */
  readonly definitionSha256: string;
}

/** An order that a client placed, as the client saw it. */
export interface Order {
  readonly id: string;
  /** When it was sent, milliseconds. */
  readonly at: number;
  readonly ok: boolean;
}

const IN_A_ROW = 3;

/**
 * Seconds from the first failed order at or after the fault to the first of three acknowledged in a row, or
 * `undefined` when none failed or they never recovered.
 */
export function recoverySecondsOf(orders: readonly Order[], faultAt: number): number | undefined {
  const later = orders.filter(({ at }) => at >= faultAt).sort((a, b) => a.at - b.at);
  const failed = later.findIndex(({ ok }) => !ok);
  if (failed < 0) return undefined;
  const firstFailure = later[failed]?.at ?? 0;
  const recovered = later.findIndex(
    (_, index) => index > failed && later.slice(index, index + IN_A_ROW).filter(({ ok }) => ok).length === IN_A_ROW,
  );
  const back = later[recovered]?.at;
  return back === undefined ? undefined : (back - firstFailure) / 1000;
}

/**
 * Orders that were acknowledged to a client and that the new writer does not hold; none while no writer lives, because
 * the dead one may still come back with them.
 */
export const lostOf = (acknowledged: readonly string[], inNewWriter: ReadonlySet<string> | undefined): string[] =>
  inNewWriter === undefined ? [] : acknowledged.filter((id) => !inNewWriter.has(id));

/** Whether orders flow again after the fault. */
export const haveRecovered = (orders: readonly Order[], faultAt: number): boolean =>
  recoverySecondsOf(orders, faultAt) !== undefined;
