import { Rejected } from './routes';

const ORDER_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const ITEM = /^[a-z][a-z0-9-]{0,39}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
const QUANTITY_MAX = 1000;
const NONCE_CHARACTERS_MAX = 200;
/** PostgreSQL's integer. */
const EPOCH_MAX = 2_147_483_647;

export interface Order {
  /** UUID, chosen by the customer: sending an order again is safe. */
  readonly id: string;
  readonly item: string;
  readonly quantity: number;
}

export interface CanaryOrder {
  readonly nonce: string;
  readonly epoch: number;
}

/** @throws Rejected 400 */
export function readOrder(body: unknown): Order {
  const { id, item, quantity } = objectOf(body);
  if (!isText(item) || !ITEM.test(item)) throw new Rejected(400, 'item: expected lower-case letters, digits, hyphens');
  return { id: readOrderId(id), item, quantity: wholeNumber({ quantity }, { min: 1, max: QUANTITY_MAX }) };
}

/** A UUID in lower case, as the database writes it. @throws Rejected 400 */
export function readOrderId(id: unknown): string {
  if (!isText(id) || !ORDER_ID.test(id)) throw new Rejected(400, 'id: expected a UUID');
  return id.toLowerCase();
}

/** @throws Rejected 400 */
export function readCanaryOrder(body: unknown): CanaryOrder {
  const { nonce, epoch } = objectOf(body);
  return { nonce: readNonce(nonce), epoch: wholeNumber({ epoch }, { min: 0, max: EPOCH_MAX }) };
}

/** @throws Rejected 400 */
export function readNonce(nonce: unknown): string {
  if (!isText(nonce) || nonce.length > NONCE_CHARACTERS_MAX || !/^\P{C}+$/u.test(nonce)) {
    throw new Rejected(400, `nonce: expected 1 to ${NONCE_CHARACTERS_MAX} printable characters`);
  }
  return nonce;
}

/** A moment in ISO 8601, or nothing. @throws Rejected 400 */
export function readSince(since: string | null): string | undefined {
  if (since === null) return undefined;
  if (MOMENT.test(since) && !Number.isNaN(Date.parse(since))) return since;
  throw new Rejected(400, 'since: expected a moment such as 2026-11-21T12:00:00Z');
}

const isText = (value: unknown): value is string => typeof value === 'string';

function objectOf(body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Rejected(400, 'expected an object');
  return body as Record<string, unknown>;
}

function wholeNumber(named: Record<string, unknown>, { min, max }: { min: number; max: number }): number {
  const [[name, value] = ['number', undefined]] = Object.entries(named);
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new Rejected(400, `${name}: expected a whole number from ${min} to ${max}`);
}
