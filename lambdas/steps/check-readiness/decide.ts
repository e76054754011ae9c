import { type Decision, done, refuse, wait } from '../../../lib/domain/decision';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import type { Reading } from '../../edge/reading';
import type { DescribedStack } from '../../edge/stacks';
import type { Verification } from '../../edge/staged-release';
import type { WebAnswer } from '../../edge/web';
import { together } from './finding';
import type { SeenHeartbeat } from './heartbeat';
import { judgeDatabases, type SeenDatabase } from './judge-databases';
import { judgeLags } from './judge-lags';
import { judgeOthers } from './judge-others';
import { judgeRecords, type SeenRecord } from './judge-records';
import { judgeRelease, verifiedRelease } from './judge-release';
import { judgeSettlements, type SeenSettlement } from './judge-settlement';
import { judgeSignal } from './judge-signal';
import { judgeStacks, type SeenStacks } from './judge-stacks';
import { measuredLags, type SeenLags } from './measured-lags';
import type { checkReadiness } from './step';

export interface Seen {
  readonly databases: readonly SeenDatabase[];
  readonly lags: Reading<SeenLags>;
  /** Of those databases that have one. */
  readonly heartbeats: readonly SeenHeartbeat[];
  readonly release: Verification;
  readonly stacks: SeenStacks;
  /** Every stack of the plan here, of any release. */
  readonly planStacks: Reading<readonly DescribedStack[]>;
  readonly signal: WebAnswer;
  /** One for each public name; empty unless health checks move users. */
  readonly settlements: readonly SeenSettlement[];
  readonly records: readonly SeenRecord[];
}

/** How long what is open may stay so, below the limit after which the step would be overdue. */
export const PATIENCE_SECONDS = 90;

/** Everything is judged at every look, so that a refusal names all that has to be put right. */
export function decide(
  seen: Seen,
  input: InputOf<typeof checkReadiness>,
): Decision<never, OutputOf<typeof checkReadiness>> {
  const { problems, open, holds } = together([
    judgeDatabases(seen.databases, input),
    judgeLags(seen, input),
    judgeRelease(seen, input),
    judgeStacks(seen.stacks, input),
    judgeOthers(seen, input),
    judgeSignal(seen.signal, input.epoch),
    judgeSettlements(seen.settlements, input.region),
    judgeRecords(seen.records, input),
  ]);
  if (problems.length > 0) return refuse(`a takeover would fail: ${[...problems, ...open].join('; ')}`);
  if (open.length > 0 && input.elapsedSeconds < PATIENCE_SECONDS) return wait(open.join('; '));
  const release = verifiedRelease(seen.release);
  if (open.length > 0 || !release) {
    return refuse(`not ready within ${PATIENCE_SECONDS} s: ${open.join('; ') || 'the release was not verified'}`);
  }
  return done(
    { lags: measuredLags(seen, input), release },
    [...holds, 'records and signal as they should be'].join('; '),
  );
}
