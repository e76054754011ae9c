import type { Automation } from '../../../lib/domain/automation';
import { type Fence, stands } from '../../../lib/domain/fence';
import type { Lock } from '../../../lib/domain/lock';
import { namesOf } from '../../../lib/domain/names';
import { REASON_CHARACTERS_MAX } from '../../../lib/domain/request';
import type { KnownClaim } from '../../../lib/domain/settlement';
import type { Place } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import { automationTable } from '../../edge/automation-table';
import { claimTable } from '../../edge/claim-table';
import type { Sends } from '../../edge/clients';
import { type Clock, isoAt } from '../../edge/clock';
import { fenceTable } from '../../edge/fence-table';
import { lockTable } from '../../edge/lock-table';
import type { Log } from '../../edge/log';
import { reading } from '../../edge/reading';
import type { Watching } from './decide';
import type { Duty } from './duties';
import type { Starts } from './starts';
import { hold, type Start } from './takeover';

/** What is known in a Region that is not active. */
export interface SeenReplaced {
  /** Claims of every Region of the plan, this one too. */
  readonly claims: readonly KnownClaim[];
  /** What this Region's fence item says. */
  readonly fence: Fence | undefined;
  readonly lock: Lock | undefined;
  readonly automation: Automation | undefined;
  /** ISO 8601 UTC. */
  readonly now: string;
}

/** One try in each window for the same epoch: what a person has to put right must not be tried again each minute. */
export const STAND_DOWN_WINDOW_SECONDS = 900;

/** Only a Region that was active has anything to stop: it has claimed, or it is home, which never needed to. */
export const wasActive = (claimedEpoch: number, { plan, region }: Pick<Place, 'plan' | 'region'>): boolean =>
  claimedEpoch > 0 || region === plan.regions[0];

/** Whether another Region has replaced this one, which then fences itself. */
export function standingDown(seen: SeenReplaced, place: Pick<Place, 'plan' | 'region'>): Start {
  const { claims, fence, lock, automation, now } = seen;
  const { region: here } = place;
  const claimed = claims.find(({ region }) => region === here)?.epoch ?? 0;
  if (!wasActive(claimed, place)) return hold(`${here} was never the active Region: there is nothing to stop`);
  const [by] = claims
    .flatMap(({ region, epoch = 0 }) => (region !== here && epoch > claimed ? [{ region, epoch }] : []))
    .sort((one, other) => other.epoch - one.epoch);
  if (!by) return hold(`no other Region claims more than epoch ${claimed} of ${here}`);
  // A fence that was only begun may have left something at work: it is gone through again.
  if (stands(fence) && fence.state === 'fenced' && fence.epoch >= by.epoch) {
    return hold(`${here} is fenced under epoch ${fence.epoch} since ${fence.at}`);
  }
  if (lock && lock.state !== 'free') return hold(`${lock.owner} has the lock since ${lock.since}`);
  if (automation?.state === 'off') {
    return hold(`automatic runs are switched off since ${automation.at} by ${automation.by}: ${automation.because}`);
  }
  const because = `${by.region} claims epoch ${by.epoch}, above ${claimed} of ${here}, which may still take writes`;
  return {
    kind: 'start',
    name: `stand-down-${by.epoch}-${Math.floor(Date.parse(now) / 1000 / STAND_DOWN_WINDOW_SECONDS)}`,
    input: { reason: oneLine(because, REASON_CHARACTERS_MAX), trigger: { kind: 'upkeep', at: now } },
    because,
  };
}

export interface StandingDownTools {
  /** DynamoDB of each Region of the plan. */
  readonly dynamoOf: (region: string) => Sends;
  readonly starts: Pick<Starts, 'make'>;
  readonly clock: Clock;
  readonly say: Log;
}

/** What a Region does about it each minute; one that is active asks nobody. */
export const standDown =
  ({ dynamoOf, starts, clock, say }: StandingDownTools, place: Place) =>
  ({ kind }: Watching): Duty =>
  async () => {
    if (kind === 'rest') return;
    const { plan, region: here } = place;
    const at = (region: string) => ({ plan: plan.name, names: namesOf(plan, region) });
    const claim = (await claimTable(dynamoOf(here), at(here)).read())?.epoch ?? 0;
    // A standby that never served asks no other Region, which may be the one that is down.
    if (!wasActive(claim, place)) return;
    const [others, fence, lock, automation] = await Promise.all([
      Promise.all(plan.regions.filter((region) => region !== here).map((region) => claimOf(dynamoOf, place, region))),
      fenceTable(dynamoOf(here), at(here)).read(),
      lockTable(dynamoOf(here), at(here)).read(),
      automationTable(dynamoOf(here), at(here)).read(),
    ]);
    const claims = [{ region: here, epoch: claim }, ...others];
    const next = standingDown({ claims, fence, lock, automation, now: isoAt(clock.now()) }, place);
    say(next);
    if (next.kind === 'start') await starts.make('stand-down', next);
  };

/** Another Region may be gone, and then its claim is not known: it has replaced nobody that it can be seen by. */
async function claimOf(dynamoOf: StandingDownTools['dynamoOf'], { plan }: Place, region: string): Promise<KnownClaim> {
  const claim = claimTable(dynamoOf(region), { plan: plan.name, names: namesOf(plan, region) }).read();
  const read = await reading(`dynamodb:GetItem in ${region}`, claim);
  return { region, epoch: read.outcome === 'read' ? (read.value?.epoch ?? 0) : undefined };
}
