import type { StepContext } from '../../../lib/domain/step';

/** A Region that cannot be read for so long is silent: whoever waits for it decides, seconds. */
export const SILENT_SECONDS_MAX = 60;

/** For how long a run could not read a Region at a stretch. A new environment begins anew, and only asks longer. */
export function silence() {
  let since: { readonly runId: string; readonly at: string } | undefined;
  return {
    /** @returns seconds; 0 in the first look that is silent, and where the Region answers */
    seconds(isSilent: boolean, { run, now }: Pick<StepContext, 'run' | 'now'>): number {
      if (!isSilent) since = undefined;
      else if (since?.runId !== run.id) since = { runId: run.id, at: now };
      return since ? (Date.parse(now) - Date.parse(since.at)) / 1000 : 0;
    },
  };
}
