import type { Automation } from '../../../lib/domain/automation';
import type { Lock } from '../../../lib/domain/lock';
import { REASON_CHARACTERS_MAX } from '../../../lib/domain/request';
import { type KnownClaim, type Settlement, settlementFrom, unsettledBecause } from '../../../lib/domain/settlement';
import type { Place } from '../../../lib/domain/step';
import { listed, oneLine } from '../../../lib/domain/text';
import type { TextAnswer } from '../../edge/dns';
import { hold, type Start } from './takeover';

/** What is known about the records while this Region is active. */
export interface SeenTraffic {
  /** The TXT record of each public name, as the zone's own servers say it. */
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

/** Whether the records say for good that this Region is active, and what must follow when they do not. */
export function settling(seen: SeenTraffic, { region: here }: Place): Settling {
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
  const epoch = claims.find(({ region }) => region === here)?.epoch ?? 0;
  const higher = claims.find((claim) => (claim.epoch ?? 0) > epoch);
  if (higher) return hold(`${higher.region} claims epoch ${higher.epoch}, above ${epoch} of ${here}: it is active`);
  if (lock && lock.state !== 'free') return hold(`${lock.owner} has the lock since ${lock.since}`);
  if (automation?.state === 'off') {
    return hold(`automatic runs are switched off since ${automation.at} by ${automation.by}: ${automation.because}`);
  }
  const window = Math.floor(Date.parse(now) / 1000 / SETTLE_WINDOW_SECONDS);
  return {
    kind: 'start',
    // What was settled before is in it: a settle that succeeded must not keep the next one waiting.
    name: `settle-${epoch}-${settlement?.epoch ?? 0}-${settlement?.serial ?? 0}-${window}`,
    // Without a trigger: the pause after a failover holds back the next failover, and not what completes this one.
    input: { reason: oneLine(`not settled: ${because}`, REASON_CHARACTERS_MAX) },
    because,
  };
}
