import type { EvidenceRecord } from '../../../lib/domain/evidence';
import type { Database } from '../../../lib/domain/plan';
import type { Clock } from '../../edge/clock';
import type { Looked } from './aurora';
import { judge } from './judge';
import { momentIn } from './moments';
import type { Input } from './seen';
import { sentIn } from './sent';

/** So many databases are looked at together as often as a step looks; RDS is not asked too often by that. */
export const AT_EVERY_LOOK_MAX = 10;
/** Two calls tell of a database, and RDS takes 12 a second: 50 are seen anew every 10 s. */
export const MILLISECONDS_PER_DATABASE = 200;

interface View {
  readonly seen: Looked;
  /** Whether it is of this look. */
  readonly isNew: boolean;
}

/**
 * Of many databases only what is about to be sent is looked at again at once: with all the others between two sends the
 * last one would be sent when the confirmed outage has grown too old. Nothing is ever sent by what was remembered.
 */
export function seldom(clock: Pick<Clock, 'now'>) {
  const memory = new Map<string, { readonly at: number; readonly seen: Promise<Looked> }>();
  return async (
    input: Input,
    records: readonly EvidenceRecord[],
    look: (database: Database) => Promise<Looked>,
  ): Promise<Looked[]> => {
    const { databases } = input.plan;
    if (databases.length <= AT_EVERY_LOOK_MAX) return Promise.all(databases.map(look));
    const views = await Promise.all(databases.map((database) => remembered(database) ?? anew(database)));
    for (;;) {
      const next = views.findIndex(({ seen }) => wouldBeSent(seen, records, input));
      const database = databases[next];
      if (!database || views[next]?.isNew) return views.map(({ seen }) => seen);
      views[next] = await anew(database);
    }

    async function anew(database: Database): Promise<View> {
      const key = keyOf(database);
      const seen = look(database);
      memory.set(key, { at: clock.now(), seen });
      // What could not be seen is asked for again.
      seen.catch(() => memory.delete(key));
      return { seen: await seen, isNew: true };
    }

    function remembered(database: Database): Promise<View> | undefined {
      const known = memory.get(keyOf(database));
      if (!known || clock.now() - known.at >= databases.length * MILLISECONDS_PER_DATABASE) return undefined;
      return known.seen.then((seen) => ({ seen, isNew: false }));
    }

    function keyOf({ globalCluster }: Database): string {
      return `${input.run.id} ${globalCluster}`;
    }
  };
}

/** Whether a promotion would be sent by this view. */
function wouldBeSent({ database, ...seen }: Looked, records: readonly EvidenceRecord[], input: Input): boolean {
  const { globalCluster } = database;
  const wasCancelled = momentIn(records, { globalCluster, moment: 'cancelled' }) !== undefined;
  const sent = sentIn(records, { globalCluster, now: input.now });
  return judge({ ...seen, wasCancelled, sent }, input).kind === 'act';
}
