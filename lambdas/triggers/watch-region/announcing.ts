import type { Announcement } from '../../../lib/domain/announcement';
import type { Lock } from '../../../lib/domain/lock';
import { namesOf } from '../../../lib/domain/names';
import type { Place } from '../../../lib/domain/step';
import { standingOfVerb } from '../../../lib/domain/verbs';
import { putAnnouncement } from '../../edge/active-region-event';
import { activeRegionParameter } from '../../edge/active-region-parameter';
import { claimTable } from '../../edge/claim-table';
import type { Sends } from '../../edge/clients';
import type { Clock } from '../../edge/clock';
import { highestEpochHeld } from '../../edge/epochs-held';
import { lockTable } from '../../edge/lock-table';
import type { Log } from '../../edge/log';
import { reading } from '../../edge/reading';
import { sayUnread } from '../../edge/say-unread';
import type { Watching } from './decide';
import type { Duty } from './duties';

export interface AnnouncingTools {
  /** Systems Manager and EventBridge of this Region. */
  readonly ssm: Sends;
  readonly events: Sends;
  readonly dynamoOf: (region: string) => Sends;
  readonly clock: Clock;
  readonly say: Log;
}

/** The parameter of this Region, as far as it is wrong. */
export interface Difference {
  readonly active: string;
  /** What the parameter says; `undefined` when there is none. */
  readonly value: string | undefined;
  /** How long ago the same difference was seen, seconds; `undefined` when it was not. */
  readonly seenSecondsAgo: number | undefined;
  readonly lock: Pick<Lock, 'state' | 'verb'> | undefined;
}

/** Two minutes in a row: a minute and a late start. An older sight is of another time. */
const IN_A_ROW_SECONDS_MAX = 150;

/** Whether the parameter is put right in this minute, and why. */
export function correction({ active, value, seenSecondsAgo, lock }: Difference): { correct: boolean; because: string } {
  const says = value === undefined ? 'is missing' : `says ${value}`;
  const wrong = `the parameter of this Region ${says}, active is ${active}`;
  if (lock && lock.state !== 'free' && standingOfVerb(lock.verb).movesUsers) {
    return { correct: false, because: `${wrong}; a ${lock.verb} is under way here and says it itself` };
  }
  if (value !== undefined && !(seenSecondsAgo !== undefined && seenSecondsAgo <= IN_A_ROW_SECONDS_MAX)) {
    return { correct: false, because: `${wrong}; put right when the next minute finds the same` };
  }
  return { correct: true, because: `${wrong}; it is put right` };
}

/**
 * Keeps this Region's own parameter right: a Region that was away when users moved learns it from its watch, and so do
 * its pipelines. Nothing is written while it is right, and nothing on what is not known in this very minute.
 */
export function announcing(tools: AnnouncingTools, place: Place): (watching: Watching) => Duty {
  const { ssm, events, clock, say } = tools;
  const { plan, region: here, names } = place;
  const parameter = activeRegionParameter(ssm, names);
  let seen: { readonly difference: string; readonly at: number } | undefined;
  /** What was written and could not be put on the bus yet. */
  let unsaid: Announcement | undefined;

  async function sayIt(): Promise<void> {
    if (unsaid) await putAnnouncement(events, unsaid);
    unsaid = undefined;
  }

  /** What the parameter says counts as far as a run has taken it: anybody who may write it can write any epoch. */
  async function epochOver(known: number, said: number): Promise<number> {
    if (said <= known || said <= (await highestEpochHeld({ plan, dynamoOf: tools.dynamoOf }))) {
      return Math.max(said, known);
    }
    say({ kind: 'unannounced', because: `the parameter said epoch ${said}, which no lock or claim holds` });
    return known;
  }

  async function correct(active: string, value: string | undefined, lock: Lock | undefined): Promise<void> {
    const known = Math.max(lock?.epoch ?? 0, await claimOf(tools, place, active));
    const epoch = await epochOver(known, (await parameter.read())?.epoch ?? 0);
    const said = {
      plan: plan.name,
      activeRegion: active,
      epoch,
      ...(value !== undefined && { previousRegion: value }),
    };
    // The parameter first: whoever acts on the event finds it.
    await parameter.write(said);
    unsaid = said;
    await sayIt();
  }

  return (watching) => async () => {
    const before = seen;
    seen = undefined;
    if (watching.isOld) return;
    const active = watching.kind === 'rest' ? here : watching.region;
    const value = await parameter.value();
    if (value === active) return sayIt();
    const difference = `${value} ${active}`;
    const seenSecondsAgo = before?.difference === difference ? (clock.now() - before.at) / 1000 : undefined;
    const lock = await lockTable(tools.dynamoOf(here), { plan: plan.name, names }).read();
    const next = correction({ active, value, seenSecondsAgo, lock });
    say({ kind: next.correct ? 'announced' : 'unannounced', because: next.because });
    seen = { difference, at: clock.now() };
    if (next.correct) await correct(active, value, lock);
  };
}

/** The epoch that the active Region claims, as far as it can be known: no announcement waits for it. */
async function claimOf({ dynamoOf, say }: AnnouncingTools, { plan }: Place, region: string): Promise<number> {
  const claim = claimTable(dynamoOf(region), { plan: plan.name, names: namesOf(plan, region) }).read();
  const read = sayUnread(say, await reading(`dynamodb:GetItem in ${region}`, claim));
  return read.outcome === 'read' ? (read.value?.epoch ?? 0) : 0;
}
