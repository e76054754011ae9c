import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { homeOf, judgeOwnItem, type RegionSeen } from '../../../lib/domain/admission';
import { nearestTimings, TELLING_VERBS } from '../../../lib/domain/expected-seconds';
import { acquire, confirm, intend, type Lock, seize } from '../../../lib/domain/lock';
import { namesOf } from '../../../lib/domain/names';
import { settlementFrom, settlementName } from '../../../lib/domain/settlement';
import { claimPartition, lockPartition } from '../../../lib/domain/table-items';
import { oneLine } from '../../../lib/domain/text';
import { standingOfVerb, type Verb } from '../../../lib/domain/verbs';
import { askedTwice } from '../../edge/asked-twice';
import { automationTable } from '../../edge/automation-table';
import { type Claim, claimTable } from '../../edge/claim-table';
import type { Sends } from '../../edge/clients';
import type { Clock } from '../../edge/clock';
import type { ZoneDns } from '../../edge/dns';
import type { LeftBehind } from '../../edge/left-behind';
import { ownerOf } from '../../edge/lock-owner';
import { type LockPlace, lockTable } from '../../edge/lock-table';
import type { Log } from '../../edge/log';
import { MALFORMED_ITEM } from '../../edge/malformed';
import { reading } from '../../edge/reading';
import { sayUnread } from '../../edge/say-unread';
import { timingTable } from '../../edge/timing-table';
import { type Act, claimantOf, type Elsewhere, type Input, type Seen } from './acts';
import { admitRun } from './step';

/** What the items are read and written with. */
export interface Admitting {
  /** DynamoDB of each Region of the plan; another Region than this is given up soon. */
  readonly dynamoOf: (region: string) => Sends;
  /** The same, with the patience of every other call: for a read whose silence takes the lock from a run. */
  readonly patientDynamoOf: (region: string) => Sends;
  readonly states: Sends;
  readonly dns: Pick<ZoneDns, 'texts'>;
  readonly left: Pick<LeftBehind, 'close'>;
  readonly clock: Pick<Clock, 'sleep'>;
  /** Hears what could not be read and is done without. */
  readonly log: Log;
}

/** The items of this Region, and those of the others once this run's intent stands; of a planned run always. */
export const regions = (admitting: Admitting) => ({
  async look(input: Input): Promise<Seen> {
    const own = await ownItem(admitting, input);
    const { kind } = judgeOwnItem(own, claimantOf(input));
    const { takes } = standingOfVerb(input.run.verb);
    const mayAsk = takes === 'asks' ? ['ask', 'over'] : ['take', 'ask', 'admitted', 'over'];
    const asks = takes !== 'own' && mayAsk.includes(kind);
    const [others, took, automation] = await Promise.all([
      asks ? elsewhere(admitting, input) : undefined,
      kind === 'admitted' ? tookBefore(admitting, input) : undefined,
      kind === 'take' && !asks ? automationTable(...itemsHere(admitting, input)).read() : undefined,
    ]);
    return { own, ...(others && { elsewhere: others }), ...(took && { took }), ...(automation && { automation }) };
  },

  /** Losing a race is no error: the next look sees who won. */
  async perform(act: Act, input: Input): Promise<void> {
    const { plan, region: here, names, now, run } = input;
    const tableIn = (region: string) => tableOf(admitting, input, region);
    if (act.kind === 'take') {
      const next = takenBy(act);
      if (next) await tableIn(act.region ?? here).acquire(next, act.observed);
    }
    if (act.kind === 'confirm') {
      const next = confirm(act.observed, act.claimant, act.highestSeen);
      if (next) await tableIn(act.region ?? here).acquire(next, act.observed);
    }
    if (act.kind === 'withdraw') {
      for (const { region, epoch } of act.items) await tableIn(region).release(run.id, epoch);
    }
    if (act.kind === 'free') await tableIn(act.region).close(act.left, act.lastRun);
    if (act.kind === 'close') {
      await admitting.left.close({ plan, region: here, names, lock: act.lock, ended: act.ended, now });
    }
  },
});

/** A run that asks other Regions writes its intent first; one that asks nobody holds the lock at once. */
function takenBy({ claimant, observed, seizes }: Extract<Act, { kind: 'take' }>): Lock | undefined {
  if (seizes && observed) return seize(observed, claimant);
  return (standingOfVerb(claimant.verb).takes === 'own' ? acquire : intend)(observed, claimant);
}

const tableOf = (admitting: Admitting, { plan, region: here }: Input, region: string) =>
  lockTable(hearing(admitting, here)(region), { plan: plan.name, names: namesOf(plan, region) });

const itemsHere = ({ dynamoOf }: Admitting, { plan, region, names }: Input): [Sends, LockPlace] => [
  dynamoOf(region),
  { plan: plan.name, names },
];

/** Paces are by the last runs, and nothing waits for it: what cannot be read is not known. */
async function tookBefore(admitting: Admitting, input: Input): Promise<Seen['took']> {
  const { verb } = input.run;
  const table = timingTable(...itemsHere(admitting, input));
  const say: Log = (line) => admitting.log({ step: admitRun.name, ...line, runId: input.run.id });
  const read = async (one: Verb) => {
    const seconds = sayUnread(say, await reading(`dynamodb:GetItem of the timings of ${one}`, table.read(one)));
    return [one, seconds.outcome === 'read' ? seconds.value : {}] as const;
  };
  const timings = await Promise.all([...new Set([verb, ...TELLING_VERBS])].map(read));
  return nearestTimings(verb, Object.fromEntries(timings));
}

/** Items of another Region, where a single lost packet must not make it unheard: each is asked for twice. */
const hearing =
  ({ dynamoOf, clock }: Pick<Admitting, 'dynamoOf' | 'clock'>, here: string) =>
  (region: string): Sends => {
    const dynamo = dynamoOf(region);
    if (region === here) return dynamo;
    return {
      send: (command) =>
        command instanceof GetItemCommand ? askedTwice(clock, () => dynamo.send(command)) : dynamo.send(command),
    };
  };

async function ownItem(admitting: Admitting, input: Input): Promise<Seen['own']> {
  const table = tableOf(admitting, input, input.region);
  const first = await table.read();
  if (!first || judgeOwnItem({ lock: first }, claimantOf(input)).kind !== 'taken') return { lock: first };
  const { plan, region, now } = input;
  const { states, clock, patientDynamoOf } = admitting;
  const homeIn = { plan, dynamoOf: hearing({ dynamoOf: patientDynamoOf, clock }, region) };
  const owner = await ownerOf({ here: region, table, states, homeIn }, first, now);
  const { lock, ended, home } = owner;
  const unread = 'unread' in owner && owner.unread;
  return { lock, ...(ended && { ownerEnded: ended }), ...(home && { home }), ...(unread && { unread }) };
}

async function elsewhere(admitting: Admitting, input: Input): Promise<Elsewhere> {
  const [others, claim, settled] = await Promise.all([
    otherRegions(admitting, input),
    claimTable(...itemsHere(admitting, input)).read(),
    settledEpoch(admitting, input),
  ]);
  const hasForeign = others.some((other) => other.outcome === 'read' && homeOf(other) !== undefined);
  const isPlanned = standingOfVerb(input.run.verb).takes === 'every';
  const homes = isPlanned && hasForeign ? { homes: await otherRegions(admitting, input) } : {};
  return { others, ...homes, claimedEpoch: epochOf(claim), ...settled };
}

const otherRegions = (admitting: Admitting, input: Input): Promise<RegionSeen[]> =>
  Promise.all(
    input.plan.regions
      .filter((region) => region !== input.region)
      .map((region) => regionSeen(admitting, input, region)),
  );

const epochOf = (claim: Claim | undefined): number => claim?.epoch ?? 0;

/** Strong reads, as for the own item: a stale answer would hide an intent that was written before this run's. */
async function regionSeen(admitting: Admitting, input: Input, region: string): Promise<RegionSeen> {
  const { plan, region: here } = input;
  const dynamo = hearing(admitting, here)(region);
  const place = { plan: plan.name, names: namesOf(plan, region) };
  const items = Promise.all([
    lockTable(dynamo, place).read(),
    understood(claimTable(dynamo, place).read()),
    automationTable(dynamo, place).read(),
  ]);
  const read = await reading(`dynamodb:GetItem in ${region}`, items);
  if (read.outcome !== 'read') return { region, outcome: 'unreachable', because: oneLine(read.because, 200) };
  const [lock, claim, automation] = read.value;
  const unclear = [
    ...(lock && !Number.isSafeInteger(lock.epoch) ? [itemIn(place, lockPartition(plan.name), region)] : []),
    ...(claim === MALFORMED_ITEM ? [itemIn(place, claimPartition(plan.name), region)] : []),
  ];
  const claimedEpoch = claim === MALFORMED_ITEM ? 0 : epochOf(claim);
  return { region, outcome: 'read', lock, claimedEpoch, automation, ...(unclear.length > 0 && { unclear }) };
}

const itemIn = ({ names }: LockPlace, partition: string, region: string): string =>
  `the item ${partition} of the table ${names.table} in ${region}`;

/** A claim that nobody understands costs only the claim: its Region answers, and the lock beside it counts. */
async function understood(claim: Promise<Claim | undefined>): Promise<Claim | undefined | typeof MALFORMED_ITEM> {
  try {
    return await claim;
  } catch (error) {
    if ((error as Error).name !== MALFORMED_ITEM) throw error;
    return MALFORMED_ITEM;
  }
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
