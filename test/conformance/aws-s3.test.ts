import { Readable } from 'node:stream';
import * as client from '@aws-sdk/client-s3';
import { createS3 } from '../../lib/rehearsal/aws/s3';
import { wallClock } from '../../lib/rehearsal/world/clock';
import { type EndpointInTest, openEndpoint, refused } from './aws-endpoint';

const DAY_MILLISECONDS = 86_400_000;
let now = Date.parse('2026-11-21T01:02:03.000Z');
let endpoint: EndpointInTest;
let s3: ReturnType<typeof createS3>;
let sdk: client.S3Client;

beforeEach(async () => {
  s3 = createS3({ clock: { ...wallClock, now: () => now } });
  s3.createBucket({ name: 'releases', region: 'us-west-2', versioned: true });
  const objectLock = { defaultRetention: { mode: 'COMPLIANCE' as const, days: 30 } };
  s3.createBucket({ name: 'evidence', region: 'us-west-2', versioned: true, objectLock });
  s3.createBucket({ name: 'plain', region: 'us-west-2' });
  endpoint = await openEndpoint([s3.service]);
  sdk = new client.S3Client(endpoint.settings());
});
afterEach(async () => {
  sdk.destroy();
  await endpoint.close();
  expect(endpoint.defects).toEqual([]);
});

const put = (Bucket: string, Key: string, Body: string, more: object = {}) =>
  sdk.send(new client.PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = async (Bucket: string, Key: string, VersionId?: string) => {
  const { Body, ...rest } = await sdk.send(
    new client.GetObjectCommand({ Bucket, Key, ...(VersionId && { VersionId }) }),
  );
  return { ...rest, text: await Body?.transformToString() };
};

describe('a versioned bucket', () => {
  test('keeps every version under its id, keys and metadata included', async () => {
    const first = await put('releases', 'r-1/a b+c.json', 'one', {
      ContentType: 'application/json',
      Metadata: { run: 'r1' },
    });
    const second = await put('releases', 'r-1/a b+c.json', 'two');
    expect((await get('releases', 'r-1/a b+c.json')).text).toBe('two');
    expect(await get('releases', 'r-1/a b+c.json', first.VersionId)).toMatchObject({
      text: 'one',
      VersionId: first.VersionId,
      ContentType: 'application/json',
      Metadata: { run: 'r1' },
      LastModified: new Date(now),
    });
    expect(second.VersionId).not.toBe(first.VersionId);
    expect(second.ETag).toBe('"b8a9f715dbb64fd5c56e7783c6820a61"');
  });

  test('takes a streamed upload as it was sent', async () => {
    const Body = Readable.from([Buffer.from('stream'), Buffer.from('-body')]);
    await sdk.send(new client.PutObjectCommand({ Bucket: 'releases', Key: 's', Body, ContentLength: 11 }));
    expect((await get('releases', 's')).text).toBe('stream-body');
  });

  test('hides a deleted object behind a marker and keeps its versions', async () => {
    const { VersionId } = await put('releases', 'k', 'one');
    const deleted = await sdk.send(new client.DeleteObjectCommand({ Bucket: 'releases', Key: 'k' }));
    expect(deleted.DeleteMarker).toBe(true);
    expect((await refused(get('releases', 'k'))).name).toBe('NoSuchKey');
    expect((await get('releases', 'k', VersionId)).text).toBe('one');
    const { Versions, DeleteMarkers } = await sdk.send(new client.ListObjectVersionsCommand({ Bucket: 'releases' }));
    expect(DeleteMarkers).toMatchObject([{ Key: 'k', VersionId: deleted.VersionId, IsLatest: true }]);
    expect(Versions).toMatchObject([{ Key: 'k', VersionId, IsLatest: false, Size: 3 }]);
    expect((await sdk.send(new client.ListObjectsV2Command({ Bucket: 'releases' }))).KeyCount).toBe(0);
  });

  test('says that it is versioned, and a plain one does not', async () => {
    const status = async (Bucket: string) => (await sdk.send(new client.GetBucketVersioningCommand({ Bucket }))).Status;
    expect([await status('releases'), await status('plain')]).toEqual(['Enabled', undefined]);
  });

  test('lists current objects under a prefix', async () => {
    for (const key of ['r-2/b', 'r-1/a', 'r-2/a']) await put('releases', key, key);
    const { Contents } = await sdk.send(new client.ListObjectsV2Command({ Bucket: 'releases', Prefix: 'r-2/' }));
    expect(Contents?.map(({ Key }) => Key)).toEqual(['r-2/a', 'r-2/b']);
  });

  test('creates an object once when it is asked to', async () => {
    await put('releases', 'once', 'one', { IfNoneMatch: '*' });
    const error = await refused(put('releases', 'once', 'two', { IfNoneMatch: '*' }));
    expect(error).toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
  });
});

describe('what is not there', () => {
  test.each([
    ['a key', () => get('releases', 'none'), 'NoSuchKey'],
    ['a version', () => get('releases', 'none', 'v1'), 'NoSuchVersion'],
    ['a bucket', () => get('nowhere', 'none'), 'NoSuchBucket'],
    ['a head', () => sdk.send(new client.HeadObjectCommand({ Bucket: 'releases', Key: 'none' })), 'NotFound'],
  ])('%s is refused with 404', async (_, call, name) => {
    expect(await refused(call())).toMatchObject({ name, $metadata: { httpStatusCode: 404 } });
  });

  test('a head of an object tells its size without its bytes', async () => {
    await put('releases', 'k', 'four');
    const head = await sdk.send(new client.HeadObjectCommand({ Bucket: 'releases', Key: 'k' }));
    expect(head.ContentLength).toBe(4);
  });
});

describe('Object Lock', () => {
  const remove = (VersionId: string | undefined, more: object = {}) =>
    sdk.send(new client.DeleteObjectCommand({ Bucket: 'evidence', Key: 'run', VersionId, ...more }));

  test('retains a new version by the default of the bucket', async () => {
    const { VersionId } = await put('evidence', 'run', 'record');
    const until = new Date(now + 30 * DAY_MILLISECONDS);
    expect(await get('evidence', 'run')).toMatchObject({
      ObjectLockMode: 'COMPLIANCE',
      ObjectLockRetainUntilDate: until,
    });
    expect(s3.versionsIn('evidence')).toMatchObject([{ versionId: VersionId, retention: { retainUntil: until } }]);
  });

  test('refuses to delete a version until its retention is over', async () => {
    const { VersionId } = await put('evidence', 'run', 'record');
    const error = await refused(remove(VersionId, { BypassGovernanceRetention: true }));
    expect(error).toMatchObject({ name: 'AccessDenied', message: expect.stringContaining('object lock') });
    now += 30 * DAY_MILLISECONDS;
    await remove(VersionId);
    expect(s3.versionsIn('evidence')).toEqual([]);
  });

  test('lets a governed version go only when the bypass is asked for', async () => {
    const ObjectLockRetainUntilDate = new Date(now + DAY_MILLISECONDS);
    const { VersionId } = await put('evidence', 'run', 'x', {
      ObjectLockMode: 'GOVERNANCE',
      ObjectLockRetainUntilDate,
    });
    await refused(remove(VersionId));
    await remove(VersionId, { BypassGovernanceRetention: true });
  });

  test('lets retention grow and never shrink', async () => {
    await put('evidence', 'run', 'record');
    const retain = (days: number) => {
      const Retention = { Mode: 'COMPLIANCE' as const, RetainUntilDate: new Date(now + days * DAY_MILLISECONDS) };
      return sdk.send(new client.PutObjectRetentionCommand({ Bucket: 'evidence', Key: 'run', Retention }));
    };
    await retain(40);
    await refused(retain(39));
    const { Retention } = await sdk.send(new client.GetObjectRetentionCommand({ Bucket: 'evidence', Key: 'run' }));
    expect(Retention?.RetainUntilDate).toEqual(new Date(now + 40 * DAY_MILLISECONDS));
  });

  test('tells its configuration, and that there is none', async () => {
    const ask = (Bucket: string) => sdk.send(new client.GetObjectLockConfigurationCommand({ Bucket }));
    expect((await ask('evidence')).ObjectLockConfiguration).toEqual({
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 30 } },
    });
    expect((await refused(ask('plain'))).name).toBe('ObjectLockConfigurationNotFoundError');
  });
});

describe('IAM', () => {
  const roleWith = (...Action: string[]) => {
    const Resource = ['arn:aws:s3:::releases', 'arn:aws:s3:::releases/*'];
    return new client.S3Client(endpoint.as({ name: 'step', statements: [{ Effect: 'Allow', Action, Resource }] }));
  };
  const reading = (Key: string, VersionId?: string) =>
    new client.GetObjectCommand({ Bucket: 'releases', Key, VersionId });

  test('tells a version from the latest object', async () => {
    const { VersionId } = await put('releases', 'k', 'one');
    await roleWith('s3:GetObjectVersion').send(reading('k', VersionId));
    const error = await refused(roleWith('s3:GetObject').send(reading('k', VersionId)));
    expect(error.message).toContain('s3:GetObjectVersion on resource: arn:aws:s3:::releases/k');
  });

  test('tells nobody that a key is missing who may not list the bucket', async () => {
    const error = await refused(roleWith('s3:GetObject').send(reading('none')));
    expect(error).toMatchObject({ name: 'AccessDenied', message: expect.stringContaining('s3:ListBucket') });
    expect((await refused(roleWith('s3:GetObject', 's3:ListBucket').send(reading('none')))).name).toBe('NoSuchKey');
  });

  test('limits the mode and the days of a lock', async () => {
    const Resource = 'arn:aws:s3:::evidence/*';
    const Condition = {
      StringEquals: { 's3:object-lock-mode': 'COMPLIANCE' },
      NumericLessThanEquals: { 's3:object-lock-remaining-retention-days': '40' },
    };
    const statements = [
      { Effect: 'Allow' as const, Action: 's3:PutObjectRetention', Resource, Condition },
      { Effect: 'Allow' as const, Action: 's3:PutObject', Resource },
    ];
    const locker = new client.S3Client(endpoint.as({ name: 'locker', statements }));
    const until = (days: number) => new Date(now + days * DAY_MILLISECONDS);
    const retain = (Mode: client.ObjectLockRetentionMode, days: number) => {
      const Retention = { Mode, RetainUntilDate: until(days) };
      return locker.send(new client.PutObjectRetentionCommand({ Bucket: 'evidence', Key: 'run', Retention }));
    };
    await put('evidence', 'run', 'one');
    await retain('COMPLIANCE', 40);
    expect((await refused(retain('COMPLIANCE', 41))).message).toContain('s3:PutObjectRetention');
    expect((await refused(retain('GOVERNANCE', 40))).message).toContain('s3:PutObjectRetention');
    const lock = { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: until(41) } as const;
    const locked = new client.PutObjectCommand({ Bucket: 'evidence', Key: 'other', Body: 'one', ...lock });
    expect((await refused(locker.send(locked))).message).toContain('s3:PutObjectRetention');
  });
});

test('a request for another Region is refused, naming the right one', async () => {
  const east = new client.S3Client(endpoint.settings(undefined, 'us-east-1'));
  const error = await refused(east.send(new client.HeadObjectCommand({ Bucket: 'releases', Key: 'k' })));
  expect(error.$metadata?.httpStatusCode).toBe(400);
  const named = await refused(east.send(new client.GetObjectCommand({ Bucket: 'releases', Key: 'k' })));
  expect(named.message).toContain("expecting 'us-west-2'");
});

test('an input that would be ignored is refused by name', async () => {
  const ranged = sdk.send(new client.GetObjectCommand({ Bucket: 'releases', Key: 'k', Range: 'bytes=0-1' }));
  expect(await refused(ranged)).toMatchObject({ message: 's3:GetObject with Range is not rehearsed' });
});

test('the hand of the world stages objects and takes buckets away', async () => {
  const { versionId } = s3.putObject({ bucket: 'plain', key: 'k', body: 'staged' });
  expect(versionId).toBe('null');
  expect((await get('plain', 'k')).text).toBe('staged');
  expect(s3.getObject({ bucket: 'plain', key: 'k' })?.body.toString()).toBe('staged');
  expect(() => s3.deleteBucket('plain')).toThrow('not empty');
  await sdk.send(new client.DeleteObjectCommand({ Bucket: 'plain', Key: 'k' }));
  s3.deleteBucket('plain');
  expect(s3.hasBucket('plain')).toBe(false);
});
