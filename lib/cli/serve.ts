import type { Verb } from '../domain/verbs';
import { narrator } from '../report/narrator';
import { layoutOf } from '../workflow/layout';
import { WORKFLOWS } from '../workflow/workflows';
import { printLines, printProblems } from './print';

/** Where a person looks first; far from what development servers take. */
export const SERVE_PORT = 4750;
/** A TCP port. */
export const PORT_MAX = 65_535;

export interface ServeWishes {
  readonly port: number;
  readonly seed: number;
  readonly scale: number;
}

/**
 * Opens a world without a story and serves mission control for it, until Ctrl-C, of which its pages are told before the
 * process handles it by removing its world.
 *
 * @returns 1 when the world did not open
 */
export async function serveWorld(wishes: ServeWishes): Promise<number> {
  const { serve } = await import('../rehearsal/serve/serve');
  const tell = narrator({ silent: false, write: (line) => printLines([line]), color: process.stdout.isTTY });
  const layouts = Object.fromEntries(
    Object.entries(WORKFLOWS).map(([verb, workflow]) => [verb, layoutOf(workflow)]),
  ) as Record<Verb, ReturnType<typeof layoutOf>>;
  const served = await serve({ ...wishes, layouts, tell });
  // Sent again, the signal finds nobody but those who clean up; a second Ctrl-C does at once.
  process.once('SIGINT', () => void served.farewell().finally(() => process.kill(process.pid, 'SIGINT')));
  printLines([`mission control is at ${served.url}`, 'end it with Ctrl-C', '']);
  try {
    await served.opened();
  } catch (error) {
    printProblems([`the world did not open: ${error instanceof Error ? error.message : error}`]);
    await served.close();
    return 1;
  }
  return new Promise(() => {});
}
