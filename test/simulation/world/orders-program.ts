import type { WholeAnswer, WholeRequest } from '../../../lib/rehearsal/world/https-server';
import type { TaskOptions } from '../../../lib/rehearsal/world/tasks';
import type { MemoryPostgres, Row } from './memory-postgres';
import type { Program } from './ports';

export interface OrdersProgramOptions extends Pick<TaskOptions, 'command' | 'environment' | 'region'> {
  /** The running server behind the name of an endpoint; undefined where none answers. */
  serverOf(host: string): MemoryPostgres | undefined;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const UNAVAILABLE: Answer = { status: 503, body: { error: 'the database cannot serve this now' } };

/** The service of the example as its release runs it, over rows in memory: same paths, same proof of origin. */
export function ordersProgram({ command, environment, region, serverOf }: OrdersProgramOptions): Program {
  const hosts = [environment.DATABASE_HOST, environment.DATABASE_READER_HOST].filter((host) => host !== undefined);
  const origin = { 'understudy-region': region, 'understudy-release': environment.RELEASE ?? '' };
  return async (request): Promise<WholeAnswer> => {
    const server = hosts.map(serverOf).find((found) => found?.isRunning() === true);
    const { status, body } = server ? answerOver(server, command[0] ?? '', request) : UNAVAILABLE;
    const headers = { ...origin, 'content-type': 'application/json', 'cache-control': 'no-store' };
    return { status, headers, body: JSON.stringify(body) };
  };
}

function answerOver(server: MemoryPostgres, command: string, { method, url, body }: WholeRequest): Answer {
  const [path = '/', query = ''] = url.split('?');
  if (path === '/health') return { status: 200, body: {} };
  if (command === 'data' && path === '/catalogue') return { status: 200, body: [{ item: 'tea' }] };
  if (command === 'data' && path === '/ledger') return ledger(server, new URLSearchParams(query).get('since'));
  if (command === 'web' && method === 'POST') return stored(server, path, body);
  if (command === 'web' && path.startsWith('/canary-order/')) return canaryOrder(server, path);
  return { status: 404, body: { error: 'nothing is here' } };
}

function stored(server: MemoryPostgres, path: string, body: string): Answer {
  const { nonce, epoch = 0, id } = JSON.parse(body) as { nonce?: string; epoch?: number; id?: string };
  const row: Omit<Row, 'at'> =
    path === '/canary-order'
      ? { table: 'canary_orders', key: nonce ?? '', epoch }
      : { table: 'orders', key: id ?? '', epoch: 0 };
  return server.write(row) ? { status: 201, body: { nonce, epoch, id } } : UNAVAILABLE;
}

function canaryOrder(server: MemoryPostgres, path: string): Answer {
  const nonce = decodeURIComponent(path.slice('/canary-order/'.length));
  const found = server.read().findLast(({ table, key }) => table === 'canary_orders' && key === nonce);
  return found ? { status: 200, body: { nonce, epoch: found.epoch } } : { status: 404, body: { error: 'none' } };
}

function ledger(server: MemoryPostgres, since: string | null): Answer {
  const rows = server.read().filter(({ table }) => table === 'orders');
  const from = since === null ? undefined : Date.parse(since);
  const rowsSince = from === undefined ? {} : { rowsSince: rows.filter(({ at }) => at >= from).length };
  return { status: 200, body: { rows: rows.length, digest: digestOf(rows), lsn: '0/0', timeline: 1, ...rowsSince } };
}

/** The same for the same rows in any order. */
const digestOf = (rows: readonly Row[]): string =>
  String(rows.reduce((sum, { key }) => (sum + BigInt(`0x${Buffer.from(key).toString('hex') || '0'}`)) % 2n ** 60n, 0n));
