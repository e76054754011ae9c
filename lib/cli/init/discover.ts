import type { Asks } from './asks';
import type { LookClients } from './clients';
import type { Facts } from './facts';
import { proposeAccount } from './judge-account';
import { proposeDatabases } from './judge-databases';
import { proposeName } from './judge-name';
import { proposeRecords } from './judge-records';
import { proposePilotLight, proposeStacks, releaseCandidates, type StacksWanted } from './judge-stacks';
import { proposeZone } from './judge-zone';
import { seenGlobals, seenInstances } from './look-databases';
import { seenStacks, typesIn } from './look-stacks';
import { seenRecords, seenZones } from './look-zones';
import type { SeenGlobal, SeenStack } from './seen';
import { createSettling, type Settling } from './settling';

/** What flags say of what is found. */
export interface Wanted {
  /** Home first. */
  readonly regions: readonly string[];
  readonly globalClusters?: readonly string[] | undefined;
  readonly stacks?: readonly string[] | undefined;
  readonly pilotLight?: string | undefined;
  readonly zone?: string | undefined;
  readonly records?: readonly string[] | undefined;
  readonly perRegion?: string | undefined;
}

export interface Discovery {
  readonly facts: Facts;
  /** Why a field has no value yet, by its path. */
  readonly open: ReadonlyMap<string, string>;
  /** Where each value came from, and what was left out: a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Fills in what an account says by itself, with read-only calls. Whatever flags have said stays as it is; what cannot
 * be read is said, and never taken for absent.
 *
 * @param given what flags have said
 * @param asks who chooses where several fit. @default nobody: it stays open
 */
export async function discover(
  clients: LookClients,
  { given, wanted, asks }: { readonly given: Facts; readonly wanted: Wanted; readonly asks?: Asks | undefined },
): Promise<Discovery> {
  const { regions } = wanted;
  const settling = createSettling(asks);
  const globals = await lookAtGlobals(clients, regions, settling);
  const databases =
    globals && (await settling.some(proposeDatabases(globals, { regions, wanted: wanted.globalClusters })));
  const stacks = await lookAtStacks(clients, regions, settling);
  const arns = [...(globals ?? []), ...(stacks ?? [])].map(({ arn }) => arn);
  const account = await settling.one(proposeAccount(arns, given.account));
  const name = given.name ?? (await settling.one(proposeName(databases ?? [])));
  const traffic = await lookAtTraffic(clients, wanted, settling);
  const release = stacks && (await lookAtRelease(clients, stacks, { wanted, name, settling }));
  const facts = { ...given, regions, account, name, databases, ...release, ...traffic };
  return { facts, open: settling.open, notes: settling.notes };
}

/** The first Region that answers tells of all; each tells of its own clusters. */
async function lookAtGlobals(
  { rdsIn }: LookClients,
  regions: readonly string[],
  settling: Settling,
): Promise<readonly SeenGlobal[] | undefined> {
  for (const region of regions) {
    const globals = await settling.tried(`the global databases, asked in ${region},`, () => seenGlobals(rdsIn(region)));
    if (globals) return withInstances(globals, { rdsIn, regions, settling });
  }
  settling.leaveOpen('databases', 'no Region told of its global databases; run this again, or write them in by hand');
  return undefined;
}

async function withInstances(
  globals: readonly SeenGlobal[],
  { rdsIn, regions, settling }: Pick<LookClients, 'rdsIn'> & { regions: readonly string[]; settling: Settling },
): Promise<SeenGlobal[]> {
  const counts = new Map<string, ReadonlyMap<string, number> | undefined>();
  for (const region of globals.length > 0 ? regions : []) {
    counts.set(region, await settling.tried(`the clusters of ${region}`, () => seenInstances(rdsIn(region))));
  }
  return globals.map((one) => ({
    ...one,
    members: one.members.map((member) => ({ ...member, instances: counts.get(member.region)?.get(member.cluster) })),
  }));
}

/** A stack that stands in every Region is known by all of them: without one of them nothing can be said. */
async function lookAtStacks(
  { cloudformationIn }: LookClients,
  regions: readonly string[],
  settling: Settling,
): Promise<readonly SeenStack[] | undefined> {
  const found: SeenStack[] = [];
  for (const region of regions) {
    const stacks = await settling.tried(`the stacks of ${region}`, () => seenStacks(cloudformationIn(region), region));
    if (!stacks) {
      settling.leaveOpen('release.stacks', `the stacks of ${region} could not be read; run this again`);
      return undefined;
    }
    found.push(...stacks);
  }
  return found;
}

interface ReleaseLook {
  readonly wanted: Wanted;
  readonly name: string | undefined;
  readonly settling: Settling;
}

async function lookAtRelease(
  { cloudformationIn }: LookClients,
  seen: readonly SeenStack[],
  { wanted, name, settling }: ReleaseLook,
): Promise<Pick<Facts, 'stacks' | 'pilotLight'>> {
  const { regions } = wanted;
  const asked: StacksWanted = { regions, name, wanted: wanted.stacks };
  const pilotLight = await settling.one(proposePilotLight(seen, { regions, name, wanted: wanted.pilotLight }));
  const types = new Map<string, readonly string[]>();
  // One after the other: the account's rate for these calls is small, and pipelines need it too.
  for (const { arn, name: stack, region } of releaseCandidates(seen, asked).asked) {
    const held = await settling.tried(`what stack ${stack} holds`, () => typesIn(cloudformationIn(region), arn));
    if (held) types.set(arn, held);
  }
  return { pilotLight, stacks: await settling.some(proposeStacks(seen, types, asked)) };
}

async function lookAtTraffic(
  { route53 }: LookClients,
  { zone: wantedZone, records: names, perRegion, regions }: Wanted,
  settling: Settling,
): Promise<Pick<Facts, 'hostedZoneId' | 'records'>> {
  const zones = await settling.tried('the hosted zones', () => seenZones(route53));
  if (!zones) settling.leaveOpen('traffic.hostedZoneId', 'the hosted zones could not be read; run this again');
  const zone = zones && (await settling.one(proposeZone(zones, { wanted: wantedZone, names })));
  if (!zone) {
    settling.leaveOpen('traffic.records', 'they are looked for in the hosted zone, once it is known');
    return {};
  }
  const seen = await settling.tried(`the records of ${zone.name}`, () => seenRecords(route53, zone.id));
  if (!seen) settling.leaveOpen('traffic.records', `the records of ${zone.name} could not be read; run this again`);
  const asked = { zone, regions, wanted: names, perRegion };
  return { hostedZoneId: zone.id, records: seen && (await settling.some(proposeRecords(seen, asked))) };
}
