import { type Decision, done, refuse, wait } from '../../../lib/domain/decision';
import { judgeProbe } from '../../../lib/domain/probe';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import type { Reading } from '../../edge/reading';
import type { WebAnswer } from '../../edge/web';
import { activeRegion, type Writer } from './active-region';
import type { confirmOutage } from './step';
import { type SeenName, whereUsersAre } from './users';

type Input = InputOf<typeof confirmOutage>;

export interface Alarm {
  /** OK, ALARM or INSUFFICIENT_DATA. */
  readonly state: string;
  /** ISO 8601 UTC; absent when CloudWatch does not say. */
  readonly since?: string;
}

export interface Seen {
  readonly writers: Reading<readonly Writer[]>;
  /** `undefined` was read when there is no such alarm. */
  readonly alarm: Reading<Alarm | undefined>;
  /** Answers to one probe after the other of the active Region; empty while that is not known. */
  readonly probes: readonly WebAnswer[];
  /** The public names; empty unless every writer is here already. */
  readonly names: readonly SeenName[];
}

/** A single lost packet or a restarting process must not start a failover. */
export const PROBES_IN_A_ROW = 2;

export function decide(seen: Seen, input: Input): Decision<never, OutputOf<typeof confirmOutage>> {
  if (seen.writers.outcome === 'failed') return refuse(`the active Region is unknown: ${seen.writers.because}`);
  if (seen.writers.outcome === 'unknown') return keepLooking(seen.writers.because, ADVICE_UNKNOWN, input);
  const active = activeRegion(seen.writers.value, input);
  if ('refusal' in active) return refuse(active.refusal);
  if ('waiting' in active) return keepLooking(active.waiting, ADVICE_UNKNOWN, input);
  if ('promoted' in active) return goOn(seen, input);

  const probe = judgeProbes(seen.probes, active.region);
  const alarm = alarmSentence(seen.alarm, input);
  const signals = [active.because, alarm, probe.because];
  if (probe.verdict === 'down' && (isAlarm(seen.alarm) || !isAutomatic(input))) {
    return done({ lostRegion: active.region, signals }, `${active.region} is down: ${probe.because}; ${alarm}`);
  }
  return keepLooking(`${alarm}; ${probe.because}`, adviceFor(probe.verdict), input);
}

/**
 * The database cannot be moved back, so nothing is left to confirm: users who are still sent elsewhere are fetched, by
 * the steps that an earlier run did not come to.
 */
function goOn(seen: Seen, input: Input): Decision<never, OutputOf<typeof confirmOutage>> {
  const { region: here } = input;
  const users = whereUsersAre(seen.names, here);
  if ('refusal' in users) return refuse(`the writer is already in ${here}, and ${users.refusal}; ${ADVICE_RECORDS}`);
  if ('waiting' in users) return keepLooking(`the writer is already in ${here}; ${users.waiting}`, ADVICE_DNS, input);
  if ('mixed' in users) return keepLooking(`the writer is already in ${here}; ${users.mixed}`, ADVICE_RECORDS, input);
  if ('here' in users) {
    return refuse(`nothing to fail over: ${here} is already active, it has the writer and users are sent to it`);
  }
  const because =
    `the writer is already in ${here} while users are still sent to ${users.region}: ` +
    'going on where an earlier run stopped';
  return done({ lostRegion: users.region, signals: [because, alarmSentence(seen.alarm, input)] }, because);
}

type Verdict = 'down' | 'alive' | 'unknown';

/** Down needs every probe in a row to say so; one that was never sent says nothing about the Region. */
function judgeProbes(probes: readonly WebAnswer[], region: string): { verdict: Verdict; because: string } {
  const last = probes.at(-1);
  if (last === undefined) return { verdict: 'unknown', because: `${region} was not probed` };
  if (last.outcome === 'unreachable' && !last.asked) {
    return { verdict: 'unknown', because: `${region} could not be probed: ${last.because}` };
  }
  const { down, because } = judgeProbe(last);
  const times = `probed ${probes.length === 1 ? 'once' : `${probes.length} times in a row`}`;
  const verdict = !down ? 'alive' : probes.length >= PROBES_IN_A_ROW ? 'down' : 'unknown';
  return { verdict, because: `${region} was ${times} from here, ${because}` };
}

const isAutomatic = ({ admitRun }: Input) => admitRun.trigger !== undefined;

const isAlarm = (alarm: Seen['alarm']) => alarm.outcome === 'read' && alarm.value?.state === 'ALARM';

function alarmSentence(alarm: Seen['alarm'], { names }: Input): string {
  if (alarm.outcome !== 'read') return `the alarm cannot be read (${alarm.because})`;
  if (alarm.value === undefined) return `there is no alarm ${names.alarm} here`;
  const { state, since } = alarm.value;
  return `the alarm says ${state}${since ? ` since ${since}` : ''}`;
}

const ADVICE_UNKNOWN = 'look at the Aurora global databases, and start again once they can be read';
const ADVICE_DNS = 'make the name servers of the zone reachable, and start again';
const ADVICE_RECORDS = 'put the records right, and start again';

const adviceFor = (verdict: Verdict) =>
  ({
    alive: 'while it answers, a switchover moves everything and loses no data; start a failover only once it is down',
    down: 'if it really is down, start the failover by hand: a person needs no alarm',
    unknown: 'make the probe reach it, and start again',
  })[verdict];

/** Signals that disagree may agree a moment later; the plan says how long that is worth waiting for. */
function keepLooking(facts: string, advice: string, { plan, elapsedSeconds }: Input) {
  const { confirmWithinSeconds } = plan.watch;
  return elapsedSeconds < confirmWithinSeconds
    ? wait(`not confirmed yet: ${facts}`)
    : refuse(`not confirmed within ${confirmWithinSeconds} s: ${facts}; ${advice}`);
}
