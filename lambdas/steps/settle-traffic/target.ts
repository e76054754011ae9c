import type { Settlement } from '../../../lib/domain/settlement';
import { listed } from '../../../lib/domain/text';
import { attachCommand, isHeard, type SeenPlace } from '../../../lib/domain/traffic';

/** How long a Region that the records listen to is asked again before it is left out, since the step's first look. */
export const LISTEN_SECONDS = 60;

/** What the records shall say, or why that cannot be said now (`wait`) or ever (`refuse`). */
export type Target =
  | { readonly kind: 'settlement'; readonly settlement: Settlement }
  | { readonly kind: 'wait' | 'refuse'; readonly because: string };

interface Known {
  readonly settled: Settlement;
  /** The Region that settles. */
  readonly region: string;
  /** Every Region of the plan, by rank. */
  readonly places: readonly SeenPlace[];
  /** Since the step's first look. */
  readonly elapsedSeconds: number;
}

/**
 * The settlement that the claims ask for. An epoch never goes backwards, and a Region whose claim is higher than the
 * settled epoch is never listened to: its signal would send users to it at once.
 */
export function targetOf({ settled, region, places, elapsedSeconds }: Known): Target {
  const here = places.find((place) => place.region === region);
  if (!here || !isHeard(here)) return { kind: 'wait', because: `${region} itself: ${listed(here?.because ?? [])}` };
  const own = here.claimEpoch;
  const isSettledHere = settled.active === region && own <= settled.epoch;
  if (!isSettledHere && own <= settled.epoch) return { kind: 'refuse', because: behind(settled, { region, own }) };
  const epoch = isSettledHere ? settled.epoch : own;
  const above = places.filter(({ claimEpoch }) => (claimEpoch ?? 0) > epoch);
  if (!isSettledHere && above.length > 0) {
    const names = listed(above.map((place) => `${place.region} claims the higher epoch ${place.claimEpoch}`));
    return {
      kind: 'refuse',
      because: `${names}, ${region} claims ${epoch}: it is active, and settling is for it to do`,
    };
  }
  const attached = places.filter((place) => isHeard(place) && place.claimEpoch <= epoch).map((place) => place.region);
  if (isSettledHere && attached.every((one) => settled.attached.includes(one))) {
    return { kind: 'settlement', settlement: settled };
  }
  const silent = silentBecause(settled, places);
  if (silent.length > 0 && elapsedSeconds < LISTEN_SECONDS) {
    const because = `the records listen to ${listed(silent)}; it is left out ${LISTEN_SECONDS} s after the first look`;
    return { kind: 'wait', because };
  }
  const serial = epoch === settled.epoch ? settled.serial + 1 : 1;
  return { kind: 'settlement', settlement: { epoch, serial, active: region, attached } };
}

/** Regions that the records listen to and that cannot be read: one lost packet is no reason to stop listening. */
const silentBecause = ({ attached }: Settlement, places: readonly SeenPlace[]): string[] =>
  places
    .filter((place) => attached.includes(place.region) && !isHeard(place))
    .map(({ region, because }) => `${region}, which cannot be read now (${listed(because)})`);

const behind = ({ active, epoch }: Settlement, { region, own }: { region: string; own: number }) =>
  `the records were settled for ${active} under epoch ${epoch}, and ${region} claims ${own === 0 ? 'nothing' : own}: ` +
  `an epoch never goes backwards; where they were attached for the wrong Region, ${attachCommand(region)}`;

/** Why Regions are not listened to, one sentence each. */
export const unheardBecause = ({ attached, epoch }: Settlement, places: readonly SeenPlace[]): string[] =>
  places
    .filter(({ region }) => !attached.includes(region))
    .map(({ region, claimEpoch, because }) =>
      (claimEpoch ?? 0) > epoch
        ? `${region} claims epoch ${claimEpoch}, which is above`
        : `${region} (${listed(because.length > 0 ? because : ['a later settling attaches it'])})`,
    );
