import { beginSpan } from '../durations';
import type { RunningRds } from './options';
import { keepOldVolume } from './snapshots';
import type { Cluster, GlobalCluster, RdsState } from './state';
import { tellOf } from './tell';
import { createFollowerVolume } from './volume';

/** Seconds between two looks whether a lost Region is back. */
const LOOK_AGAIN_SECONDS = 60;
/** Status of an old writer until it is built anew: assumed, AWS names none. */
export const LEFT_BEHIND = 'failing-over';

export interface Follower {
  readonly global: GlobalCluster;
  readonly member: Cluster;
  /** It was the writer when a failover took its place: its volume is kept as a snapshot first. */
  readonly isLeftBehind: boolean;
}

/** Builds a member anew behind the writer, as soon as its Region can be reached. Until then it has what it had. */
export function followAnew(options: RunningRds, state: RdsState, { global, member, isLeftBehind }: Follower): void {
  const { pace, timing, network, closing, onDefect } = options;
  const { writer } = global;
  const seconds = (count: number) => pace.clock.sleep(pace.scaledMilliseconds(count), closing);
  const isOld = () => global.writer !== writer;
  const attempt = async () => {
    while (network.isCut(member.region)) await seconds(LOOK_AGAIN_SECONDS);
    if (isLeftBehind && !isOld()) {
      await blockWrites(member);
      keepOldVolume(options, state, member);
      const end = beginSpan(pace, timing, { kind: 'rebuild', subject: member.identifier, region: member.region });
      await seconds(timing.durations.rebuildSeconds());
      end();
    }
    await state.replacing.replace(follow);
  };
  const follow = async () => {
    // A later move has followers of its own.
    if (!writer || isOld() || closing.aborted) return;
    if (isLeftBehind) tellOf(options, { at: writer, of: writer }, '0240');
    await createFollowerVolume(options, member, writer);
    if (member.status === LEFT_BEHIND) member.status = 'available';
    if (isLeftBehind) tellOf(options, { at: writer, of: writer }, '0241');
  };
  attempt().catch((error: unknown) => (closing.aborted ? undefined : onDefect(error)));
}

/** A writer that goes on takes no more writes; it still answers readers. */
export async function blockWrites({ postgres }: Cluster): Promise<void> {
  if (postgres?.isRunning() !== true) return;
  await postgres.query('alter system set default_transaction_read_only = on');
  await postgres.query('select pg_reload_conf()');
}
