import type { Codec, Schema } from './schemas';

/** A shape as bytes. What a JSON codec flushes must not be treated as text: it warns when it is. */
export function serialized(codec: Codec, schema: Schema, value: unknown): Buffer {
  const serializer = codec.createSerializer();
  serializer.write(schema, value);
  const flushed = serializer.flush();
  if (typeof flushed === 'string') return Buffer.from(flushed);
  return Buffer.from(flushed.buffer, flushed.byteOffset, flushed.byteLength);
}
