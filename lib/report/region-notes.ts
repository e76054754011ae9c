import { DATABASE_EVENTS, type DatabaseEvent, FENCING_TIMED_OUT } from '../domain/database-event';
import { type Divergence, isOpenDivergence } from '../domain/divergence';
import { type Fence, stands } from '../domain/fence';
import { type Readiness, staleness } from '../domain/readiness';
import { listed, oneLine } from '../domain/text';
import { isWarm, type Warm } from '../domain/warm';
import type { Note } from './status';

/** What the items of a Region say beside its lock and its claim. */
export interface SeenItems {
  readonly region: string;
  readonly fence: Fence | undefined;
  readonly divergence: Divergence | undefined;
  readonly warm: Warm | undefined;
  readonly readiness: Readiness | undefined;
  /** Whether every writer of the plan is here; false where nobody knows. */
  readonly hasWriter: boolean;
  /** The oldest first. */
  readonly events: readonly DatabaseEvent[];
  /** ISO 8601 UTC. */
  readonly now: string;
}

/** So many problems are shown here; `check --last` shows all. */
const PROBLEMS_SHOWN_MAX = 3;

/** What there is to know of a Region, and what a person would type about it. */
export const notesOn = (seen: SeenItems): Note[] => [
  ...fenceNotes(seen),
  ...divergenceNotes(seen),
  ...warmNotes(seen),
  readinessNote(seen),
  ...eventNotes(seen),
];

function fenceNotes({ fence, hasWriter, region }: SeenItems): Note[] {
  if (!stands(fence)) return [];
  const { runId, epoch, at } = fence;
  const by = `since ${at} under epoch ${epoch} by ${oneLine(runId)}`;
  const because = `it is fenced ${by}: what the plan names is stopped here`;
  if (!hasWriter) return [{ because }];
  return [
    {
      because: `${because}, although the writers are here; its watch starts a settle, which lifts the fence, or you do`,
      next: `  npx understudy start settle --region ${region} --because "the fence is lifted"`,
    },
  ];
}

function divergenceNotes({ divergence, region }: SeenItems): Note[] {
  if (!isOpenDivergence(divergence)) return [];
  const found = divergence.databases.map(({ because }) => oneLine(because, 300));
  return [
    {
      because: `its databases may hold what ${divergence.activeRegion} does not: ${listed(found)}`,
      next: `  npx understudy acknowledge-divergence --region ${region} --because "…"`,
    },
  ];
}

function warmNotes({ warm }: SeenItems): Note[] {
  if (!warm || !isWarm(warm)) return [];
  const names = warm.stacks.map(({ name }) => name);
  return [{ because: `it is kept warm until ${warm.until} with ${listed(names)}; then the watch has them retired` }];
}

function readinessNote({ readiness, region, now }: SeenItems): Note {
  const again = `  npx understudy check --region ${region}`;
  if (!readiness) return { because: 'it was never checked whether a failover would work here', next: again };
  const { at, problems } = readiness;
  const stale = staleness(readiness, now);
  if (stale) return { because: stale, next: again };
  if (problems.length === 0) return { because: `a failover would work here, as checked at ${at}` };
  const shown = problems.slice(0, PROBLEMS_SHOWN_MAX).map((problem) => oneLine(problem, 200));
  const more = problems.length > shown.length ? `; and ${problems.length - shown.length} more` : '';
  return { because: `a failover would not work here, as checked at ${at}: ${shown.join('; ')}${more}`, next: again };
}

/** Whether the old primary was kept from writing, which no later event takes back, and how the last move went. */
function eventNotes({ events }: SeenItems): Note[] {
  const fencing = events.findLast(({ event }) => WRITES_BLOCKED.includes(event));
  const newest = events.at(-1);
  return [fencing, newest === fencing ? undefined : newest].flatMap((event) => (event ? [eventNote(event)] : []));
}

/** Writes to the old primary were blocked, or could not be in time. */
const WRITES_BLOCKED = ['RDS-EVENT-0390', FENCING_TIMED_OUT];

function eventNote({ at, cluster, event, message }: DatabaseEvent): Note {
  const what = DATABASE_EVENTS[event] ?? oneLine(message, 300);
  return { because: `RDS said at ${at} of ${cluster}: ${what} (${event})` };
}
