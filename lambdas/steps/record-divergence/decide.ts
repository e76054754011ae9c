import { act, type Decision, done, wait } from '../../../lib/domain/decision';
import { type Divergence, isRecordedUnder } from '../../../lib/domain/divergence';
import type { OutputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import { differenceIn } from './figures';
import type { Act, Input, Seen, SeenDatabase } from './seen';
import { type Keeping, keepingOf } from './snapshots';
import type { recordDivergence } from './step';
import { standingOf, type Takeover } from './takeover';

type Verdict = Decision<Act, OutputOf<typeof recordDivergence>>;

/** A service that has just come back answers within this, or its rows are recorded as unknown, seconds. */
export const LEDGERS_PATIENCE_SECONDS = 60;

/** First it is recorded that something may be here alone, so that no failback overlooks it; then it is kept. */
export function decide(seen: Seen, input: Input): Verdict {
  const standing = standingOf(seen, input);
  if ('unknown' in standing) return wait(`who took over is not known: ${standing.unknown}`);
  const { takeover } = standing;
  if (!takeover) return done({ databases: [], tasks: [] }, 'no failover has left a database behind here');
  const { recorded } = seen;
  if (!isRecordedUnder(recorded, takeover.epoch)) return recording(seen, takeover, input);
  if (recorded.acknowledged) {
    const { by, at } = recorded.acknowledged;
    return done(
      { databases: recorded.databases, tasks: [] },
      `what was left behind here was acknowledged by ${by} at ${at}`,
    );
  }
  return keeping(seen, recorded, { takeover, input });
}

function recording({ databases, events, recorded }: Seen, takeover: Takeover, input: Input): Verdict {
  const uncounted = databases.flatMap(({ ledgers }) => [ledgers?.here, ledgers?.there].flatMap(unknown));
  if (uncounted.length > 0 && input.elapsedSeconds < LEDGERS_PATIENCE_SECONDS) return wait(uncounted.join('; '), 3);
  const next: Divergence = {
    epoch: takeover.epoch,
    activeRegion: takeover.activeRegion,
    runId: input.run.id,
    at: input.now,
    databases: databases.map((database) => ({
      globalCluster: database.globalCluster,
      because: differenceIn(database, { takeover, events, fenced: input.fenceRegion.ledgers }),
    })),
    version: (recorded?.version ?? 0) + 1,
  };
  const because = `recording what may be here alone: ${next.databases.map((one) => one.because).join('; ')}`;
  return act({ kind: 'record', next, observed: recorded }, because);
}

const unknown = (reading: NonNullable<SeenDatabase['ledgers']>['here'] | undefined): string[] =>
  reading?.outcome === 'unknown' ? [reading.because] : [];

interface Found {
  readonly takeover: Takeover;
  readonly input: Input;
}

function keeping({ databases }: Seen, recorded: Divergence, { takeover, input }: Found): Verdict {
  const kept = databases.map((database) => ({ database, keeping: keepingOf(database, takeover, input) }));
  for (const { database, keeping } of kept) {
    if (keeping.kind !== 'copy') continue;
    const { source, target } = keeping;
    return act(
      { kind: 'copy', globalCluster: database.globalCluster, epoch: takeover.epoch, source, target },
      `copying ${source} to ${target}`,
    );
  }
  const waits = kept.flatMap(({ keeping }) => (keeping.kind === 'wait' ? [keeping.because] : []));
  if (waits.length > 0) return wait(waits.join('; '));
  const snapshots = new Map(kept.map(({ database, keeping }) => [database.globalCluster, snapshotOf(keeping)]));
  const named = recorded.databases.map((one) => ({ ...one, ...snapshots.get(one.globalCluster) }));
  if (named.some(({ snapshot }, index) => snapshot !== recorded.databases[index]?.snapshot)) {
    const next = { ...recorded, databases: named, version: recorded.version + 1 };
    return act({ kind: 'record', next, observed: recorded }, `recording ${listed(names(named))}`);
  }
  const tasks = kept.flatMap(({ keeping }) => (keeping.kind === 'task' ? [keeping.task] : []));
  const which = listed(recorded.databases.map(({ globalCluster }) => globalCluster));
  const because = `${which} may hold rows that no other Region has: a failback waits until a person acknowledges it`;
  return done({ databases: recorded.databases, tasks }, [because, ...tasks].join('; '));
}

const snapshotOf = (keeping: Keeping) => (keeping.kind === 'kept' ? { snapshot: keeping.snapshot } : {});
const names = (databases: Divergence['databases']): string[] => databases.flatMap(({ snapshot }) => snapshot ?? []);
