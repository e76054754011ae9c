import { judgeOwnItem, type RegionSeen } from '../../../lib/domain/admission';
import { acquire, confirm, intend, type Lock } from '../../../lib/domain/lock';
import { namesOf } from '../../../lib/domain/names';
import { settlementFrom, settlementName } from '../../../lib/domain/settlement';
import type { InputOf } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import { automationTable } from '../../edge/automation-table';
import { type Claim, claimTable } from '../../edge/claim-table';
import type { Sends } from '../../edge/clients';
import type { ZoneDns } from '../../edge/dns';
import type { LeftBehind } from '../../edge/left-behind';
import { ownerOf } from '../../edge/lock-owner';
import { lockTable } from '../../edge/lock-table';
import { reading } from '../../edge/reading';
import { type Act, claimantOf, type Elsewhere, type Seen } from './decide';
import type { admitRun } from './step';

type Input = InputOf<typeof admitRun>;

/** What the items are read and written with. */
export interface Admitting {
  /** DynamoDB of each Region of the plan. */
  readonly dynamoOf: (region: string) => Sends;
  readonly states: Sends;
  readonly dns: Pick<ZoneDns, 'texts'>;
  readonly left: Pick<LeftBehind, 'close'>;
}

/** The items of this Region, and those of the other Regions once this run's intent stands. */
export const regions = (admitting: Admitting) => ({
  async look(input: Input): Promise<Seen> {
    const { dynamoOf } = admitting;
    const own = await ownItem(admitting, input);
    const { kind } = judgeOwnItem(own, claimantOf(input));
    if (kind === 'take') {
      const place = { plan: input.plan.name, names: input.names };
      return { own, automation: await automationTable(dynamoOf(input.region), place).read() };
    }
    const crosses = input.run.verb !== 'settle' && (kind === 'ask' || kind === 'over');
    return crosses ? { own, elsewhere: await elsewhere(admitting, input) } : { own };
  },

  /** Losing a race is no error: the next look sees who won. */
  async perform(act: Act, input: Input): Promise<void> {
    const table = tableOf(admitting, input, input.region);
    if (act.kind === 'take') {
      const next = act.claimant.verb === 'settle' ? acquire : intend;
      await write(next(act.observed, act.claimant), act.observed);
    }
    if (act.kind === 'confirm') {
      await write(confirm(act.observed, act.claimant, act.highestSeen), act.observed);
    }
    if (act.kind === 'withdraw') await table.release(input.run.id, act.epoch);
    if (act.kind === 'close') {
      const { plan, region, names, now } = input;
      await admitting.left.close({ plan, region, names, lock: act.lock, ended: act.ended, now });
    }

    async function write(next: Lock | undefined, observed: Lock | undefined): Promise<void> {
      if (next) await table.acquire(next, observed);
    }
  },
});

const tableOf = ({ dynamoOf }: Admitting, { plan }: Input, region: string) =>
  lockTable(dynamoOf(region), { plan: plan.name, names: namesOf(plan, region) });

async function ownItem(admitting: Admitting, input: Input): Promise<Seen['own']> {
  const table = tableOf(admitting, input, input.region);
  const first = await table.read();
  if (!first || judgeOwnItem({ lock: first }, claimantOf(input)).kind !== 'taken') return { lock: first };
  const { lock, ended } = await ownerOf({ table, states: admitting.states }, first, input.now);
  return { lock, ...(ended && { ownerEnded: ended }) };
}

async function elsewhere(admitting: Admitting, input: Input): Promise<Elsewhere> {
  const { plan, region } = input;
  const [others, claim, settled] = await Promise.all([
    Promise.all(plan.regions.filter((other) => other !== region).map((other) => regionSeen(admitting, input, other))),
    claimTable(admitting.dynamoOf(region), { plan: plan.name, names: input.names }).read(),
    settledEpoch(admitting, input),
  ]);
  return { others, claimedEpoch: epochOf(claim), ...settled };
}

const epochOf = (claim: Claim | undefined): number => claim?.epoch ?? 0;

/** Strong reads, as for the own item: a stale answer would hide an intent that was written before this run's. */
async function regionSeen(admitting: Admitting, input: Input, region: string): Promise<RegionSeen> {
  const { plan } = input;
  const dynamo = admitting.dynamoOf(region);
  const place = { plan: plan.name, names: namesOf(plan, region) };
  const items = Promise.all([
    lockTable(dynamo, place).read(),
    claimTable(dynamo, place).read(),
    automationTable(dynamo, place).read(),
  ]);
  const read = await reading(`dynamodb:GetItem in ${region}`, items);
  if (read.outcome !== 'read') return { region, outcome: 'unreachable', because: oneLine(read.because, 200) };
  const [lock, claim, automation] = read.value;
  return { region, outcome: 'read', lock, claimedEpoch: epochOf(claim), automation };
}

/** Over plain DNS, because the control plane of Route 53 may be away; a text that is no settlement says nothing. */
async function settledEpoch({ dns }: Admitting, { plan: { traffic } }: Input) {
  const names = [...new Set(traffic.records.map(({ name }) => settlementName(name)))];
  const answers = traffic.strategy === 'health-signal' ? await dns.texts(names) : [];
  const texts = answers.flatMap((answer) => (answer.outcome === 'answered' ? answer.values : []));
  return {
    settledEpoch: Math.max(0, ...texts.map((text) => settlementFrom(text)?.epoch ?? 0)),
    silent: answers.flatMap((answer) => (answer.outcome === 'unreachable' ? [oneLine(answer.because, 200)] : [])),
  };
}
