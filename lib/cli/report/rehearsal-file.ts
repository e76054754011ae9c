import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WantedReport } from '../../rehearsal/rehearse';
import { runReportHtml } from '../../report/run-report/page';
import { layoutsFor } from '../../workflow/layout';

/** Not committed, and not read by anything. */
const FOLDER = 'rehearsals';

export interface RehearsalNamed {
  readonly name: string;
  readonly seed: number;
  /** @default `rehearsals` in the working directory */
  readonly folder?: string;
}

/**
 * The report of a rehearsal as a file: one for each scenario and seed. The same rehearsal again overwrites it, so that
 * the folder does not grow with every run.
 */
export function rehearsalFile({ name, seed, folder = FOLDER }: RehearsalNamed): WantedReport {
  const path = join(folder, `${name}-${seed}.html`);
  return {
    layoutsFor,
    keep(data) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(path, runReportHtml(data));
      return path;
    },
  };
}
