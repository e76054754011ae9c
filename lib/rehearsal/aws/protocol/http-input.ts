import { NormalizedSchema } from '@smithy/core/schema';
import type { WireRequest } from './protocol';
import type { Codec, Schema } from './schemas';

/**
 * Reads a REST request: labels, query, headers and body each bind members of the input.
 *
 * Source: https://smithy.io/2.0/spec/http-bindings.html
 */
export async function readBound(
  schema: Schema,
  { request, labels, codec }: { request: WireRequest; labels: Readonly<Record<string, string>>; codec: Codec },
): Promise<Record<string, unknown>> {
  const shape = NormalizedSchema.of(schema);
  const input: Record<string, unknown> = { ...labels };
  let inBody = false;
  for (const [name, member] of shape.structIterator()) {
    const { httpPayload } = member.getMergedTraits();
    if (name in labels) continue;
    if (httpPayload) input[name] = await payloadOf(member, request.body, codec);
    else if (isBound(member)) input[name] = boundValue(member, request);
    else inBody = true;
  }
  const body = inBody && request.body.length > 0 ? await codec.createDeserializer().read(shape, request.body) : {};
  return definedOnly({ ...input, ...definedOnly(body as object) });
}

const isBound = (member: NormalizedSchema): boolean => {
  const { httpQuery, httpHeader, httpPrefixHeaders } = member.getMergedTraits();
  return httpQuery !== undefined || httpHeader !== undefined || httpPrefixHeaders !== undefined;
};

function boundValue(member: NormalizedSchema, { query, headers }: WireRequest): unknown {
  const { httpQuery, httpHeader, httpPrefixHeaders } = member.getMergedTraits();
  if (httpPrefixHeaders !== undefined) return withPrefix(headers, httpPrefixHeaders);
  const values = httpQuery === undefined ? [headers[String(httpHeader).toLowerCase()]] : query.getAll(httpQuery);
  const [first] = values;
  if (first === undefined) return undefined;
  if (!member.isListSchema()) return scalarOf(member, first);
  return httpQuery === undefined ? first.split(',').map((value) => value.trim()) : values;
}

function scalarOf(member: NormalizedSchema, text: string): unknown {
  if (member.isNumericSchema()) return Number(text);
  if (member.isBooleanSchema()) return text === 'true';
  return member.isTimestampSchema() ? new Date(text) : text;
}

const withPrefix = (headers: Readonly<Record<string, string>>, prefix: string) =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  );

async function payloadOf(member: NormalizedSchema, body: Buffer, codec: Codec): Promise<unknown> {
  if (member.isBlobSchema()) return body;
  if (member.isStringSchema()) return body.toString();
  return body.length === 0 ? undefined : codec.createDeserializer().read(member, body);
}

/** Without members that are undefined or null. */
export const definedOnly = (object: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined && value !== null));
