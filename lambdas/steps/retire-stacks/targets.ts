import { laneOf } from '../../../lib/domain/release';
import { readRequest } from '../../../lib/domain/request';
import { listed } from '../../../lib/domain/text';
import { isExpired, isWarm } from '../../../lib/domain/warm';
import { undecided } from './leftovers';
import {
  type Input,
  isNamedByPlan,
  isOfDrill,
  isOfEarlierRun,
  isOfReleaseRole,
  isOwn,
  isRetire,
  releaseIn,
  type Seen,
  type SeenStack,
} from './seen';
import { keptBecause, neededReleases, servingEpoch } from './standing';

/** What a run is to delete. */
export interface Targets {
  readonly stacks: readonly SeenStack[];
  /** What stays although the run came for it, and why. @default nothing */
  readonly kept?: string;
  /** Whether the item of the prewarm ends once these stacks are gone. @default false */
  readonly endsWarmth?: boolean;
}

/**
 * A run that failed takes back what it created, a drill what drills created, a retire what runs before it have left.
 * Whatever DNS, a claim or a run at work may refer to stays, and so does what nobody can tell that of.
 */
export function targetsOf(seen: Seen, input: Input): Targets {
  if (isRetire(input)) return ofRetire(seen, input);
  const own = seen.stacks.filter((stack) => isOwn(stack, input));
  // Nothing refers to a drill's stacks: neither their names nor their targets are those of users.
  if (laneOf(input.run.verb) === 'drill') return { stacks: [...own, ...leftOfDrills(seen, input)] };
  const kept = keptBecause(seen, input);
  return kept === undefined ? { stacks: own } : { stacks: [], kept };
}

const leftOfDrills = ({ stacks }: Seen, input: Input): SeenStack[] =>
  stacks.filter(
    (stack) =>
      isOfDrill(stack) &&
      isOfEarlierRun(stack, input) &&
      isOfReleaseRole(stack, input) &&
      isNamedByPlan(stack, 'drill', input),
  );

function ofRetire(seen: Seen, input: Input): Targets {
  const drills = leftOfDrills(seen, input);
  const live = seen.stacks.filter((stack) => !isOfDrill(stack) && isOfEarlierRun(stack, input));
  const meant = isUpkeep(input) ? live.filter(isExpiredHere(seen, input)) : live;
  const endsWarmth = mayEndWarmth(seen, input);
  if (meant.length === 0) return { stacks: drills, endsWarmth };
  const doubt = doubtOf(seen, input);
  if (doubt !== undefined) return { stacks: drills, kept: keptSentence(meant, doubt) };
  const needed = neededReleases(seen, input);
  if (needed === undefined) return { stacks: drills, kept: undecided(meant) };

  const [serving, unneeded] = divided(meant, (stack) => needed.includes(releaseIn(stack)));
  const isOurs = (stack: SeenStack) => isOfReleaseRole(stack, input) && isNamedByPlan(stack, 'live', input);
  const [ours, others] = divided(unneeded, isOurs);
  const kept = [
    ...(serving.length > 0
      ? [keptSentence(serving, `${input.region} serves with that release, as its claim says`)]
      : []),
    ...(others.length > 0 ? [keptSentence(others, 'neither name nor role tells that a run of this plan made it')] : []),
  ];
  return { stacks: [...drills, ...ours], endsWarmth, ...(kept.length > 0 && { kept: kept.join('; ') }) };
}

const divided = (stacks: readonly SeenStack[], isFirst: (stack: SeenStack) => boolean) =>
  [stacks.filter(isFirst), stacks.filter((stack) => !isFirst(stack))] as const;

/** Whether the watch started it, to end a prewarm; a person means all that is left. */
export function isUpkeep({ request }: Pick<Input, 'request'>): boolean {
  const read = readRequest(request);
  return 'request' in read && read.request.trigger?.kind === 'upkeep';
}

const isExpiredHere =
  ({ warm, active }: Seen, { now, region }: Input) =>
  ({ id }: SeenStack): boolean =>
    warm !== undefined && isExpired(warm, now) && !isActive(active, region) && warm.stacks.some((one) => one.id === id);

/** The time is over, this Region serves with what was kept, or a person ends it. */
function mayEndWarmth({ warm, active }: Seen, input: Input): boolean {
  if (!warm || !isWarm(warm)) return false;
  return !isUpkeep(input) || isExpired(warm, input.now) || isActive(active, input.region);
}

const isActive = (active: Seen['active'], region: string): boolean =>
  active !== undefined && 'value' in active && active.value === region;

/** Why nobody can tell what refers to the stacks here, or `undefined`. */
function doubtOf(seen: Seen, input: Input): string | undefined {
  const { lock, active, texts } = seen;
  const { region, run } = input;
  if (lock && lock.state !== 'free' && lock.owner !== run.id) return `${lock.owner} is at work`;
  const silent = texts.find((answer) => answer.outcome === 'unreachable');
  if (silent) return `who serves is not known: ${silent.because}`;
  if (active === undefined || 'unknown' in active) {
    return `which Region is active is not known: ${active?.unknown ?? 'nobody was asked'}`;
  }
  if (active.value !== region || servingEpoch(seen, input) > 0) return undefined;
  return `${region} is active, and no claim says with which release`;
}

const keptSentence = (stacks: readonly SeenStack[], because: string): string =>
  `${listed(stacks.map(({ stackName }) => stackName))} ${stacks.length === 1 ? 'stays' : 'stay'}: ${because}`;
