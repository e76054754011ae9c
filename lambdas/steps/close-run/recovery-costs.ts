import { DATA_LOSS_METRIC, RECOVERY_METRIC } from '../../../lib/domain/names';
import { recoveryFigures } from '../../../lib/domain/recovery-figures';
import type { RunDocument } from '../../../lib/domain/run';
import type { LoggedMetrics } from '../../edge/metric-log';

/**
 * What a run has cost users, as metrics for the dashboard: written once, they cost something only in a month in which
 * users were moved. `undefined` of a run that moved nobody.
 *
 * @param now ISO 8601 UTC
 */
export function recoveryCosts(document: RunDocument, now: string): LoggedMetrics | undefined {
  const { recoverySeconds, dataLossSeconds } = recoveryFigures(document);
  if (recoverySeconds === undefined) return undefined;
  return {
    dimensions: { Plan: document.plan.name, Verb: document.run.verb },
    values: {
      [RECOVERY_METRIC]: recoverySeconds,
      ...(dataLossSeconds !== undefined && { [DATA_LOSS_METRIC]: dataLossSeconds }),
    },
    at: Date.parse(now),
  };
}
