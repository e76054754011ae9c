import type { Automation } from '../../../lib/domain/automation';
import { type Divergence, isRecordedUnder } from '../../../lib/domain/divergence';
import type { Fence } from '../../../lib/domain/fence';
import type { Lock } from '../../../lib/domain/lock';
import { namesOf } from '../../../lib/domain/names';
import {
  claimedBy,
  claimsAbove,
  isFencedUnder,
  type ReadClaim,
  replacedByFailover,
  wasActive,
} from '../../../lib/domain/replaced';
import { REASON_CHARACTERS_MAX } from '../../../lib/domain/request';
import type { KnownClaim } from '../../../lib/domain/settlement';
import type { Place } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import { automationTable } from '../../edge/automation-table';
import { claimTable } from '../../edge/claim-table';
import type { Sends } from '../../edge/clients';
import { type Clock, isoAt } from '../../edge/clock';
import { divergenceTable } from '../../edge/divergence-table';
import { fenceTable } from '../../edge/fence-table';
import { lockTable } from '../../edge/lock-table';
import type { Log } from '../../edge/log';
import { MALFORMED_ITEM } from '../../edge/malformed';
import { type Reading, reading } from '../../edge/reading';
import { sayUnread } from '../../edge/say-unread';
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
  /** What was recorded of rows that only the databases here may hold. */
  readonly divergence: Reading<Divergence | undefined>;
  readonly lock: Lock | undefined;
  readonly automation: Automation | undefined;
  /** ISO 8601 UTC. */
  readonly now: string;
}

/** One try in each window for the same epoch: what a person has to put right must not be tried again each minute. */
export const STAND_DOWN_WINDOW_SECONDS = 900;

/**
 * Whether another Region has replaced this one, which then fences itself and records what its databases may hold alone:
 * no failback is admitted before both are done.
 */
export function standingDown(seen: SeenReplaced, place: Pick<Place, 'plan' | 'region'>): Start {
  const { claims, fence, lock, automation, now } = seen;
  const { region: here } = place;
  const claimed = claimedBy(claims, here);
  if (!wasActive(claimed, place)) return hold(`${here} was never the active Region: there is nothing to stop`);
  const [by] = claimsAbove(claims, here);
  if (!by) return hold(`no other Region claims more than epoch ${claimed} of ${here}`);
  const undone = leftUndone(seen, place, by);
  if (undone === undefined) return hold(`${here} is fenced under epoch ${fence?.epoch} since ${fence?.at}`);
  if (lock && lock.state !== 'free') return hold(`${lock.owner} has the lock since ${lock.since}`);
  const replaced = `${by.region} claims epoch ${by.epoch}, above ${claimed} of ${here}`;
  const because = [`${replaced}, ${undone}`, ...switchedOff(automation)].join('; ');
  return {
    kind: 'start',
    name: `stand-down-${by.epoch}-${Math.floor(Date.parse(now) / 1000 / STAND_DOWN_WINDOW_SECONDS)}`,
    input: { reason: oneLine(because, REASON_CHARACTERS_MAX), trigger: { kind: 'upkeep', at: now } },
    because,
  };
}

/** What a stand-down still has to do here, if anything. What cannot be read is not known to be undone. */
function leftUndone({ claims, fence, divergence }: SeenReplaced, place: Pick<Place, 'plan' | 'region'>, by: ReadClaim) {
  if (!isFencedUnder(fence, by.epoch)) return 'which may still take writes';
  const failover = place.plan.databases.length > 0 ? replacedByFailover(claims, place) : undefined;
  const isLeft = failover && divergence.outcome === 'read' && !isRecordedUnder(divergence.value, failover.epoch);
  return isLeft ? 'and what only the databases here may hold is not recorded' : undefined;
}

/** The off switch is told and holds no stand-down back: it moves nobody, and an old writer is dangerous meanwhile. */
function switchedOff(automation: Automation | undefined): string[] {
  if (automation?.state !== 'off') return [];
  const { at, by, because } = automation;
  return [`automatic runs are switched off since ${at} by ${by}: ${because}; a stand-down moves nobody and starts`];
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
    const [others, fence, divergence, lock, automation] = await Promise.all([
      Promise.all(
        plan.regions.filter((region) => region !== here).map((region) => claimOf({ dynamoOf, say }, place, region)),
      ),
      fenceTable(dynamoOf(here), at(here)).read(),
      reading('dynamodb:GetItem of the divergence', divergenceTable(dynamoOf(here), at(here)).read()),
      lockTable(dynamoOf(here), at(here)).read(),
      automationTable(dynamoOf(here), at(here)).read(),
    ]);
    sayUnread(say, divergence);
    const claims = [{ region: here, epoch: claim }, ...others];
    const next = standingDown({ claims, fence, divergence, lock, automation, now: isoAt(clock.now()) }, place);
    say(next);
    if (next.kind === 'start') return starts.make('stand-down', next);
    const malformed = others.flatMap(({ malformed: because }) => (because === undefined ? [] : [because]));
    // Whether that Region has replaced this one only a person can tell, who hears of a duty that fails.
    if (malformed.length > 0) throw new Error(malformed.join('; '));
  };

interface AskedClaim extends KnownClaim {
  /** Why nobody understands the item that stands there. @default it is understood, or its Region is silent */
  readonly malformed?: string;
}

/** Another Region may be gone, and then its claim is not known: it has replaced nobody that it can be seen by. */
async function claimOf(
  { dynamoOf, say }: Pick<StandingDownTools, 'dynamoOf' | 'say'>,
  { plan }: Place,
  region: string,
): Promise<AskedClaim> {
  const claim = claimTable(dynamoOf(region), { plan: plan.name, names: namesOf(plan, region) }).read();
  const read = sayUnread(say, await reading(`dynamodb:GetItem in ${region}`, claim));
  if (read.outcome === 'read') return { region, epoch: read.value?.epoch ?? 0, runId: read.value?.runId };
  const isMalformed = read.outcome === 'failed' && read.name === MALFORMED_ITEM;
  return { region, epoch: undefined, ...(isMalformed && { malformed: read.because }) };
}
