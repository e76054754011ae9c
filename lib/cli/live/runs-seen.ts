import { standingOfVerb } from '../../domain/verbs';
import { type HistoryLike, type HistoryReader, historyReader, type RunEvent } from '../../report/run-picture';
import type { NamedRun } from './named-run';

/** Runs of a plan, as their histories tell of them. */
export interface RunsSeen {
  /** Takes one event of any execution. */
  hear(run: string, event: HistoryLike): void;
  /** The run that matters most now, with its events; `undefined` before the first one. */
  current(): SeenRun | undefined;
}

export interface SeenRun extends NamedRun {
  readonly events: readonly RunEvent[];
}

interface Known extends NamedRun {
  readonly read: HistoryReader;
  readonly events: RunEvent[];
}

/** @param nameOf `undefined` for an execution that is no run */
export function createRunsSeen(nameOf: (run: string) => NamedRun | undefined): RunsSeen {
  const known = new Map<string, Known | undefined>();
  return {
    hear(run, event) {
      if (!known.has(run)) {
        const name = nameOf(run);
        known.set(run, name && { ...name, read: historyReader(), events: [] });
      }
      const one = known.get(run);
      one?.events.push(...one.read([event]));
    },
    current: () => mostImportant([...known.values()].filter((one) => one !== undefined)),
  };
}

/**
 * A run that moves users before one that proves, and that before upkeep; of the same kind the open one, the oldest
 * first, because the others join it; and of those that have ended the newest.
 */
function mostImportant(runs: readonly Known[]): Known | undefined {
  const first = Math.max(...runs.map(rankOf));
  const ranked = runs.filter((run) => rankOf(run) === first);
  return ranked.find(isOpen) ?? ranked.findLast((run) => !hasJoined(run)) ?? ranked.at(-1);
}

function rankOf({ verb }: NamedRun): number {
  const { movesUsers, isNewEpoch } = standingOfVerb(verb);
  return movesUsers ? 2 : isNewEpoch ? 1 : 0;
}

const isOpen = ({ events }: Known): boolean => events.at(-1)?.kind !== 'ended';

const hasJoined = ({ events }: Known): boolean => {
  const last = events.at(-1);
  return last?.kind === 'ended' && last.outcome === 'Joined';
};
