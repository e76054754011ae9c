import type { Automation } from '../../../lib/domain/automation';
import { type Fence, stands } from '../../../lib/domain/fence';
import type { Lock } from '../../../lib/domain/lock';
import { REASON_CHARACTERS_MAX } from '../../../lib/domain/request';
import { type KnownClaim, type Settlement, settlementFrom, unsettledBecause } from '../../../lib/domain/settlement';
import type { Place } from '../../../lib/domain/step';
import { listed, oneLine } from '../../../lib/domain/text';
import type { TextAnswer } from '../../edge/dns';
import { hold, type Start } from './takeover';

/** What is known about the records, and about what was stopped here, while this Region is active. */
export interface SeenTraffic {
  /** What this Region's fence item says. @default it was never fenced */
  readonly fence?: Fence | undefined;
  /** The TXT record of each public name, as the zone's own servers say it; not asked for while a fence stands. */
  readonly texts: readonly TextAnswer[];
  /** Claims of every Region of the plan, this one too. */
  readonly claims: readonly KnownClaim[];
  readonly lock: Lock | undefined;
  readonly automation: Automation | undefined;
  /** ISO 8601 UTC. */
  readonly now: string;
}

export type Settling =
  | { readonly kind: 'settled' }
  /** Nobody can say: the zone's servers are silent. */
  | { readonly kind: 'unknown'; readonly because: string }
  /** `next`: the settle that is started, or why none is. */
  | { readonly kind: 'unsettled'; readonly because: string; readonly next: Start };

/**
 * One try in each window for the same claim and settlement: a settle that a person's edit has stopped must not be
 * repeated each minute, and one that Route 53 has stopped is tried again.
 */
export const SETTLE_WINDOW_SECONDS = 900;

/** Whether nothing that a dead run left needs settling: a fence here, or records that say something else. */
export function settling(seen: SeenTraffic, place: Place): Settling {
  if (stands(seen.fence)) return fenced(seen.fence, seen, place);
  return place.plan.traffic.strategy === 'health-signal' ? unsettled(seen, place) : { kind: 'settled' };
}

/**
 * The Region that serves takes no writes. A switchover that is at work has this Region's lock; any other has died
 * between the fence and the promotion.
 */
function fenced(fence: Fence, { claims, lock, automation, now }: SeenTraffic, { plan, region: here }: Place): Settling {
  const { at, epoch, runId } = fence;
  const because = `${here} is the active Region, and fenced since ${at} by ${oneLine(runId)} under epoch ${epoch}`;
  // With databases the writers are here, and say who serves.
  const held = (plan.databases.length === 0 ? higherClaim(claims, here) : undefined) ?? heldBack({ lock, automation });
  if (held !== undefined) return { kind: 'unsettled', because, next: hold(held) };
  // The version is in it: a fence that was lifted must not keep the next one waiting.
  const name = `settle-fence-${epoch}-${fence.version}-${windowOf(now)}`;
  return { kind: 'unsettled', because, next: startOf(name, because) };
}

/** Whether the records say for good that this Region is active, and what must follow when they do not. */
function unsettled(seen: SeenTraffic, { region: here }: Place): Settling {
  const silent = seen.texts.flatMap((answer) => (answer.outcome === 'unreachable' ? [answer.because] : []));
  if (silent.length > 0)
    return { kind: 'unknown', because: `no server of the zone answers: ${oneLine(silent.join('; '))}` };
  const texts = textsIn(seen.texts);
  if (texts.length === 0) {
    const because = 'the public names were never attached: no TXT record says who is active';
    return { kind: 'unsettled', because, next: hold(`${because}; run npx understudy traffic attach`) };
  }
  const [text = ''] = texts;
  const settlement = texts.length === 1 ? settlementFrom(text) : undefined;
  const because = settlement
    ? unsettledBecause({ settlement, here, claims: seen.claims })
    : `the TXT records do not say one settlement: ${listed(texts.map((one) => `"${oneLine(one, 200)}"`))}`;
  return because
    ? { kind: 'unsettled', because, next: settle(because, seen, { here, settlement }) }
    : { kind: 'settled' };
}

/** What the records of all names say: one text when they agree. A name without one says the empty text. */
const textsIn = (answers: readonly TextAnswer[]): string[] => {
  const said = answers.map((answer) => (answer.outcome === 'answered' ? answer.values : []));
  if (said.every((values) => values.length === 0)) return [];
  return [...new Set(said.flatMap((values) => (values.length === 0 ? [''] : values)))];
};

interface Unsettled {
  readonly here: string;
  /** `undefined` when the TXT records do not say one. */
  readonly settlement: Settlement | undefined;
}

function settle(
  because: string,
  { claims, lock, automation, now }: SeenTraffic,
  { here, settlement }: Unsettled,
): Start {
  const held = higherClaim(claims, here) ?? heldBack({ lock, automation });
  if (held !== undefined) return hold(held);
  // What was settled before is in it: a settle that succeeded must not keep the next one waiting.
  const settled = `${settlement?.epoch ?? 0}-${settlement?.serial ?? 0}`;
  return startOf(`settle-${epochOf(claims, here)}-${settled}-${windowOf(now)}`, because);
}

const epochOf = (claims: SeenTraffic['claims'], here: string): number =>
  claims.find(({ region }) => region === here)?.epoch ?? 0;

function higherClaim(claims: SeenTraffic['claims'], here: string): string | undefined {
  const epoch = epochOf(claims, here);
  const higher = claims.find((claim) => (claim.epoch ?? 0) > epoch);
  return higher && `${higher.region} claims epoch ${higher.epoch}, above ${epoch} of ${here}: it is active`;
}

/** Who or what keeps the watch from starting anything here. */
function heldBack({ lock, automation }: Pick<SeenTraffic, 'lock' | 'automation'>): string | undefined {
  if (lock && lock.state !== 'free') return `${lock.owner} has the lock since ${lock.since}`;
  return automation?.state === 'off'
    ? `automatic runs are switched off since ${automation.at} by ${automation.by}: ${automation.because}`
    : undefined;
}

const windowOf = (now: string): number => Math.floor(Date.parse(now) / 1000 / SETTLE_WINDOW_SECONDS);

/** Without a trigger: the pause after a failover holds back the next failover, and not what completes this one. */
const startOf = (name: string, because: string): Start => ({
  kind: 'start',
  name,
  input: { reason: oneLine(`not settled: ${because}`, REASON_CHARACTERS_MAX) },
  because,
});
