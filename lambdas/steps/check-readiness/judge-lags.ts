import type { InputOf } from '../../../lib/domain/step';
import { type Finding, holds, open } from './finding';
import { isPromoted } from './judge-databases';
import { countedOf, type Measurement, measurementsOf, type SeenBesideDatabases } from './measured-lags';
import type { checkReadiness } from './step';

type Input = InputOf<typeof checkReadiness>;

/**
 * What cannot be measured must not stop a takeover; afterwards what is known counts, and authorize-promotion decides.
 */
export const LAG_PATIENCE_SECONDS = 20;

/** What the lag means for a takeover: it is told beside its limit, and decided on where the promotion is authorised. */
export function judgeLags(seen: SeenBesideDatabases, input: Input): Finding {
  const measured = seen.databases.map((found) => ({
    ...found.database,
    measurements: isPromoted(found, input) ? undefined : measurementsOf(seen, found.database.globalCluster, input),
  }));
  const missing = measured.flatMap(({ measurements = [] }) => measurements.flatMap(openIn));
  if (missing.length > 0 && input.elapsedSeconds < LAG_PATIENCE_SECONDS) return open(...new Set(missing));
  return holds(
    ...measured.map(({ globalCluster, dataLossSecondsMax, measurements }) =>
      measurements
        ? `${globalCluster}: ${lagSentence(measurements, dataLossSecondsMax)}`
        : `${globalCluster}: its writer is in ${input.region} already`,
    ),
  );
}

const openIn = (measurement: Measurement) =>
  'open' in measurement && measurement.open !== undefined ? [measurement.open] : [];

/** The lag that counts beside its limit, and what the other way of measuring says. */
function lagSentence(measurements: readonly Measurement[], limitSeconds: number): string {
  const counted = countedOf(measurements);
  const others = measurements.filter((one) => one !== counted).map(({ aside }) => aside);
  if (!counted) return `lag unknown (${others.join('; ')}), limit ${limitSeconds} s`;
  const beside = others.length > 0 ? ` (${others.join('; ')})` : '';
  const limit = counted.lagSeconds > limitSeconds ? 'above the limit of' : 'limit';
  return `${counted.because}${beside}; ${limit} ${limitSeconds} s`;
}
