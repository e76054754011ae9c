import { type Finding, holds, open, problem, together } from '../../edge/finding';
import { type About, isCheck, isSwitchover } from './about';
import { isPromoted } from './judge-databases';
import { countedOf, type Measurement, measurementsOf, type SeenBesideDatabases } from './measured-lags';

/**
 * What cannot be measured must not stop a takeover; afterwards what is known counts, and authorize-promotion decides.
 */
export const LAG_PATIENCE_SECONDS = 20;

/**
 * Most lag with which a switchover begins, seconds: one point of Aurora's metric, which it writes each minute. Aurora
 * waits until a switchover's target has everything, and nothing is written for so long.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html
 */
export const SWITCHOVER_LAG_SECONDS_MAX = 60;

/** One database, its limit, and its measurements; none where its writer is here already. */
interface Measured {
  readonly globalCluster: string;
  readonly dataLossSecondsMax: number;
  readonly measurements: readonly Measurement[] | undefined;
}

/**
 * What the lag means. In a failover it is told beside its limit, and decided on where the promotion is authorised; a
 * switchover waits for a small one; a check wants one with which no automatic run would have to ask.
 */
export function judgeLags(seen: SeenBesideDatabases, about: About): Finding {
  const measured = seen.databases.map(
    (found): Measured => ({
      ...found.database,
      measurements: isPromoted(found, about) ? undefined : measurementsOf(seen, found.database.globalCluster, about),
    }),
  );
  const missing = measured.flatMap(({ measurements = [] }) => measurements.flatMap(openIn));
  if (missing.length > 0 && about.elapsedSeconds < LAG_PATIENCE_SECONDS) return open(...new Set(missing));
  return together(measured.map((one) => judged(one, about)));
}

function judged(measured: Measured, about: About): Finding {
  const { globalCluster, dataLossSecondsMax: limitSeconds, measurements } = measured;
  if (!measurements) return holds(`${globalCluster}: its writer is in ${about.region} already`);
  const told = `${globalCluster}: ${lagSentence(measurements, limitSeconds)}`;
  if (isSwitchover(about)) return judgeForSwitchover(measurements, globalCluster);
  return isCheck(about) && wouldAsk(measurements, limitSeconds)
    ? problem(`${told}; an automatic failover would have to ask a person`)
    : holds(told);
}

/** Every way of measuring has to say that the lag is small. */
function judgeForSwitchover(measurements: readonly Measurement[], globalCluster: string): Finding {
  return together(
    measurements.map((measurement) => {
      const { lagSeconds, aside } = measurement;
      if (lagSeconds === undefined) return open(`${globalCluster}: its lag is unknown, ${aside}`);
      return lagSeconds > SWITCHOVER_LAG_SECONDS_MAX
        ? open(
            `${globalCluster}: ${measurement.because}, a switchover begins at ${SWITCHOVER_LAG_SECONDS_MAX} s or less`,
          )
        : holds(`${globalCluster}: ${measurement.because}`);
    }),
  );
}

/** A limit of 0 asks always, by the plan's own will: nothing is wrong then. */
function wouldAsk(measurements: readonly Measurement[], limitSeconds: number): boolean {
  const counted = countedOf(measurements);
  return counted === undefined || (limitSeconds > 0 && counted.lagSeconds > limitSeconds);
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
