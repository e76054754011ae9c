import type { Plan } from '../../domain/plan';

/** A global database without its limits. */
export type DatabaseFact = Pick<Plan['databases'][number], 'globalCluster' | 'engine' | 'clusters'>;
export type RecordFact = Plan['traffic']['records'][number];

/** What is known of a plan so far: from flags, from the account, from answers. It may still be wrong. */
export interface Facts {
  readonly name?: string | undefined;
  readonly account?: string | undefined;
  readonly regions?: readonly string[] | undefined;
  readonly databases?: readonly DatabaseFact[] | undefined;
  readonly dataLossSecondsMax?: number | undefined;
  readonly stacks?: readonly string[] | undefined;
  /** Empty: there is none, and nobody need be asked. */
  readonly pilotLight?: string | undefined;
  readonly publicKey?: string | undefined;
  readonly readUrl?: string | undefined;
  readonly writeUrl?: string | undefined;
  readonly hostedZoneId?: string | undefined;
  readonly records?: readonly RecordFact[] | undefined;
  readonly automation?: string | undefined;
  /** Empty: there is none. */
  readonly witness?: string | undefined;
}

/** Name of the canary that the watch probes with. */
const PROBE = 'read';

/**
 * The plan as these facts write it. What is not known is left out, and `readPlan` says so; limits that nobody named are
 * left to the schema's defaults.
 */
export function draftOf(facts: Facts): object {
  const { name, account, regions, databases, dataLossSecondsMax, automation, witness } = facts;
  return {
    name,
    account,
    regions,
    databases: databases?.map((database) => ({ ...database, dataLossSecondsMax })),
    release: { publicKey: facts.publicKey, stacks: facts.stacks, pilotLight: facts.pilotLight || undefined },
    canaries: canariesOf(facts),
    traffic: { strategy: 'health-signal', hostedZoneId: facts.hostedZoneId, records: facts.records },
    watch: { probe: PROBE, witness: witness || undefined },
    automation: automation ?? 'prepare',
  };
}

const canariesOf = ({ databases = [], readUrl, writeUrl }: Facts): object[] => [
  { name: PROBE, kind: 'read', url: readUrl },
  ...(databases.length > 0 || writeUrl !== undefined ? [{ name: 'write', kind: 'write', url: writeUrl }] : []),
];

/** The file of a plan: what is left out stands in it nowhere. */
export const textOf = (draft: object): string => `${JSON.stringify(draft, null, 2)}\n`;
