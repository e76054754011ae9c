import { beginSpan } from '../durations';
import { blockWrites, followAnew, LEFT_BEHIND } from './follow';
import type { MoveRequest } from './move-rules';
import type { RunningRds } from './options';
import type { Cluster, MoveCourse, RdsState } from './state';
import { tellOf, tellOfFence } from './tell';

/**
 * The first seconds of every move, in which it is accepted and has not begun. How many they are is assumed.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_FailoverState.html
 */
const PENDING_SECONDS = 4;
/** Milliseconds in which a healthy follower has everything that a stopped writer wrote: real servers, real time. */
const CATCH_UP_MILLISECONDS = 10_000;

export interface AcceptedMove extends MoveRequest {
  /** Else a failover, which waits for no rows. */
  readonly isSwitchover: boolean;
}

/** A move that has begun, and how it goes. */
interface Moving {
  readonly options: RunningRds;
  readonly state: RdsState;
  readonly move: AcceptedMove;
  readonly course: MoveCourse;
  /** Lets so much time of AWS pass. */
  readonly seconds: (count: number) => Promise<void>;
}

/**
 * Moves the writer, in the middle of the time it takes; who looks sees it under way before and after.
 *
 * What the call's answer shows is done before the first wait.
 */
export async function carryOut(options: RunningRds, state: RdsState, move: AcceptedMove): Promise<void> {
  const { pace, closing, timing } = options;
  const { from, to, isSwitchover } = move;
  const fault = state.nextFault ?? {};
  state.nextFault = undefined;
  const course = typeof fault === 'string' ? {} : fault;
  const seconds = (count: number) => pace.clock.sleep(pace.scaledMilliseconds(count), closing);
  const moving: Moving = { options, state, move, course, seconds };
  const usualSeconds = timing.durations.promotionSeconds(isSwitchover ? 'switchover' : 'failover');
  const { pendingSeconds = 0, moveSeconds = usualSeconds } = course;
  const end = beginSpan(pace, timing, { kind: 'promotion', subject: to.identifier, region: to.region });
  show(move, 'pending');
  await seconds(pendingSeconds + PENDING_SECONDS);
  show(move, isSwitchover ? 'switching-over' : 'failing-over');
  from.status = 'failing-over';
  to.status = 'promoting';
  if (isSwitchover) tellOf(options, { at: from, of: to }, '0181');
  await seconds(moveSeconds / 2 - PENDING_SECONDS);
  if (fault === 'stuck') return;
  if (fault === 'cancelled') return cancel(moving, moveSeconds / 2);
  if (fault === 'failed') return giveUp(moving, isSwitchover ? '0187' : '0239');
  const { opened } = await promote(moving);
  await seconds(moveSeconds / 2);
  over(move);
  end();
  // What a failover leaves behind is not there again before it is built anew.
  if (!isSwitchover) from.status = LEFT_BEHIND;
  tellOf(options, { at: to, of: to }, isSwitchover ? '0185' : '0238');
  await opened;
  resynchronise(moving);
}

const show = ({ global, from, to, isSwitchover }: AcceptedMove, status: NonNullable<typeof global.move>['status']) => {
  global.move = { status, isDataLossAllowed: !isSwitchover, from, to };
};

function over({ global, from, to }: AcceptedMove): void {
  global.move = undefined;
  from.status = 'available';
  to.status = 'available';
}

/** RDS gives the move up on somebody's wish: the writer stays where it is, and takes writes as before. */
async function cancel(moving: Moving, returningSeconds: number): Promise<void> {
  const { move, seconds } = moving;
  show(move, 'cancelling');
  await seconds(returningSeconds);
  giveUp(moving, move.isSwitchover ? '0186' : '0239');
}

function giveUp({ options, move }: Moving, id: '0186' | '0187' | '0239'): void {
  over(move);
  // Of a failover RDS tells where it was called: the other Region may be gone.
  tellOf(options, { at: move.isSwitchover ? move.from : move.to, of: move.to }, id);
}

/** Makes the target the writer. @returns when it takes writes, which may be later than the API shows it */
async function promote(moving: Moving): Promise<{ opened: Promise<void> }> {
  const { options, move, course, seconds } = moving;
  const { global, from, to, isSwitchover } = move;
  const { sqlLateSeconds = 0 } = course;
  if (isSwitchover) await handOver(options, from, to);
  const isFenced = isSwitchover || (await fence(moving));
  const open = async () => {
    await to.postgres?.promote();
    await to.link?.close();
    to.link = undefined;
  };
  // Never rejected unseen: whoever waits for it last is the end of the move.
  const opened = sqlLateSeconds > 0 ? seconds(sqlLateSeconds).then(open) : Promise.resolve(await open());
  opened.catch(() => {});
  if (sqlLateSeconds < 0) await seconds(-sqlLateSeconds);
  global.writer = to;
  for (const member of global.members) if (member !== to) member.isSynchronized = false;
  tellOfPromotion(options, move, isFenced);
  return { opened };
}

/** Best effort: an old writer that cannot be reached goes on. @returns whether it takes no more writes */
async function fence({ options, move: { from }, course }: Moving): Promise<boolean> {
  if (course.isFenceLost === true || options.network.isCut(from.region)) return false;
  await blockWrites(from);
  return true;
}

/** Of a fence RDS tells where the old writer is or, while its Region cannot be reached, where the new one is. */
function tellOfPromotion(options: RunningRds, { from, to, isSwitchover }: AcceptedMove, isFenced: boolean): void {
  tellOf(options, { at: to, of: to }, '0397');
  if (isSwitchover) tellOf(options, { at: to, of: to }, '0184');
  else {
    const at = options.network.isCut(from.region) ? to : from;
    tellOfFence(options, { at, of: from }, isFenced ? '0390' : '0391');
  }
}

/** Every other member follows the new writer. */
function resynchronise({ options, state, move }: Moving): void {
  const { global, from, to, isSwitchover } = move;
  for (const member of global.members) {
    if (member !== to) followAnew(options, state, { global, member, isLeftBehind: !isSwitchover && member === from });
  }
}

/** Stops the writer, which first sends all it wrote, and waits until the follower has it: nothing is lost. */
async function handOver(options: RunningRds, from: Cluster, to: Cluster): Promise<void> {
  const { pace } = options;
  await from.postgres?.stop();
  const deadline = pace.clock.now() + CATCH_UP_MILLISECONDS;
  while (pace.clock.now() < deadline) {
    const rows = await to.postgres?.query<{ done: boolean }>(
      'select pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() as done',
    );
    if (rows?.[0]?.done === true) return tellOf(options, { at: from, of: from }, '0182');
    await pace.clock.sleep(20);
  }
  throw new Error(`${to.identifier} did not catch up with ${from.identifier}`);
}
