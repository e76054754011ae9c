import {
  type Answer,
  AUTHORITATIVE_ANSWER,
  type DecodedPacket,
  decode,
  encode,
  RECURSION_AVAILABLE,
  type StringAnswer,
} from 'dns-packet';
import type { ZoneAnswer, ZoneSource } from './dns';
import type { Network } from './network';

/** Where names are looked up. */
export interface Sources {
  readonly network: Network;
  source(): ZoneSource | undefined;
}

/** What a question finds: records in the order of the chain that leads to them, and the response code. */
export interface Resolution {
  readonly answers: readonly ZoneAnswer[];
  readonly code: number;
}

/** RFC 1035, 4.1.1. */
const CODE = { noError: 0, formatError: 1, serverFailure: 2, nameError: 3 } as const;
const RECURSION_DESIRED = 1 << 8;
/** What Route 53 gives name server records, and load balancers their names. */
const NAME_SERVER_TTL_SECONDS = 172_800;
const WORLD_NAME_TTL_SECONDS = 60;
/** A chain of aliases longer than this is a circle. */
const CHAIN_LENGTH_MAX = 8;

/** The response to a question off the wire, in wire format; undefined when it is no DNS message. */
export function answerTo(question: Buffer, sources: Sources): Buffer | undefined {
  const query = decoded(question);
  if (query === undefined) return undefined;
  const [asked] = query.questions ?? [];
  const { answers, code } = asked ? resolve(asked, sources) : { answers: [], code: CODE.formatError };
  return encode({
    type: 'response',
    ...(query.id !== undefined && { id: query.id }),
    flags: AUTHORITATIVE_ANSWER | RECURSION_AVAILABLE | ((query.flags ?? 0) & RECURSION_DESIRED) | code,
    questions: query.questions ?? [],
    answers: answers.flatMap(recordsOf),
  });
}

function decoded(message: Buffer): DecodedPacket | undefined {
  try {
    return decode(message);
  } catch {
    return undefined;
  }
}

/** Follows aliases to the records that a question asks for. */
export function resolve(asked: { name: string; type: string }, sources: Sources): Resolution {
  const answers: ZoneAnswer[] = [];
  let name = asked.name.toLowerCase();
  while (answers.length < CHAIN_LENGTH_MAX) {
    const found = lookUp(name, asked.type, sources);
    if (found === 'NXDOMAIN') return { answers, code: CODE.nameError };
    answers.push(...found);
    const alias = found.find(({ type }) => type === 'CNAME');
    const isComplete = asked.type === 'CNAME' || found.some(({ type }) => type === asked.type);
    if (alias === undefined || isComplete) return { answers, code: CODE.noError };
    name = (alias.values[0] ?? '').toLowerCase().replace(/\.$/, '');
  }
  return { answers: [], code: CODE.serverFailure };
}

function lookUp(name: string, type: string, { network, source }: Sources): ZoneAnswer[] | 'NXDOMAIN' {
  const zones = source();
  const zone = zones?.zoneNames().find((each) => each.name.toLowerCase().replace(/\.$/, '') === name);
  if (type === 'NS' && zone) return [{ name, type, ttl: NAME_SERVER_TTL_SECONDS, values: zone.nameServers }];
  const answer = zones?.answer(name, type);
  if (answer !== undefined) return answer;
  const address = network.addressOf(name);
  if (address === undefined) return 'NXDOMAIN';
  return type === 'A' ? [{ name, type, ttl: WORLD_NAME_TTL_SECONDS, values: [address] }] : [];
}

function recordsOf({ name, type, ttl, values }: ZoneAnswer): Answer[] {
  return values.map((value): Answer => {
    if (type === 'TXT') return { name, type, ttl, data: textsOf(value) };
    if (type === 'SOA') return { name, type, ttl, data: authorityOf(value) };
    const data = type === 'A' || type === 'AAAA' ? value : value.replace(/\.$/, '');
    return { name, type, ttl, data } satisfies StringAnswer;
  });
}

/** Route 53 writes TXT values as quoted strings, one or more: `"epoch=100" "active=us-east-1"`. */
function textsOf(value: string): string[] {
  const quoted = [...value.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text.replace(/\\(.)/g, '$1'));
  return quoted.length > 0 ? quoted : [value];
}

function authorityOf(value: string) {
  const [mname = '', rname = '', ...numbers] = value.split(' ');
  const [serial = 1, refresh = 7200, retry = 900, expire = 1_209_600, minimum = 86_400] = numbers.map(Number);
  return { mname, rname, serial, refresh, retry, expire, minimum };
}
