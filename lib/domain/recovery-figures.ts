import * as z from 'zod';
import { type RunDocument, StepRecord } from './run';

/** What a run that moved users has cost them, as far as the run itself knows. */
export interface RecoveryFigures {
  /**
   * Seconds until resolvers followed: of a failover from the start of its run, because nobody here knows when users
   * felt it first; of a switchover from the moment in which the other Region began to be fenced.
   *
   * @default users were not moved
   */
  readonly recoverySeconds?: number;
  /** Seconds of writes that a failover lost at most: the largest lag when the outage began. @default not known */
  readonly dataLossSeconds?: number;
}

const Lags = z.object({
  lags: z.array(z.object({ lagSeconds: z.number().optional(), promoted: z.literal(true).optional() })),
});

/** Reads the figures from what the steps have left; of any run but a failover or a switchover there are none. */
export function recoveryFigures(document: RunDocument): RecoveryFigures {
  const { verb, startedAt } = document.run;
  if (verb !== 'failover' && verb !== 'switchover') return {};
  const began = verb === 'failover' ? startedAt : recordOf(document.fenceRegion)?.firstLookAt;
  const verified = recordOf(document.verifyTraffic);
  const followed = verified?.status === 'done' ? verified.said.at(-1)?.at : undefined;
  if (began === undefined || followed === undefined) return {};
  const lossSeconds = verb === 'failover' ? lossIn(recordOf(document.checkReadiness)) : undefined;
  return {
    recoverySeconds: Math.max(0, Math.round((Date.parse(followed) - Date.parse(began)) / 1000)),
    ...(lossSeconds !== undefined && { dataLossSeconds: lossSeconds }),
  };
}

const recordOf = (value: unknown): StepRecord | undefined => StepRecord.safeParse(value).data;

/** A database whose writer was here already loses nothing more; one whose lag nobody knows makes the whole unknown. */
function lossIn(record: StepRecord | undefined): number | undefined {
  const { lags = [] } = Lags.safeParse(record?.output).data ?? {};
  const seconds = lags.map(({ lagSeconds, promoted }) => (promoted ? 0 : lagSeconds));
  const known = seconds.filter((value) => value !== undefined);
  return known.length > 0 && known.length === seconds.length ? Math.max(...known) : undefined;
}
