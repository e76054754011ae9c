import type { Served } from '../../../lib/domain/active-region';
import { type Decision, done, refuse, wait } from '../../../lib/domain/decision';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import type { Reading } from '../../edge/reading';
import type { Writer } from '../../edge/writers';
import { activeRegion } from './active-region';
import { isSilenced, type SeenAlarm } from './alarm';
import {
  doubtAbout,
  type Heard,
  judgeSignals,
  ownAlarm,
  SILENCED,
  SILENCED_DOUBT,
  sentencesOf,
  witnessWord,
} from './quorum';
import type { confirmOutage } from './step';
import { type SeenName, whereUsersAre } from './users';

type Input = InputOf<typeof confirmOutage>;

export interface Seen {
  readonly writers: Reading<readonly Writer[]>;
  /** Who serves; read only in a plan without databases. */
  readonly served?: Reading<Served>;
  /** The alarm of this Region. */
  readonly alarm: SeenAlarm;
  /** About the active Region; absent while no other Region is known to be active. */
  readonly heard?: Heard;
  /** The public names; empty unless every writer is here already. */
  readonly names: readonly SeenName[];
}

export function decide(seen: Seen, input: Input): Decision<never, OutputOf<typeof confirmOutage>> {
  if (seen.writers.outcome === 'failed') return refuse(`the active Region is unknown: ${seen.writers.because}`);
  if (seen.writers.outcome === 'unknown') return keepLooking(seen.writers.because, ADVICE_UNKNOWN, input);
  if (seen.served && seen.served.outcome !== 'read') return keepLooking(seen.served.because, ADVICE_CLAIM, input);
  const active = activeRegion(seen.writers.value, input, seen.served?.value);
  if ('refusal' in active) return refuse(active.refusal);
  if ('waiting' in active) return keepLooking(active.waiting, ADVICE_UNKNOWN, input);
  if ('promoted' in active) return goOn(seen, active.promoted, input);

  const { region, because } = active;
  const signals = judgeSignals({ alarm: seen.alarm, heard: seen.heard ?? NOTHING_HEARD, region }, input);
  const said = sentencesOf(signals);
  const doubt = doubtAbout(signals, isAutomatic(input));
  return doubt === undefined
    ? done(
        { lostRegion: region, witness: witnessWord(signals), signals: [because, ...said] },
        `${region} is down: ${said.join('; ')}`,
      )
    : keepLooking(said.join('; '), doubt, input);
}

const NOTHING_HEARD: Heard = { probes: [], lags: { outcome: 'read', value: [] } };

/**
 * The database cannot be moved back, so nothing is left to confirm: users who are still sent elsewhere are fetched, by
 * the steps that an earlier run did not come to.
 */
function goOn(seen: Seen, promoted: string, input: Input): Decision<never, OutputOf<typeof confirmOutage>> {
  const { region: here } = input;
  const users = whereUsersAre(seen.names, here);
  if ('refusal' in users) return refuse(`${promoted}, and ${users.refusal}; ${ADVICE_RECORDS}`);
  if ('waiting' in users) return keepLooking(`${promoted}; ${users.waiting}`, ADVICE_DNS, input);
  if ('mixed' in users) return keepLooking(`${promoted}; ${users.mixed}`, ADVICE_RECORDS, input);
  if ('here' in users) {
    const has = input.plan.databases.length > 0 ? 'it has the writer and users' : 'users';
    return refuse(`nothing to fail over: ${here} is already active, ${has} are sent to it`);
  }
  if (isAutomatic(input) && isSilenced(seen.alarm)) {
    return keepLooking(`${promoted}; ${SILENCED}`, SILENCED_DOUBT, input);
  }
  const because = `${promoted} while users are still sent to ${users.region}: going on where an earlier run stopped`;
  const signals = [because, ownAlarm(seen.alarm, input).because];
  return done({ lostRegion: users.region, witness: 'none', signals }, because);
}

const isAutomatic = ({ admitRun }: Input) => admitRun.trigger !== undefined;

const ADVICE_UNKNOWN = 'look at the Aurora global databases, and start again once they can be read';
const ADVICE_CLAIM = 'look at the claim item of the table here, and start again once it can be read';
const ADVICE_DNS = 'make the name servers of the zone reachable, and start again';
const ADVICE_RECORDS = 'put the records right, and start again';

/** Signals that disagree may agree a moment later; the plan says how long that is worth waiting for. */
function keepLooking(facts: string, advice: string, { plan, elapsedSeconds }: Input) {
  const { confirmWithinSeconds } = plan.watch;
  return elapsedSeconds < confirmWithinSeconds
    ? wait(`not confirmed yet: ${facts}`)
    : refuse(`not confirmed within ${confirmWithinSeconds} s: ${facts}; ${advice}`);
}
