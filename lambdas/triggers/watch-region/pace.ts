import type { Clock } from '../../edge/clock';
import { watchRegion } from './trigger';

/** A user who waits longer than this has gone. */
export const PROBE_MILLISECONDS_MAX = 5000;
/** One small request to this Region. */
export const CALL_MILLISECONDS_MAX = 2500;
/** One small request to another Region, which may be the one that is down. */
export const ELSEWHERE_MILLISECONDS_MAX = 2000;
/** Half a second to end in. */
const END_MILLISECONDS = 500;
const MINUTE_MILLISECONDS = watchRegion.timeoutSeconds * 1000;
/** 60 s − 5 s − 2.5 s − 0.5 s leaves room for a turn at second 50. */
const TURN_MILLISECONDS_MAX = PROBE_MILLISECONDS_MAX + CALL_MILLISECONDS_MAX + END_MILLISECONDS;
/** What speaks for a start is read in one go here and in one go elsewhere, records beside it, then it is made. */
const START_MILLISECONDS_MAX = 3 * CALL_MILLISECONDS_MAX + END_MILLISECONDS;

export interface Pace {
  /** When the first turn is due, milliseconds since 1970-01-01 UTC. */
  readonly beganAt: number;
  readonly everyMilliseconds: number;
  /** The last moment at which a turn may begin. */
  readonly lastTurnAt: number;
  /** The last moment at which a start may be considered; the next minute considers it again. */
  readonly lastStartAt: number;
}

/** The pace of the minute that begins now. */
export const paceFrom = (beganAt: number, everySeconds: number): Pace => ({
  beganAt,
  everyMilliseconds: everySeconds * 1000,
  lastTurnAt: beganAt + MINUTE_MILLISECONDS - TURN_MILLISECONDS_MAX,
  lastStartAt: beganAt + MINUTE_MILLISECONDS - START_MILLISECONDS_MAX,
});

type Turns = Omit<Pace, 'lastStartAt'>;

/** When the turns of an invocation are due. */
export const turnsOf = ({ beganAt, everyMilliseconds, lastTurnAt }: Turns): number[] =>
  Array.from(
    { length: Math.floor((lastTurnAt - beganAt) / everyMilliseconds) + 1 },
    (_, turn) => beganAt + turn * everyMilliseconds,
  );

/** Takes every turn when it is due. A turn that is a whole pause late is left out: the next one says the same. */
export async function takeTurns(clock: Clock, pace: Turns, turn: () => Promise<void>): Promise<void> {
  for (const dueAt of turnsOf(pace)) {
    const lateMilliseconds = clock.now() - dueAt;
    if (lateMilliseconds >= pace.everyMilliseconds || clock.now() > pace.lastTurnAt) continue;
    if (lateMilliseconds < 0) await clock.sleep(-lateMilliseconds);
    await turn();
  }
}
