import type { Clock } from '../../edge/clock';

export interface Pace {
  /** When the first turn is due, milliseconds since 1970-01-01 UTC. */
  readonly beganAt: number;
  readonly everyMilliseconds: number;
  /** The last moment at which a turn may begin. */
  readonly lastTurnAt: number;
}

/** When the turns of an invocation are due. */
export const turnsOf = ({ beganAt, everyMilliseconds, lastTurnAt }: Pace): number[] =>
  Array.from(
    { length: Math.floor((lastTurnAt - beganAt) / everyMilliseconds) + 1 },
    (_, turn) => beganAt + turn * everyMilliseconds,
  );

/** Takes every turn when it is due. A turn that is a whole pause late is left out: the next one says the same. */
export async function takeTurns(clock: Clock, pace: Pace, turn: () => Promise<void>): Promise<void> {
  for (const dueAt of turnsOf(pace)) {
    const lateMilliseconds = clock.now() - dueAt;
    if (lateMilliseconds >= pace.everyMilliseconds || clock.now() > pace.lastTurnAt) continue;
    if (lateMilliseconds < 0) await clock.sleep(-lateMilliseconds);
    await turn();
  }
}
