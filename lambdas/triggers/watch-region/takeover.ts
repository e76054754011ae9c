import { atWork, isAtWork, type RegionItem } from '../../../lib/domain/admission';
import { type Automation, heldBack, heldBackElsewhere, type StandingElsewhere } from '../../../lib/domain/automation';
import type { EvidenceRecord } from '../../../lib/domain/evidence';
import { isQuiet, type Lock, regionOfRun } from '../../../lib/domain/lock';
import { REASON_CHARACTERS_MAX, type Request } from '../../../lib/domain/request';
import type { Place } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import { standingOfVerb } from '../../../lib/domain/verbs';

/** Start this execution, or none; `because` says why. */
export type Start =
  | {
      readonly kind: 'start';
      /** The same for every invocation that means the same, so that Step Functions starts it once. */
      readonly name: string;
      readonly input: Request;
      readonly because: string;
    }
  | Held;

export type Held = { readonly kind: 'hold'; readonly because: string };

/** End this execution: what it holds is closed in its place, and the next minute starts the failover. */
export type Stop = { readonly kind: 'stop'; readonly executionArn: string; readonly because: string };

export const hold = (because: string) => ({ kind: 'hold', because }) as const;

/** What the level is judged by, once a probe has found the active Region down. */
export interface Level {
  /** This Region's own alarm; `undefined` when there is none. */
  readonly alarm: SeenAlarm | undefined;
  readonly lock: Lock | undefined;
  readonly automation: Automation | undefined;
  /** The other Regions that answered. */
  readonly elsewhere: readonly StandingElsewhere[];
}

export interface SeenAlarm {
  /** OK, ALARM or INSUFFICIENT_DATA. */
  readonly state: string;
  /** False after `disable-alarm-actions`: somebody does not want this alarm to do anything now. */
  readonly actionsEnabled: boolean;
}

/** The Region that was probed, and found down by the newest probe. */
export interface Down {
  readonly region: string;
  readonly because: string;
  /** When it was probed, ISO 8601 UTC. */
  readonly at: string;
}

/**
 * Whether the level starts a failover: the alarm still says down, the newest probe does too, and no run works on it.
 * The event of the alarm is only the quick path to the same; it is best effort.
 */
export function takeover(
  { alarm, lock, automation, elsewhere }: Level,
  down: Down,
  { plan, region: here, names }: Place,
): Start {
  const { region, because, at } = down;
  if (plan.automation === 'notify') {
    return hold('the plan says automation "notify": the alarm tells people, and one of them starts the failover');
  }
  if (!alarm) return hold(`there is no alarm ${names.alarm} here; deploy the control plane again`);
  if (alarm.state !== 'ALARM')
    return hold(`${region} was found down, but the alarm ${names.alarm} says ${alarm.state}`);
  if (!alarm.actionsEnabled) return hold(`the actions of the alarm ${names.alarm} are disabled; enable them`);
  const held =
    openRun({ region: here, lock }, elsewhere) ??
    openElsewhere(elsewhere) ??
    heldBack({ plan, lock, automation, now: at }) ??
    heldBackElsewhere({ plan, elsewhere, now: at });
  if (held) return hold(held);
  return {
    kind: 'start',
    name: `watch-${lock?.epoch ?? 0}-${Math.floor(Date.parse(at) / 60_000)}`,
    input: {
      reason: oneLine(`${names.alarm}: ${region} is down; ${because}`, REASON_CHARACTERS_MAX),
      trigger: { kind: 'watch', alarmArn: names.alarmArn, at },
    },
    because: `${region} is down by the alarm and by the newest probe, and no run works on it`,
  };
}

/**
 * The planned run of this Region that alone keeps a failover from being started, or `undefined`. It needs the active
 * Region alive, and would go on asking it until a limit passes while users wait. Nothing of it is under way.
 */
export function inTheWay(level: Level, down: Down, place: Place): Lock | undefined {
  const { lock } = level;
  if (lock?.state !== 'held' || standingOfVerb(lock.verb).takes !== 'every') return undefined;
  if (regionOfRun(lock.owner) !== place.region || !isQuiet(lock, down.at)) return undefined;
  return takeover({ ...level, lock: { ...lock, state: 'free' } }, down, place).kind === 'start' ? lock : undefined;
}

/** Steps after which a planned run is not ended from outside: it may have taken the active Region down itself. */
const TURNING = ['BeforePromotion', 'FenceRegion', 'PromoteDatabase'];

/**
 * Whether the planned run in the way is ended.
 *
 * @param records what the run has recorded, read after its lock: a call that neither shows is still to come
 */
export function giveUp({ owner, verb }: Lock, records: readonly EvidenceRecord[], down: Down): Stop | Held {
  const { region, because } = down;
  const turned = records.find(({ kind, step }) => kind === 'called' && TURNING.includes(step));
  if (turned) {
    return hold(
      `${region} is down, and ${owner}, a ${verb}, is at ${turned.step} since ${turned.at}: ` +
        'what it stopped there may be why, and it ends by itself',
    );
  }
  return {
    kind: 'stop',
    executionArn: owner,
    because: oneLine(
      `${region} is down by the alarm and by the newest probe, and this ${verb} has changed nothing there: ` +
        `a failover goes first; ${because}`,
      REASON_CHARACTERS_MAX,
    ),
  };
}

/** A failover takes the lock by itself of what gives way, and of a planned run whose Region it does not hear. */
const openRun = (own: RegionItem, elsewhere: readonly RegionItem[]): string | undefined =>
  isAtWork(own, elsewhere)
    ? `${own.lock.owner} has the lock since ${own.lock.since}, under epoch ${own.lock.epoch}`
    : undefined;

/** A run that is started beside one of another Region only withdraws and joins it. */
const openElsewhere = (elsewhere: readonly RegionItem[]): string | undefined =>
  elsewhere.flatMap((item) => (isAtWork(item, elsewhere) ? [atWork(item)] : []))[0];
