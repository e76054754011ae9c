import type { Lock } from '../../../lib/domain/lock';
import { REASON_CHARACTERS_MAX } from '../../../lib/domain/request';
import type { Place } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import { closed, isExpired, isWarm, type Warm } from '../../../lib/domain/warm';
import type { Sends } from '../../edge/clients';
import { type Clock, isoAt } from '../../edge/clock';
import { lockTable } from '../../edge/lock-table';
import type { Log } from '../../edge/log';
import { warmTable } from '../../edge/warm-table';
import type { Watching } from './decide';
import type { Duty } from './duties';
import type { Starts } from './starts';
import { hold, type Start } from './takeover';

/** What is known of a Region that was prewarmed. */
export interface SeenWarm {
  readonly warm: Warm | undefined;
  /** Whether this Region is the active one. */
  readonly isActive: boolean;
  readonly lock: Pick<Lock, 'owner' | 'state' | 'since'> | undefined;
  /** ISO 8601 UTC. */
  readonly now: string;
}

export type Cooling =
  | Start
  /** What was kept serves users now: only the item is closed. */
  | { readonly kind: 'close'; readonly because: string };

/** One try in each window for the same prewarm: what a person has to put right must not be tried again each minute. */
export const RETIRE_WINDOW_SECONDS = 900;

/** Whether what is kept warm here is to be retired. */
export function cooling({ warm, isActive, lock, now }: SeenWarm, { region }: Pick<Place, 'region'>): Cooling {
  if (!warm || !isWarm(warm)) return hold(`${region} is not kept warm`);
  if (isActive) return { kind: 'close', because: `${region} is the active Region: what was kept warm serves` };
  if (!isExpired(warm, now)) return hold(`${region} is kept warm until ${warm.until}`);
  if (lock && lock.state !== 'free') return hold(`${lock.owner} has the lock since ${lock.since}`);
  const because = `${region} was kept warm until ${warm.until}, for the prewarm of epoch ${warm.epoch}`;
  const window = Math.floor(Date.parse(now) / 1000 / RETIRE_WINDOW_SECONDS);
  return {
    kind: 'start',
    name: `retire-${warm.epoch}-${window}`,
    input: { reason: oneLine(because, REASON_CHARACTERS_MAX), trigger: { kind: 'upkeep', at: now } },
    because,
  };
}

export interface CoolingTools {
  readonly dynamo: Sends;
  readonly starts: Pick<Starts, 'make'>;
  readonly clock: Clock;
  readonly say: Log;
}

/** What a Region does about it each minute. One that was never prewarmed, or is cold, reads one item. */
export const coolDown =
  ({ dynamo, starts, clock, say }: CoolingTools, place: Place) =>
  ({ kind }: Watching): Duty =>
  async () => {
    const item = { plan: place.plan.name, names: place.names };
    const table = warmTable(dynamo, item);
    const warm = await table.read();
    if (!warm || !isWarm(warm)) return;
    const lock = await lockTable(dynamo, item).read();
    const now = isoAt(clock.now());
    const next = cooling({ warm, isActive: kind === 'rest', lock, now }, place);
    say(next);
    if (next.kind === 'start') await starts.make('retire', next);
    // Losing to a prewarm that is written at the same time is no error: the next minute sees it.
    if (next.kind === 'close') await table.write(closed(warm, now), warm);
  };
