import { act, type Decision, refuse } from '../../../lib/domain/decision';
import { StepRecord } from '../../../lib/domain/run';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import type { Claim } from '../../edge/claim-table';
import { judgeControls } from './judge-controls';
import { judgeRecords } from './judge-records';
import { judgeSignals } from './judge-signals';
import type { Seen, Shift } from './seen';
import type { shiftTraffic } from './step';

/** A proof older than this is no proof any more, seconds: a run that was resumed later starts again instead. */
export const PROOF_AGE_SECONDS_MAX = 900;

type Input = InputOf<typeof shiftTraffic>;
export type Verdict = Decision<Shift, OutputOf<typeof shiftTraffic>>;

/** Every strategy claims first: the claim says which Region is active, and fences older runs here. */
export function decide({ claim, way }: Seen, input: Input): Verdict {
  const { epoch, region, run } = input;
  if (claim && claim.epoch >= epoch && claim.runId !== run.id) {
    return refuse(
      `${claim.runId} has claimed the traffic for ${region} under epoch ${claim.epoch}, this run owns ${epoch}: ` +
        'it was superseded and moves nothing',
    );
  }
  const next = claim && claim.epoch >= epoch && way ? judgeWay(way, claim, input) : claiming(claim, input);
  if (next.kind !== 'act') return next;
  const unproven = unprovenBecause(input);
  return unproven ? refuse(unproven) : next;
}

function judgeWay(way: NonNullable<Seen['way']>, claim: Claim, input: Input): Verdict {
  if (way.strategy === 'record-update') return judgeRecords(way, claim, input);
  return way.strategy === 'routing-control' ? judgeControls(way, claim, input) : judgeSignals(way, claim, input);
}

function claiming(claim: Claim | undefined, { epoch, region }: Input): Verdict {
  const before = claim ? `; it last claimed epoch ${claim.epoch}` : '';
  return act({ kind: 'claim', epoch }, `claiming the traffic for ${region} under epoch ${epoch}${before}`);
}

/** Why users must not be sent here yet, or `undefined`. */
function unprovenBecause({ region, plan, promoteDatabase, runCanaries, document, now }: Input): string | undefined {
  const { writerRegion } = promoteDatabase;
  if (writerRegion !== region) return `the writer is in ${writerRegion}; users must not be sent to ${region}`;
  const passed = runCanaries.canaries.map(({ name }) => name);
  const silent = plan.canaries.map(({ name }) => name).filter((name) => !passed.includes(name));
  if (silent.length > 0) return `nothing proves that ${region} serves: no pass of ${listed(silent)}`;
  const provenAt = StepRecord.parse(document.runCanaries).said.at(-1)?.at ?? now;
  const ageSeconds = Math.round((Date.parse(now) - Date.parse(provenAt)) / 1000);
  return ageSeconds > PROOF_AGE_SECONDS_MAX
    ? `the canaries passed ${ageSeconds} s ago, at most ${PROOF_AGE_SECONDS_MAX} s are allowed; start the run again`
    : undefined;
}
