import { renewedChecksums } from '../../../lib/rehearsal/aws/s3/checksums';
import type { Call } from '../../../lib/rehearsal/aws/service';

/** An input as it would arrive: nothing that is undefined travels, and an upload carries the SDK's checksum. */
export function inputOf(operation: string, input: object): Record<string, unknown> {
  const sent = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  if (operation !== 'PutObject') return sent;
  const { ChecksumAlgorithm = 'CRC32' } = sent;
  const checksums = renewedChecksums(
    { [`Checksum${ChecksumAlgorithm}`]: '' },
    Buffer.from((sent.Body ?? '') as Buffer),
  );
  return { ChecksumAlgorithm, ...checksums, ...sent };
}

/** Bytes of an answer, which the SDK hands out with ways to read them. */
const readable = (body: unknown) => {
  const bytes = Buffer.from((body ?? '') as Buffer);
  return Object.assign(bytes, {
    transformToString: async (encoding?: BufferEncoding) => bytes.toString(encoding ?? 'utf8'),
    transformToByteArray: async () => new Uint8Array(bytes),
    [Symbol.asyncIterator]: async function* () {
      yield bytes;
    },
  });
};

/** An output as the SDK hands it to its caller: a copy, its bodies readable. */
export function outputOf({ operation }: Call, output: unknown): unknown {
  const copy = (output ?? {}) as Record<string, unknown>;
  const given = { $metadata: { httpStatusCode: 200 }, ...copy };
  if (operation === 'GetObject') return { ...given, Body: readable(copy.Body) };
  if (operation === 'Invoke') return { ...given, Payload: readable(copy.Payload) };
  return given;
}
