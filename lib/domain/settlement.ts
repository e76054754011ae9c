import { listed, oneLine } from './text';

/**
 * What the TXT record beside each public name says: under which epoch the records were settled, and for whom. It is
 * read over plain DNS, so that it is known while the control plane of Route 53 is not.
 */
export interface Settlement {
  readonly epoch: number;
  /** Counts the settlements of one epoch: a Region that returns is attached by a later one. */
  readonly serial: number;
  /** Region of the PRIMARY record. */
  readonly active: string;
  /** Regions whose signals stand in the health checks, by rank. */
  readonly attached: readonly string[];
}

/** Name of the TXT record that belongs to a public name. */
export const settlementName = (publicName: string): string => `_understudy.${publicName}`;

/** A settlement as the text of its record, without the quotes that Route 53 wants around it. */
export const settlementText = ({ epoch, serial, active, attached }: Settlement): string =>
  `epoch=${epoch} serial=${serial} active=${active} attached=${attached.join(',')}`;

const TEXT = /^epoch=(\d{1,15}) serial=(\d{1,9}) active=([a-z0-9-]+) attached=([a-z0-9,-]*)$/;

/** The settlement that a record's text holds, or `undefined` when it is none. */
export function settlementFrom(text: string): Settlement | undefined {
  const [, epoch, serial, active, attached] = TEXT.exec(text) ?? [];
  if (epoch === undefined || active === undefined) return undefined;
  return {
    epoch: Number(epoch),
    serial: Number(serial),
    active,
    attached: (attached ?? '').split(',').filter((region) => region !== ''),
  };
}

/** What the TXT records of all public names say together. */
export type SaidSettlement =
  | { readonly settlement: Settlement }
  /** No name has a record: they were never attached. */
  | { readonly kind: 'none'; readonly because: string }
  /** They contradict each other, as for a moment while a settlement arrives, or hold something else. */
  | { readonly kind: 'unclear'; readonly because: string };

/** @param texts of each public name, as every server of the zone gives them; a name without a record has none */
export function saidSettlement(texts: readonly (readonly string[])[]): SaidSettlement {
  if (texts.every((values) => values.length === 0)) {
    return { kind: 'none', because: 'the public names were never attached: no TXT record says who is active' };
  }
  const said = [...new Set(texts.flatMap((values) => (values.length === 0 ? [''] : values)))];
  const settlement = said.length === 1 ? settlementFrom(said[0] ?? '') : undefined;
  if (settlement) return { settlement };
  const shown = said.map((text) => `"${oneLine(text, 200)}"`);
  return { kind: 'unclear', because: `the TXT records do not say one settlement: ${listed(shown)}` };
}

/** A Region's claim as it is known now. */
export interface KnownClaim {
  readonly region: string;
  /** 0 when it has never claimed; `undefined` while it cannot be read. */
  readonly epoch: number | undefined;
  /** Execution ARN of the run that claimed. @default nobody claimed, or it was not asked */
  readonly runId?: string | undefined;
}

export interface SettlementFacts {
  /** `undefined` when the TXT record is missing or holds something else. */
  readonly settlement: Settlement | undefined;
  /** The active Region: where the writer is, and where this is asked. */
  readonly here: string;
  /** Claims of every Region of the plan, this one too. */
  readonly claims: readonly KnownClaim[];
}

/**
 * Why the DNS records do not say for good that this Region is active, or `undefined` when they do. Asked only in the
 * active Region.
 */
export function unsettledBecause({ settlement, here, claims }: SettlementFacts): string | undefined {
  if (!settlement) return 'no TXT record says under which epoch the records were settled';
  const claimed = claims.find(({ region }) => region === here)?.epoch ?? 0;
  if (settlement.active !== here) return `the records were settled for ${settlement.active} under ${settlement.epoch}`;
  if (claimed > settlement.epoch) {
    return `${here} claims epoch ${claimed}, the records were settled under ${settlement.epoch}`;
  }
  const missing = attachable(claims, settlement.epoch).filter((region) => !settlement.attached.includes(region));
  return missing.length > 0 ? `the health checks do not hear ${missing.join(', ')}` : undefined;
}

/** Regions whose signals may stand in the checks: they can be read and claim nothing above the epoch. */
export const attachable = (claims: readonly KnownClaim[], epoch: number): string[] =>
  claims.flatMap((claim) => (claim.epoch !== undefined && claim.epoch <= epoch ? [claim.region] : []));
