import { act, type Decision, done, refuse, wait } from '../../../lib/domain/decision';
import type { Plan } from '../../../lib/domain/plan';
import { type Settlement, settlementText } from '../../../lib/domain/settlement';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import {
  attachCommand,
  type CheckConfig,
  calculatedCheck,
  checksFor,
  claimAlarmEpoch,
  claimAlarmInput,
  differencesFrom,
  failoverRecords,
  isOfSettlement,
  type ListedCheck,
  type ListedRecord,
  type RecordChange,
  type SeenPlace,
  settlementIn,
  shownDifferences,
  swapOf,
  type WantedCheck,
} from '../../../lib/domain/traffic';
import type { TextAnswer } from '../../edge/dns';
import type { Writer } from '../../edge/writers';
import { judgeWriters } from './judge-writers';
import type { settleTraffic } from './step';
import { targetOf, unheardBecause } from './target';

/** What settling looks at. */
export interface SeenTraffic {
  readonly records: readonly ListedRecord[];
  readonly checks: readonly ListedCheck[];
  /** Ids of the checks that were last observed healthy. */
  readonly healthy: readonly string[];
  readonly places: readonly SeenPlace[];
  /** The TXT records of the public names, as the zone's own servers answer them. */
  readonly texts: readonly TextAnswer[];
  /** Where the writer of each database of the plan is. */
  readonly writers: readonly Writer[];
  /** Why the change that was asked for last was not made. */
  readonly answer?: NotMade | undefined;
}

/** What AWS said instead of making a change. `name`: of an error that repeating does not change. */
export interface NotMade {
  readonly name?: string;
  readonly because: string;
}

/** One change on the way to a settlement. */
export type Settling =
  | { readonly kind: 'create-alarm'; readonly region: string; readonly epoch: number }
  | { readonly kind: 'create-check'; readonly reference: string; readonly config: CheckConfig }
  | { readonly kind: 'swap'; readonly changes: readonly RecordChange[] }
  /** Checks in the order in which they can be deleted. */
  | { readonly kind: 'sweep'; readonly checks: readonly string[]; readonly alarms: readonly Leftover[] };

interface Leftover {
  readonly region: string;
  readonly names: readonly string[];
}

type Input = InputOf<typeof settleTraffic>;
type Verdict = Decision<Settling, OutputOf<typeof settleTraffic>>;

/** @param seen `undefined` where the plan's strategy leaves nothing to settle */
export function decide(seen: SeenTraffic | undefined, input: Input): Verdict {
  if (!seen) {
    const { strategy } = input.plan.traffic;
    const output = { epoch: input.epoch, serial: 0, attached: [] };
    return done(output, `strategy ${strategy} moves the records themselves: nothing is left to settle`);
  }
  const next = judge(seen, input);
  return next.kind === 'act' && seen.answer ? notMade(seen.answer) : next;
}

/**
 * Errors of a change that another look explains: somebody else changed the same thing in between. What is seen now is
 * judged anew at the next look.
 */
const OVERTAKEN = ['InvalidChangeBatch', 'NoSuchHealthCheck', 'HealthCheckInUse'];

const notMade = ({ name, because }: NotMade) =>
  name === undefined || OVERTAKEN.includes(name) ? wait(`${because}; it is tried again`) : refuse(because);

function judge(seen: SeenTraffic, { plan, region, elapsedSeconds }: Input): Verdict {
  const misplaced = judgeWriters(seen.writers, region);
  if (misplaced) return misplaced;
  const settled = settlementIn(plan, seen.records);
  if (!settled) return refuse(neverAttached(plan));
  const differences = differencesFrom(plan, settled, seen);
  if (differences.length > 0) {
    return refuse(
      `somebody has edited the records since they were settled under epoch ${settled.epoch}: ` +
        `${shownDifferences(differences)}; put them back, or replace them with ${attachCommand(region)}, ` +
        'which shows both and asks',
    );
  }
  const target = targetOf({ settled, region, places: seen.places, elapsedSeconds });
  if (target.kind !== 'settlement') return target.kind === 'wait' ? wait(target.because) : refuse(target.because);
  const { settlement } = target;
  return settlement === settled ? afterSwap(seen, { plan, settled }) : towards(settlement, seen, { plan, settled });
}

const neverAttached = ({ traffic }: Plan) =>
  `the TXT records of ${listed(traffic.records.map(({ name }) => name))} hold no settlement that they agree on; ` +
  'make the records and their checks with npx understudy traffic attach';

interface Before {
  readonly plan: Plan;
  readonly settled: Settlement;
}

/** The next change that the new settlement needs: alarms, checks, the proof that they work, and then the records. */
function towards(settlement: Settlement, seen: SeenTraffic, { plan, settled }: Before): Verdict {
  const { epoch, serial, active, attached } = settlement;
  const alarm = claimAlarmInput(plan, epoch).AlarmName;
  const silent = seen.places.find((place) => attached.includes(place.region) && !place.alarms?.includes(alarm));
  if (silent) {
    return act(
      { kind: 'create-alarm', region: silent.region, epoch },
      `creating the alarm ${alarm} in ${silent.region}`,
    );
  }
  const hostOf = (region: string) => seen.places.find((place) => place.region === region)?.signalHost ?? '';
  const wanted = checksFor(plan, settlement, hostOf);
  const idOf = (reference: string) => seen.checks.find((check) => check.reference === reference)?.id;
  const missing = wanted.find(({ reference }) => idOf(reference) === undefined);
  if (missing) return act(creation(missing, idOf), `creating the health check ${missing.reference}`);

  const calculated = wanted.flatMap((check) => ('hears' in check ? [check] : []));
  const unproven = calculated.filter(({ reference }) => !seen.healthy.includes(idOf(reference) ?? ''));
  if (unproven.length > 0) {
    const names = unproven.map(({ reference, hears }) => `${reference} (on ${listed(hears)})`);
    return wait(`waiting until Route 53 has observed the new health checks healthy: ${listed(names)}`);
  }
  const checkIdOf = (hears: readonly string[]) =>
    idOf(calculated.find((check) => check.hears.join() === hears.join())?.reference ?? '') ?? '';
  const changes = swapOf(seen.records, failoverRecords(plan, settlement, checkIdOf));
  return act(
    { kind: 'swap', changes },
    `settling the records for ${active} under epoch ${epoch}, number ${serial}, ` +
      `in the place of ${settled.active} under epoch ${settled.epoch}, number ${settled.serial}`,
  );
}

function creation(wanted: WantedCheck, idOf: (reference: string) => string | undefined): Settling {
  const { reference } = wanted;
  if ('config' in wanted) return { kind: 'create-check', reference, config: wanted.config };
  const ids = wanted.children.map((child) => idOf(child) ?? '');
  return { kind: 'create-check', reference, config: calculatedCheck(ids) };
}

/** The records are as they shall be: once every server says so, what the old ones needed goes. */
function afterSwap(seen: SeenTraffic, { plan, settled }: Before): Verdict {
  const stale = staleTexts(seen, { plan, settled });
  if (stale) return wait(stale);
  const old = seen.checks.filter(({ reference }) => !isOfSettlement(plan, settled, reference));
  // A check that others count cannot be deleted before them.
  const checks = [...old].sort((a, b) => Number(b.calculated) - Number(a.calculated)).map(({ id }) => id);
  const alarms = seen.places.flatMap(({ region, alarms: known = [] }) => {
    const names = known.filter((name) => (claimAlarmEpoch(plan, name) ?? settled.epoch) !== settled.epoch);
    return names.length > 0 ? [{ region, names }] : [];
  });
  if (checks.length + alarms.length > 0) {
    return act(
      { kind: 'sweep', checks, alarms },
      `deleting what earlier settlements needed: ${checks.length} health checks, alarms in ${alarms.length} Regions`,
    );
  }
  const { epoch, serial, active, attached } = settled;
  const unheard = unheardBecause(settled, seen.places);
  return done(
    { epoch, serial, attached: [...attached] },
    `the records say for good that ${active} is active, under epoch ${epoch}; they listen to ${listed(attached)}` +
      `${unheard.length > 0 ? `, not to ${listed(unheard)}` : ''}`,
  );
}

/** Why the zone's servers do not answer the settlement yet; checks that an old answer needs must stay until then. */
function staleTexts({ texts }: SeenTraffic, { settled }: Before): string | undefined {
  for (const answer of texts) {
    if (answer.outcome === 'unreachable') return `the zone's servers cannot be asked: ${answer.because}`;
    if (answer.values.length !== 1 || answer.values[0] !== settlementText(settled)) {
      return `the zone's servers still answer ${listed(answer.values)}, settled is ${settlementText(settled)}`;
    }
  }
  return undefined;
}
