import { writerPlaces, writersSentence } from '../../../lib/domain/active-region';
import type { EvidenceRecord } from '../../../lib/domain/evidence';
import { promotionSent } from '../../../lib/domain/evidence-ending';
import { oneLine } from '../../../lib/domain/text';
import { servingByClaims } from '../../edge/fencing/claims';
import { shiftTraffic } from '../shift-traffic/step';
import { fencedElsewhere, isPromoted, isShifted, isUpkeep } from './run';
import type { Input, Seen, SeenWriter } from './seen';
import { unfenceRegion } from './step';

/** RDS is asked again for so long before a run that has sent no promotion goes by its own records, seconds. */
export const UNREAD_SECONDS_MAX = 30;

/** Where the writers are: whose fence is lifted follows from it. */
export interface Place {
  /** `there`: all of them in the Region that this run was to replace. `open`: nobody knows, or not all in one. */
  readonly at: 'here' | 'there' | 'open';
  readonly because: string;
  /** Asking again shows the same. @default it may show more */
  readonly isFinal?: boolean;
}

/** What was seen of the writers last, as the run's records keep it. */
export interface Sighting extends Pick<Place, 'at'> {
  readonly secondsAgo: number;
}

export type Known = Pick<Seen, 'writers' | 'claimedEpoch' | 'claims' | 'records'>;

/** The world decides, not what was sent: a promotion that was cancelled, or refused by Aurora, has moved nothing. */
export function placeOf({ writers, claimedEpoch, claims, records }: Known, input: Input): Place {
  if (input.plan.databases.length === 0) {
    return isUpkeep(input) ? servingByClaims(claims ?? [], input) : placeOfUsers({ claimedEpoch, records }, input);
  }
  if (writers?.outcome === 'read') return placeOfWriters(writers.value, input);
  const because = oneLine(writers?.because ?? 'nobody asked where the writers are');
  const isFinal = writers?.outcome === 'failed';
  // What this run has stopped must not stay so for as long as RDS of this Region, which replaced nobody, is away.
  const isSure = !isUpkeep(input) && (isFinal || input.elapsedSeconds >= UNREAD_SECONDS_MAX);
  return isSure && !promotionSent(records) && !isPromoted(input)
    ? { at: 'there', because: `no promotion was sent, and ${because}` }
    : { at: 'open', because, isFinal };
}

/** Without a writer that could be asked for, the users are where the traffic was sent. */
function placeOfUsers({ claimedEpoch, records }: Pick<Known, 'claimedEpoch' | 'records'>, input: Input): Place {
  const isSent = records.some(({ kind, step }) => kind === 'called' && step === shiftTraffic.name);
  return isSent || claimedEpoch >= input.epoch || isShifted(input)
    ? { at: 'here', because: `this run sent users to ${input.region}` }
    : { at: 'there', because: 'this run moved no users' };
}

function placeOfWriters(writers: readonly SeenWriter[], input: Input): Place {
  const { region: here } = input;
  const where = `the writers are: ${writersSentence(writers)}`;
  const moving = writers.flatMap(({ globalCluster, move }) =>
    move ? [`Aurora moves the writer of ${globalCluster} to ${move.to} (${move.status})`] : [],
  );
  if (moving.length > 0) return { at: 'open', because: oneLine([where, ...moving].join('; ')) };
  const { homeless, here: ours, elsewhere } = writerPlaces(writers, here);
  if (ours.length === writers.length) return { at: 'here', because: where };
  const [only, ...more] = elsewhere;
  const isOne = homeless.length === 0 && ours.length === 0 && more.length === 0;
  return isOne && only === (fencedElsewhere(input) ?? only)
    ? { at: 'there', because: where }
    : { at: 'open', because: where };
}

/** What this run noted last of where the writers are. */
export function lastSighting(records: readonly EvidenceRecord[], now: string): Sighting | undefined {
  const noted = records.flatMap(({ step, kind, at, data }) => {
    const act = step === unfenceRegion.name && kind === 'answered' ? (data.act as { kind?: string; at?: string }) : {};
    return act.kind === 'note' ? [{ at: act.at as Place['at'], noted: at }] : [];
  });
  const last = noted.at(-1);
  return last && { at: last.at, secondsAgo: (Date.parse(now) - Date.parse(last.noted)) / 1000 };
}
