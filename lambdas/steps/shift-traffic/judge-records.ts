import { act, done, refuse, wait } from '../../../lib/domain/decision';
import type { Plan } from '../../../lib/domain/plan';
import type { Settlement } from '../../../lib/domain/settlement';
import type { InputOf } from '../../../lib/domain/step';
import { listed, oneLine } from '../../../lib/domain/text';
import {
  isNamed,
  type ListedRecord,
  publicNames,
  type RecordChange,
  settlementIn,
  settlementRecord,
  shownRecord,
  swapOf,
} from '../../../lib/domain/traffic';
import type { Claim } from '../../edge/claim-table';
import type { Verdict } from './decide';
import type { SeenRecords } from './seen';
import type { shiftTraffic } from './step';

type Input = InputOf<typeof shiftTraffic>;

/** Whether the team's own failover records send users here, and the one batch of changes that makes them. */
export function judgeRecords({ records, answer }: SeenRecords, claim: Claim, { plan, region }: Input): Verdict {
  if (records.outcome !== 'read') {
    const because = `${oneLine(records.because)}; ${byHand(plan, region)}`;
    return records.outcome === 'unknown' ? wait(because) : refuse(because);
  }
  const foreign = foreignBecause(plan, records.value);
  if (foreign) return refuse(foreign);
  const settled = settlementIn(plan, records.value);
  if (settled && settled.epoch > claim.epoch) {
    return refuse(
      `the records were moved to ${settled.active} under epoch ${settled.epoch}, this run owns ${claim.epoch}: ` +
        'it was superseded and moves nothing',
    );
  }
  const changes = changesTo({ plan, region, epoch: claim.epoch }, records.value);
  if (changes.length === 0) {
    return done(
      { claimedEpoch: claim.epoch },
      `the failover records send users to ${region} under epoch ${claim.epoch}`,
    );
  }
  if (answer) return wait(`${answer}; by hand: ${batchCommand(plan, changes)}`);
  return act({ kind: 'swap-records', changes }, `making ${region} PRIMARY of ${listed(publicNames(plan))}`);
}

/**
 * Why the records are not a failover pair between the plan's Regions that may be swapped, or `undefined`. Nothing is
 * ever written over what somebody else has made.
 */
function foreignBecause(plan: Plan, records: readonly ListedRecord[]): string | undefined {
  const problems = plan.traffic.records.flatMap(({ name, type }) => {
    const found = pairOf(records, name, type);
    const isPair =
      plan.regions.every((region) => found.some(({ SetIdentifier }) => SetIdentifier === region)) &&
      ['PRIMARY', 'SECONDARY'].every((failover) => found.some(({ Failover }) => Failover === failover));
    const shown = found.length > 0 ? found.map(shownRecord) : [shownRecord(undefined)];
    return found.length === 2 && isPair ? [] : [`${name} ${type}: found ${listed(shown)}`];
  });
  const texts = records.filter(({ Type }) => Type === 'TXT');
  if (texts.length > 0 && !settlementIn(plan, records)) {
    problems.push(`TXT: found ${listed(texts.map(shownRecord))}, expected one settlement in all of them, or none`);
  }
  if (problems.length === 0) return undefined;
  return (
    `${problems.join('; ')}; expected a PRIMARY and a SECONDARY record for each name, their SetIdentifier ` +
    `${listed(plan.regions, 'or')}; repair them, then start the run again`
  );
}

const pairOf = (records: readonly ListedRecord[], name: string, type: string): ListedRecord[] =>
  records.filter((record) => isNamed(record, name) && record.Type === type);

interface Move {
  readonly plan: Plan;
  readonly region: string;
  readonly epoch: number;
}

/** The batch that makes a Region PRIMARY of every pair, or nothing when all say so under this epoch. */
function changesTo({ plan, region, epoch }: Move, records: readonly ListedRecord[]): RecordChange[] {
  const swapped = plan.traffic.records
    .map(({ name, type }) => pairOf(records, name, type))
    .filter((pair) => !pair.some(({ SetIdentifier, Failover }) => SetIdentifier === region && Failover === 'PRIMARY'));
  const settled = settlementIn(plan, records);
  if (swapped.length === 0 && settled?.epoch === epoch && settled.active === region) return [];
  const texts = records.filter(({ Type }) => Type === 'TXT');
  const settlement: Settlement = { epoch, serial: 1, active: region, attached: [] };
  const turned = swapped.flat().map((record) => ({
    ...record,
    Failover: record.SetIdentifier === region ? 'PRIMARY' : 'SECONDARY',
  }));
  return swapOf(
    [...swapped.flat(), ...texts],
    [...turned, ...publicNames(plan).map((name) => settlementRecord(name, settlement))],
  );
}

/** Longest command that is shown; a batch of twenty names is shorter. */
const COMMAND_CHARACTERS_MAX = 20_000;

const batchCommand = ({ traffic }: Plan, changes: readonly RecordChange[]): string =>
  `aws route53 change-resource-record-sets --hosted-zone-id ${traffic.hostedZoneId} --change-batch ` +
  `'${oneLine(JSON.stringify({ Changes: changes }), COMMAND_CHARACTERS_MAX)}'`;

const byHand = (plan: Plan, region: string): string =>
  'by hand: read the records with aws route53 list-resource-record-sets --hosted-zone-id ' +
  `${plan.traffic.hostedZoneId}, ` +
  `and make the record ${region} of ${listed(publicNames(plan))} PRIMARY and the other SECONDARY in one ` +
  'aws route53 change-resource-record-sets, DELETE and CREATE';
