import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsError } from '../service';

/** Checksums of an object as its uploader gave them, in base64, by the member of S3's shapes that carries them. */
export type Checksums = Readonly<Partial<Record<ChecksumMember, string>>>;

interface Algorithm {
  readonly member: 'ChecksumSHA256' | 'ChecksumCRC32';
  /** As S3 calls it. */
  readonly name: string;
  readonly of: (body: Buffer) => Buffer;
}

type ChecksumMember = Algorithm['member'];

const ALGORITHMS: readonly Algorithm[] = [
  { member: 'ChecksumSHA256', name: 'SHA256', of: (body) => createHash('sha256').update(body).digest() },
  { member: 'ChecksumCRC32', name: 'CRC32', of: crc32Of },
];

/** Every other checksum of an upload is refused as a member that nobody reads. */
export const CHECKSUM_MEMBERS: readonly string[] = ALGORITHMS.map(({ member }) => member);

interface Upload {
  readonly body: Buffer;
  readonly checksums: Checksums;
  /** As in `ChecksumAlgorithm`. */
  readonly algorithm: string | undefined;
}

/**
 * The checksums of an upload, once they are known to be right.
 *
 * @throws BadDigest for one that is not the body's, InvalidRequest for one that cannot be one and for an algorithm
 * without its checksum
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
export function verifiedChecksums({ body, checksums, algorithm }: Upload): Checksums {
  const given = ALGORITHMS.filter(({ member }) => checksums[member] !== undefined);
  if (algorithm !== undefined && !given.some(({ name }) => name === algorithm)) {
    const missing = 'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* header was found.';
    throw new AwsError('InvalidRequest', missing, { status: 400 });
  }
  return Object.fromEntries(given.map(({ member, ...one }) => [member, verified(one, body, checksums[member] ?? '')]));
}

function verified({ name, of }: Pick<Algorithm, 'name' | 'of'>, body: Buffer, given: string): string {
  const expected = of(body);
  if (Buffer.from(given, 'base64').length !== expected.length) {
    const invalid = `Value for x-amz-checksum-${name.toLowerCase()} header is invalid.`;
    throw new AwsError('InvalidRequest', invalid, { status: 400 });
  }
  if (given === expected.toString('base64')) return given;
  throw new AwsError('BadDigest', `The ${name} you specified did not match the calculated checksum.`, { status: 400 });
}

/** The same kinds of checksums, of other bytes. */
export const renewedChecksums = (checksums: Checksums, body: Buffer): Checksums =>
  Object.fromEntries(
    ALGORITHMS.filter(({ member }) => checksums[member] !== undefined).map(({ member, of }) => [
      member,
      of(body).toString('base64'),
    ]),
  );

function crc32Of(body: Buffer): Buffer {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return sum;
}

/** What a description of the object says of its checksums, when it is asked to: no object here has parts. */
export const describedChecksums = (checksums: Checksums, mode: string | undefined): object =>
  mode !== 'ENABLED' || Object.keys(checksums).length === 0 ? {} : { ...checksums, ChecksumType: 'FULL_OBJECT' };
