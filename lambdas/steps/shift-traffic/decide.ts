import { act, type Decision, done, refuse } from '../../../lib/domain/decision';
import { StepRecord } from '../../../lib/domain/run';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import type { Claim } from '../../edge/claim-table';
import type { shiftTraffic } from './step';

export interface Seen {
  /** What this Region claims; `undefined` when it never claimed anything. */
  readonly claim: Claim | undefined;
}

/** Claim the traffic under this run's epoch. */
export interface ClaimTraffic {
  readonly epoch: number;
}

/** A proof older than this is no proof any more, seconds: a run that was resumed later starts again instead. */
export const PROOF_AGE_SECONDS_MAX = 900;

type Input = InputOf<typeof shiftTraffic>;

export function decide({ claim }: Seen, input: Input): Decision<ClaimTraffic, OutputOf<typeof shiftTraffic>> {
  const { epoch, region, run } = input;
  if (claim && claim.epoch >= epoch) {
    return claim.runId === run.id
      ? done({ claimedEpoch: claim.epoch }, `${region} claims the traffic under epoch ${claim.epoch} since ${claim.at}`)
      : refuse(
          `${claim.runId} has claimed the traffic for ${region} under epoch ${claim.epoch}, this run owns ${epoch}: ` +
            'it was superseded and moves nothing',
        );
  }
  const unproven = unprovenBecause(input);
  if (unproven) return refuse(unproven);
  const before = claim ? `; it last claimed epoch ${claim.epoch}` : '';
  return act({ epoch }, `claiming the traffic for ${region} under epoch ${epoch}${before}`);
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
