import { type Decision, done, refuse, wait } from '../../../lib/domain/decision';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import { unprovenByDrill } from '../../edge/canaries/unproven';
import { type Finding, together, holds as told } from '../../edge/finding';
import type { Reading } from '../../edge/reading';
import type { DescribedStack } from '../../edge/stacks';
import type { Verification } from '../../edge/staged-release';
import type { WebAnswer } from '../../edge/web';
import { type About, isCheck } from './about';
import { aboutOf } from './active-region';
import { judgeActiveRelease, type SeenReleases } from './active-release';
import type { SeenHeartbeat } from './heartbeat';
import { judgeDatabases, type SeenDatabase } from './judge-databases';
import { judgeForwarding } from './judge-forwarding';
import { judgeLags } from './judge-lags';
import { judgeOthers } from './judge-others';
import { judgeRecords, type SeenRecord } from './judge-records';
import { judgeRelease, verifiedRelease } from './judge-release';
import { judgeSettlements, type SeenSettlement } from './judge-settlement';
import { judgeSignal } from './judge-signal';
import { judgeStacks, type SeenStacks } from './judge-stacks';
import { measuredLags, type SeenLags } from './measured-lags';
import { type checkReadiness, stacksSeconds } from './step';

export interface Seen extends Pick<SeenReleases, 'activeRelease'> {
  readonly databases: readonly SeenDatabase[];
  readonly lags: Reading<SeenLags>;
  /** Of those databases that have one. */
  readonly heartbeats: readonly SeenHeartbeat[];
  readonly release: Verification;
  /** Of the verified release. @default there is none */
  readonly stacks: SeenStacks | undefined;
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
  const about = aboutOf(input, seen);
  const finding = together([
    about.isActive ? told(`${input.region} is active: there is nothing to take over`) : told(),
    judgeDatabases(seen.databases, about),
    judgeLags(seen, about),
    judgeForwarding(seen.databases, about),
    judgeRelease(seen, input),
    judgeActiveRelease(seen, about),
    judgeStacks(seen.stacks, about),
    judgeOthers(seen, about),
    judgeSignal(seen, input),
    judgeSettlements(seen.settlements, about),
    judgeRecords(seen.records, about),
    judgeProofs(about),
  ]);
  const { problems, open, holds } = finding;
  const patienceSeconds = seen.stacks?.unseen?.outcome === 'unfinished' ? stacksSeconds(input.plan) : PATIENCE_SECONDS;
  const isPatient = input.elapsedSeconds < patienceSeconds;
  // A check says all that is wrong in one sentence, so it waits until the rest is known.
  if (isCheck(about) && open.length > 0 && isPatient) return wait(open.join('; '));
  if (problems.length > 0) return refuse(`${wouldFail(about)}: ${[...problems, ...open].join('; ')}`);
  if (open.length > 0 && isPatient) return wait(open.join('; '));
  const release = verifiedRelease(seen.release);
  if (open.length > 0 || !release) {
    return refuse(`not ready within ${patienceSeconds} s: ${open.join('; ') || 'the release was not verified'}`);
  }
  return done(
    { lags: measuredLags(seen, about), release },
    [...holds, 'records and signal as they should be'].join('; '),
  );
}

/** What a drill leaves unproven fails no takeover; a check tells it, so that nobody trusts in drills for more. */
function judgeProofs(about: About): Finding {
  const unproven = isCheck(about) ? unprovenByDrill(about.plan) : undefined;
  return unproven === undefined ? told() : told(`a drill proves less than it could: ${unproven}`);
}

const wouldFail = ({ isActive, region }: About) =>
  isActive ? `${region} is active, and could not take over again` : 'a takeover would fail';
