import { judgeProbes, type RegionJudgement } from '../../../lib/domain/probe';
import type { InputOf } from '../../../lib/domain/step';
import type { Reading } from '../../edge/reading';
import type { SeenLag } from '../../edge/replication-lags';
import type { WebAnswer } from '../../edge/web';
import { isSilenced, judgeAlarm, type SeenAlarm } from './alarm';
import { judgeReplication } from './replication';
import type { confirmOutage, WitnessWord } from './step';

type Input = InputOf<typeof confirmOutage>;
type Verdict = RegionJudgement['verdict'];

/** What is heard about a Region that may be lost. */
export interface Heard {
  /** Answers to one probe after the other, sent from here. */
  readonly probes: readonly WebAnswer[];
  /** The witness's alarm about that Region; absent when the plan has no witness. */
  readonly witness?: SeenAlarm;
  /** Of each database whose writer is in that Region. */
  readonly lags: Reading<readonly SeenLag[]>;
}

/** What each signal says about the Region. */
export interface Signals {
  readonly alarm: RegionJudgement;
  /** Somebody has disabled the actions of this Region's alarm. */
  readonly silenced: boolean;
  readonly probes: RegionJudgement;
  /** Absent when the plan has no witness. */
  readonly witness?: RegionJudgement;
  /** One for each database whose writer is there. */
  readonly replication: readonly RegionJudgement[];
}

export const ownAlarm = (alarm: SeenAlarm, { names }: Input): RegionJudgement =>
  judgeAlarm(alarm, { alarm: names.alarm, called: 'the alarm', where: 'here' });

export function judgeSignals(
  { alarm, heard, region }: { alarm: SeenAlarm; heard: Heard; region: string },
  input: Input,
): Signals {
  const { plan, names, now } = input;
  const place = `in ${plan.watch.witness}`;
  const witness = { alarm: names.witnessAlarm(region), called: `the witness ${place}`, where: place };
  return {
    alarm: ownAlarm(alarm, input),
    silenced: isSilenced(alarm),
    probes: judgeProbes(heard.probes, region),
    ...(heard.witness && { witness: judgeAlarm(heard.witness, witness) }),
    replication:
      heard.lags.outcome === 'read'
        ? heard.lags.value.map((lag) => judgeReplication(lag, now))
        : [{ verdict: 'unknown', because: `the replication lag cannot be read (${heard.lags.because})` }],
  };
}

/** What every signal says, for the operator. */
export const sentencesOf = ({ alarm, silenced, probes, witness, replication }: Signals): string[] => [
  alarm.because,
  ...(silenced ? [SILENCED] : []),
  ...[probes, ...(witness ? [witness] : []), ...replication].map(({ because }) => because),
];

export const SILENCED = "the alarm's actions are disabled: somebody has silenced it";

/** For those who decide later: a Region that is itself cut off hears neither the active Region nor the witness. */
export function witnessWord({ witness }: Signals): WitnessWord {
  if (witness === undefined) return 'none';
  return witness.verdict === 'unknown' ? 'unheard' : witness.verdict;
}

/**
 * What stands against the outage and what to do about it, or `undefined` when it is confirmed. A person who starts a
 * run has seen it too: then the probes from here are enough. Otherwise nobody may have silenced the alarm, and nothing
 * else may say the opposite, because only the way from here may be cut: the witness, or, while the witness cannot be
 * heard, data that still arrives. A silent witness is enough to begin what is reversible.
 */
export function doubtAbout(signals: Signals, automatic: boolean): string | undefined {
  const { alarm, silenced, probes, witness, replication } = signals;
  if (probes.verdict !== 'down') return PROBE_DOUBTS[probes.verdict];
  if (!automatic) return undefined;
  if (silenced) return SILENCED_DOUBT;
  if (alarm.verdict !== 'down') return ALARM_DOUBT;
  if (witness?.verdict === 'alive') return WITNESS_DOUBT;
  return witness?.verdict === 'unknown' && verdictOf(replication) === 'alive' ? REPLICATION_DOUBT : undefined;
}

/** Data of one database is enough to know that its Region lives. */
const verdictOf = (judged: readonly RegionJudgement[]): Verdict =>
  (['alive', 'down'] as const).find((verdict) => judged.some((one) => one.verdict === verdict)) ?? 'unknown';

const PROBE_DOUBTS = {
  alive: 'while it answers, a switchover moves everything and loses no data; start a failover only once it is down',
  unknown: 'make the probe reach it, and start again',
};
/** What to do about an alarm that is silenced. */
export const SILENCED_DOUBT = 'enable them for automatic runs, or start the failover by hand: a person needs no alarm';
const ALARM_DOUBT = 'if it really is down, start the failover by hand: a person needs no alarm';
const WITNESS_DOUBT =
  'the witness reaches it, so only the way from here may be cut; if users cannot reach it, start the failover by hand';
const REPLICATION_DOUBT =
  'data still arrives from it and the witness cannot tell; if users cannot reach it, start the failover by hand';
