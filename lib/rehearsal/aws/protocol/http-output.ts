import { NormalizedSchema } from '@smithy/core/schema';
import { serialized } from './bytes';
import { definedOnly } from './http-input';
import { type Codec, ISO_TIMESTAMPS, type Schema } from './schemas';

/** The parts of a REST response; `body` is undefined when no member goes there. */
export interface BoundOutput {
  readonly headers: Record<string, string>;
  readonly body: Buffer | undefined;
}

/** Writes an output: members bound to headers go there, a payload or the rest goes into the body. */
export function writeBound(schema: Schema, value: unknown, codec: Codec): BoundOutput {
  const shape = NormalizedSchema.of(schema);
  const headers: Record<string, string> = {};
  const rest: Record<string, unknown> = {};
  let payload: Buffer | undefined;
  if (!shape.isStructSchema()) return { headers, body: undefined };
  const output = definedOnly((value ?? {}) as object);
  for (const [name, member] of shape.structIterator()) {
    const { httpHeader, httpPrefixHeaders, httpPayload } = member.getMergedTraits();
    const part = output[name];
    if (part === undefined) continue;
    if (httpHeader) headers[httpHeader.toLowerCase()] = headerText(member, part);
    else if (httpPrefixHeaders !== undefined) Object.assign(headers, prefixed(part as object, httpPrefixHeaders));
    else if (httpPayload) payload = payloadBytes(member, part, codec);
    else rest[name] = part;
  }
  const hasBody = Object.keys(rest).length > 0;
  return { headers, body: payload ?? (hasBody ? serialized(codec, shape, rest) : undefined) };
}

function headerText(member: NormalizedSchema, value: unknown): string {
  if (!(value instanceof Date)) return String(value);
  return member.getSchema() === ISO_TIMESTAMPS ? value.toISOString() : value.toUTCString();
}

const prefixed = (map: object, prefix: string) =>
  Object.fromEntries(Object.entries(map).map(([name, value]) => [`${prefix}${name}`, String(value)]));

function payloadBytes(member: NormalizedSchema, value: unknown, codec: Codec): Buffer {
  if (member.isBlobSchema()) return Buffer.from(value as Uint8Array);
  return member.isStringSchema() ? Buffer.from(String(value)) : serialized(codec, member, value);
}
