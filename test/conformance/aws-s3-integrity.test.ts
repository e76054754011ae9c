import { createHash } from 'node:crypto';
import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as client from '@aws-sdk/client-s3';
import { createS3 } from '../../lib/rehearsal/aws/s3';
import { wallClock } from '../../lib/rehearsal/world/clock';
import { temporaryDirectory } from '../temporary';
import { type EndpointInTest, openEndpoint, refused, WORLD } from './aws-endpoint';

const Bucket = 'releases';
const DAY_MILLISECONDS = 86_400_000;
const BYTES = Buffer.from('what was released');
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('base64');

let endpoint: EndpointInTest;
let s3: ReturnType<typeof createS3>;
let sdk: client.S3Client;

beforeEach(async () => {
  s3 = createS3({ clock: wallClock });
  const objectLock = { defaultRetention: { mode: 'COMPLIANCE' as const, days: 30 } };
  s3.createBucket({ name: Bucket, region: 'us-west-2', versioned: true, objectLock });
  endpoint = await openEndpoint([s3.service]);
  sdk = new client.S3Client(endpoint.settings());
});
afterEach(async () => {
  sdk.destroy();
  await endpoint.close();
  expect(endpoint.defects).toEqual([]);
});

const put = (Key: string, more: object = {}) =>
  sdk.send(new client.PutObjectCommand({ Bucket, Key, Body: BYTES, ...more }));
const head = (Key: string, more: object = {}) => sdk.send(new client.HeadObjectCommand({ Bucket, Key, ...more }));
const textOf = async (Key: string, from = sdk) => {
  const { Body } = await from.send(new client.GetObjectCommand({ Bucket, Key }));
  return Body?.transformToString();
};
/** A file is a stream: what is sent is not in memory when its headers are. */
function file(bytes: Buffer) {
  const path = join(temporaryDirectory('s3'), 'asset');
  writeFileSync(path, bytes);
  return createReadStream(path);
}

// Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
describe('a checksum', () => {
  test.each<[string, () => object]>([
    ['of bytes in memory, given', () => ({ ChecksumSHA256: sha256(BYTES) })],
    ['of bytes in memory, left to the client', () => ({ ChecksumAlgorithm: 'SHA256' })],
    ['of a file, given', () => ({ Body: file(BYTES), ContentLength: BYTES.length, ChecksumSHA256: sha256(BYTES) })],
    [
      'of a file, sent after it',
      () => ({ Body: file(BYTES), ContentLength: BYTES.length, ChecksumAlgorithm: 'SHA256' }),
    ],
  ])('%s, is kept with the object and told when it is asked for', async (_, more) => {
    expect((await put('k', more())).ChecksumSHA256).toBe(sha256(BYTES));
    expect(await textOf('k')).toBe(BYTES.toString());
    expect(await head('k', { ChecksumMode: 'ENABLED' })).toMatchObject({
      ChecksumSHA256: sha256(BYTES),
      ChecksumType: 'FULL_OBJECT',
    });
    const unasked = await head('k');
    expect([unasked.ChecksumSHA256, unasked.ChecksumType]).toEqual([undefined, undefined]);
  });

  test('is the one that the client computes when nobody asks for any', async () => {
    await put('k');
    const { ChecksumCRC32, ChecksumSHA256 } = await head('k', { ChecksumMode: 'ENABLED' });
    expect([ChecksumCRC32, ChecksumSHA256]).toEqual(['vIObKQ==', undefined]);
  });

  test.each<[string, object, string]>([
    ['of other bytes', { ChecksumSHA256: sha256(Buffer.from('other')) }, 'BadDigest'],
    ['of other bytes, CRC32', { ChecksumCRC32: 'AAAAAA==' }, 'BadDigest'],
    ['that is too short', { ChecksumSHA256: 'AAAA' }, 'InvalidRequest'],
  ])('%s, is refused with 400 and nothing is stored', async (_, more, name) => {
    expect(await refused(put('k', more))).toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
    expect(s3.versionsIn(Bucket)).toEqual([]);
  });

  test('of another kind is refused by name', async () => {
    const error = await refused(put('k', { ChecksumSHA1: 'AAAA' }));
    expect(error.message).toBe('s3:PutObject with ChecksumSHA1 is not rehearsed');
  });
});

// Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
describe('a conditional write', () => {
  test('replaces the object that it was computed from, and no other', async () => {
    const first = await put('current.json');
    await put('current.json', { Body: 'second', IfMatch: first.ETag });
    const error = await refused(put('current.json', { Body: 'third', IfMatch: first.ETag }));
    expect(error).toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
    expect(await textOf('current.json')).toBe('second');
  });

  test('finds nothing to replace where there is no object, deleted ones included', async () => {
    const { ETag } = await put('current.json');
    await sdk.send(new client.DeleteObjectCommand({ Bucket, Key: 'current.json' }));
    for (const Key of ['current.json', 'none.json']) {
      const error = await refused(put(Key, { IfMatch: ETag }));
      expect(error).toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } });
    }
  });

  test('of an object that must not be one certain version is refused, as S3 does', async () => {
    const error = await refused(put('k', { IfNoneMatch: '"etag"' }));
    expect(error).toMatchObject({ name: 'NotImplemented', $metadata: { httpStatusCode: 501 } });
  });
});

// Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
describe('a list', () => {
  test('of versions goes on after the key and version that the page before named', async () => {
    const ids: (string | undefined)[] = [];
    for (const Key of ['a/1', 'a/1', 'a/2', 'b']) ids.unshift((await put(Key, { Body: Key })).VersionId);
    const pages: unknown[] = [];
    let marker: object = {};
    for (;;) {
      const page = await sdk.send(
        new client.ListObjectVersionsCommand({ Bucket, Prefix: 'a/', MaxKeys: 1, ...marker }),
      );
      pages.push(page.Versions?.map(({ Key, VersionId, IsLatest }) => ({ Key, VersionId, IsLatest })));
      marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
      if (!page.IsTruncated) break;
    }
    const [, second, firstNew, firstOld] = ids;
    expect(pages).toEqual([
      [{ Key: 'a/1', VersionId: firstNew, IsLatest: true }],
      [{ Key: 'a/1', VersionId: firstOld, IsLatest: false }],
      [{ Key: 'a/2', VersionId: second, IsLatest: true }],
    ]);
  });

  test('of versions after a key alone begins with the next key', async () => {
    for (const Key of ['a', 'a', 'b']) await put(Key);
    const { Versions } = await sdk.send(new client.ListObjectVersionsCommand({ Bucket, KeyMarker: 'a' }));
    expect(Versions?.map(({ Key }) => Key)).toEqual(['b']);
  });

  test('of versions after a version without its key is refused', async () => {
    const asked = sdk.send(new client.ListObjectVersionsCommand({ Bucket, VersionIdMarker: 'v' }));
    expect((await refused(asked)).name).toBe('InvalidArgument');
  });

  test('of objects goes on after the token of the page before', async () => {
    for (const Key of ['a', 'b', 'c']) await put(Key);
    const list = (more: object) => sdk.send(new client.ListObjectsV2Command({ Bucket, MaxKeys: 2, ...more }));
    const first = await list({});
    const second = await list({ ContinuationToken: first.NextContinuationToken });
    const keysOf = ({ Contents }: client.ListObjectsV2CommandOutput) => Contents?.map(({ Key }) => Key);
    expect([keysOf(first), first.IsTruncated]).toEqual([['a', 'b'], true]);
    expect([keysOf(second), second.IsTruncated, second.NextContinuationToken]).toEqual([['c'], false, undefined]);
    expect(keysOf(await list({ StartAfter: 'a' }))).toEqual(['b', 'c']);
  });
});

// Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
describe('IAM is asked', () => {
  const until = new Date('2030-01-01T00:00:00.000Z');
  const Retention = { Mode: 'COMPLIANCE' as const, RetainUntilDate: until };
  const object = { Bucket, Key: 'k' };
  const asked = (name: string, input: object) =>
    s3.service
      .authorization(name, input, { principal: WORLD, region: 'us-west-2', operation: name, requestId: '' })
      .map(({ action, resource }) => `${action} ${resource.replace('arn:aws:s3:::', '')}`);

  test.each<[string, object, string[]]>([
    ['ListObjectVersions', { Bucket }, ['s3:ListBucketVersions releases']],
    ['GetBucketVersioning', { Bucket }, ['s3:GetBucketVersioning releases']],
    ['GetObjectLockConfiguration', { Bucket }, ['s3:GetBucketObjectLockConfiguration releases']],
    ['PutObjectRetention', { ...object, VersionId: 'v', Retention }, ['s3:PutObjectRetention releases/k']],
    ['GetObjectRetention', { ...object, VersionId: 'v' }, ['s3:GetObjectRetention releases/k']],
    ['PutObject', object, ['s3:PutObject releases/k']],
    ['PutObject', { ...object, IfNoneMatch: '*' }, ['s3:PutObject releases/k']],
    ['PutObject', { ...object, IfMatch: 'e' }, ['s3:PutObject releases/k', 's3:GetObject releases/k']],
    [
      'PutObject',
      { ...object, ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: until },
      ['s3:PutObject releases/k', 's3:PutObjectRetention releases/k'],
    ],
  ])('by %s of %j: %j', (name, input, requests) => {
    expect(asked(name, input)).toEqual(requests);
  });

  // Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
  test.each<[string, number, object]>([
    ['14 days from now', 14 * DAY_MILLISECONDS, { mode: 'COMPLIANCE', days: '14' }],
    ['a moment more', 14 * DAY_MILLISECONDS + 1, { mode: 'COMPLIANCE', days: '15' }],
    ['a moment less', 14 * DAY_MILLISECONDS - 1, { mode: 'COMPLIANCE', days: '14' }],
  ])('about a lock until %s, with its mode and the days that remain, by both ways to set it', (_, from, expected) => {
    const now = Date.parse('2026-11-21T01:02:03.000Z');
    const { service } = createS3({ clock: { ...wallClock, now: () => now } });
    const RetainUntilDate = new Date(now + from);
    const contexts = (name: string, input: object) =>
      service
        .authorization(name, input, { principal: WORLD, region: 'us-west-2', operation: name, requestId: '' })
        .map(({ action, context = {} }) => [
          action,
          { mode: context['s3:object-lock-mode'], days: context['s3:object-lock-remaining-retention-days'] },
        ]);
    const lock = { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: RetainUntilDate };
    expect(contexts('PutObject', { ...object, ...lock })).toContainEqual(['s3:PutObjectRetention', expected]);
    expect(contexts('PutObjectRetention', { ...object, Retention: { ...Retention, RetainUntilDate } })).toEqual([
      ['s3:PutObjectRetention', expected],
    ]);
    expect(contexts('PutObjectRetention', object)).toEqual([['s3:PutObjectRetention', {}]]);
  });
});

describe('the hand of the world', () => {
  test('changes bytes in place, and all that was said about them stays', async () => {
    const { VersionId = '', ETag } = await put('k', { ChecksumSHA256: sha256(BYTES) });
    s3.tamper({ bucket: Bucket, key: 'k', versionId: VersionId }, 'what was not');
    expect(await head('k', { VersionId, ChecksumMode: 'ENABLED' })).toMatchObject({
      ETag,
      VersionId,
      ChecksumSHA256: sha256(BYTES),
      ContentLength: 12,
    });
    const unchecked = new client.S3Client({ ...endpoint.settings(), responseChecksumValidation: 'WHEN_REQUIRED' });
    expect(await textOf('k', unchecked)).toBe('what was not');
    expect((await refused(textOf('k'))).message).toContain('Checksum mismatch');
  });

  test('changes bytes and their checksums in place, so that only who knows better finds out', async () => {
    const { VersionId = '', ETag } = await put('k', { ChecksumSHA256: sha256(BYTES) });
    s3.tamper({ bucket: Bucket, key: 'k', versionId: VersionId, checksums: 'renewed' }, 'what was not');
    expect(await textOf('k')).toBe('what was not');
    expect(await head('k', { ChecksumMode: 'ENABLED' })).toMatchObject({
      ETag,
      VersionId,
      ChecksumSHA256: sha256(Buffer.from('what was not')),
    });
  });

  test('takes a version out although it is retained', async () => {
    const { VersionId = '' } = await put('k');
    const version = { bucket: Bucket, key: 'k', versionId: VersionId };
    s3.removeVersion(version);
    expect((await refused(head('k'))).name).toBe('NotFound');
    expect(() => s3.removeVersion(version)).toThrow(`k has no version ${VersionId}`);
  });
});
