import type { Notes } from './decide';

/**
 * What one execution environment remembers of the run it closes. Only a second memory: it keeps a message from being
 * sent twice, and a broken table from being asked for ever, while the records cannot say so.
 */
export function notebook() {
  let page: { readonly runId: string; readonly notes: Notes } = { runId: '', notes: {} };
  const of = (runId: string): Notes => (page.runId === runId ? page.notes : {});
  return {
    of,
    add(runId: string, notes: Notes): void {
      page = { runId, notes: { ...of(runId), ...notes } };
    },
  };
}
