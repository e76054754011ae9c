import { RELEASE_OBJECT_BYTES_MAX } from '../../lib/domain/release';
import { checksumOf, readObject, versionsOf } from './release-bucket';

const object = { Bucket: 'releases', Key: 'web.json', VersionId: 'v-1' };

/** A bucket with one object, and whether its body was read or let go. */
function bucketWith(answer: { ContentLength?: number; VersionId?: string }, body = '{}') {
  const fate: string[] = [];
  const Body = {
    transformToByteArray: async () => {
      fate.push('read');
      return Buffer.from(body);
    },
    destroy: () => fate.push('let go'),
  };
  return { fate, send: async () => ({ ...answer, Body }) };
}

describe('An object of a release', () => {
  test.each([
    ['is read at exactly the limit', RELEASE_OBJECT_BYTES_MAX, 'read'],
    ['is let go one byte above it', RELEASE_OBJECT_BYTES_MAX + 1, 'let go'],
    ['is let go when it does not say its size', undefined, 'let go'],
  ])('%s', async (_, bytes, fate) => {
    const text = 'x'.repeat(bytes ?? 1);
    const s3 = bucketWith({ VersionId: 'v-1', ...(bytes !== undefined && { ContentLength: bytes }) }, text);
    const { content } = await readObject(s3, object);
    expect(s3.fate).toEqual([fate]);
    expect(content?.text === text).toBe(fate === 'read');
  });

  test.each([
    ['a byte too few', '{'],
    ['a byte too many', '{} '],
  ])('that arrives with %s is not taken for the object, and is read again', async (_, body) => {
    await expect(readObject(bucketWith({ ContentLength: 2 }, body), object)).rejects.toMatchObject({
      name: 'IncompleteAnswer',
      message: `web.json was cut off: ${body.length} of its 2 bytes arrived`,
    });
  });

  test('has no version in a bucket that keeps none', async () => {
    const { versionId } = await readObject(bucketWith({ ContentLength: 2, VersionId: 'null' }), object);
    expect(versionId).toBeUndefined();
  });
});

describe('The checksum of an object', () => {
  const digest = 'ab'.repeat(32);
  const base64 = Buffer.from(digest, 'hex').toString('base64');
  test.each([
    ['is what S3 measured', { ChecksumSHA256: base64, ChecksumType: 'FULL_OBJECT' }, digest],
    ['is unknown when S3 has none', {}, undefined],
    ['is unknown when it was uploaded in parts', { ChecksumSHA256: `${base64}-2` }, undefined],
    ['is unknown when it is one of checksums', { ChecksumSHA256: base64, ChecksumType: 'COMPOSITE' }, undefined],
    ['is unknown when it has another length', { ChecksumSHA256: 'abcd' }, undefined],
  ])('%s', async (_, answer, expected) => {
    const asked: { input: unknown }[] = [];
    const send = async (command: { input: unknown }) => {
      asked.push(command);
      return answer;
    };
    expect(await checksumOf({ send }, object)).toBe(expected);
    expect(asked[0]?.input).toEqual({ ...object, ChecksumMode: 'ENABLED' });
  });
});

test('The versions of an object are its own, not those of a longer key', async () => {
  const Versions = ['web.json', 'web.json.old'].map((Key) => ({ Key, VersionId: `v of ${Key}`, ETag: 'e' }));
  expect(await versionsOf({ send: async () => ({ Versions }) }, object)).toEqual([
    { versionId: 'v of web.json', eTag: 'e' },
  ]);
});
