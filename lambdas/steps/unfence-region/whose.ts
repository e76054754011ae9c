import { act, type Decision, done, refuse, wait } from '../../../lib/domain/decision';
import { promotionSent } from '../../../lib/domain/evidence-ending';
import { type Fence, stands } from '../../../lib/domain/fence';
import { LISTED_MAX } from '../../../lib/domain/run-size';
import type { OutputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import { liftCommands } from '../../edge/fencing/commands';
import { lastSighting, type Place } from './place';
import { isToLift, leftRunning } from './run';
import type { Act, FenceSeen, Input, Seen } from './seen';
import type { unfenceRegion } from './step';

type Verdict = Decision<Act, OutputOf<typeof unfenceRegion>>;

/** A promotion that was sent shows within this, and what a move ends with is seen twice over it, seconds. */
export const SHOWN_AFTER_SECONDS = 30;
/** Where it stays open whose fence is to be lifted a person is asked: as long as nobody can write, users wait. */
export const OPEN_SECONDS_MAX = 300;

/** Whether it stands and is this run's to lift, or may be: it could not be read. */
export const mayStand = (seen: FenceSeen | undefined, input: Input): seen is FenceSeen =>
  seen !== undefined && (seen.fence.outcome !== 'read' || isToLift(seen.fence.value, { seen, input }));

/** The fences that this run may have to lift, by what is known so far. */
const standingOf = ({ own, other }: Seen, input: Input): FenceSeen[] =>
  [own, other].filter((one) => mayStand(one, input)).filter((one) => one !== undefined);

/** Whose fence is to be lifted, or what is to be said instead: nothing stands, or nobody knows yet. */
export function whose(place: Place, seen: Seen, input: Input): { readonly target: FenceSeen } | Verdict {
  const standing = standingOf(seen, input);
  const verdict = standing.length === 0 ? undefined : (sighted(place, seen, input) ?? open(place, standing, input));
  if (verdict) return verdict;
  const target = place.at === 'here' ? seen.own : seen.other;
  if (place.at !== 'open' && mayStand(target, input)) return { target };
  return ended(place, seen, input);
}

function ended(place: Place, seen: Seen, input: Input): Verdict {
  const fences = [seen.other, seen.own].filter((one) => one !== undefined);
  const stays = staysFenced(place, seen, input);
  for (const { region, fence } of fences) {
    const lifted = readFence(fence)?.lifted;
    if (lifted?.runId !== input.run.id) continue;
    const words = [`${region} is no longer fenced`, ...lifted.left, ...stays].join('; ');
    return done({ region, restored: lifted.restored.slice(0, LISTED_MAX) }, words);
  }
  const regions = listed(fences.map(({ region }) => region));
  return done({ restored: [] }, [`no fence stands in ${regions} that this run has to lift`, ...stays].join('; '));
}

/** What this Region is left with where the writers are not here. */
function staysFenced({ because }: Place, { own }: Seen, input: Input): string[] {
  if (!stands(readFence(own.fence))) return [];
  return [`${input.region} stays fenced: ${because}`, ...leftRunning(input)];
}

/**
 * Once a promotion was sent the other Region counts as the writer's only when that is seen twice: what was sent shows
 * late, and a move that ends may show neither itself nor the new writer for a moment.
 */
function sighted({ at, because }: Place, { records, writers }: Seen, input: Input): Verdict | undefined {
  if (writers?.outcome !== 'read' || !promotionSent(records)) return undefined;
  const last = lastSighting(records, input.now);
  if (at !== last?.at && (at === 'there' || last?.at === 'there')) {
    return act({ kind: 'note', at }, at === 'there' ? `${because}; that is looked at again` : because);
  }
  if (at !== 'there' || !last || last.secondsAgo >= SHOWN_AFTER_SECONDS) return undefined;
  return wait(`${because}; a promotion was sent, and shows within ${SHOWN_AFTER_SECONDS} s if it comes to anything`);
}

/** Waits while the writers move, or nobody knows where they are; then a person decides, with all that they need. */
function open(place: Place, standing: readonly FenceSeen[], input: Input): Verdict | undefined {
  if (place.at !== 'open') return undefined;
  const { plan, region: here, elapsedSeconds } = input;
  const fenced = listed(standing.map(({ region }) => region));
  const because = `whose fence is to be lifted is not known: ${place.because}; ${fenced} may be fenced`;
  if (!place.isFinal && elapsedSeconds < OPEN_SECONDS_MAX) return wait(because);
  const asking = plan.databases.map(
    ({ globalCluster }) =>
      `aws rds describe-global-clusters --region ${here} --global-cluster-identifier ${globalCluster}`,
  );
  const lifting = standing.map(({ region, fence }) => {
    const commands = liftCommands(plan, region, readFence(fence));
    return `where the writers stay in ${region}: ${listed(commands)}`;
  });
  return refuse([because, `by hand: see where they are with ${listed(asking)}`, ...lifting].join('; '));
}

const readFence = (fence: FenceSeen['fence']): Fence | undefined =>
  fence.outcome === 'read' ? fence.value : undefined;
