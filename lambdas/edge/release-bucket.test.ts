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
    // F-68
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

test('An object whose bytes are not those that S3 measured is altered, and has no content', async () => {
  const message = 'Checksum mismatch: expected "a" but received "b" in response header "x-amz-checksum-crc32".';
  const transformToByteArray = () => Promise.reject(new Error(message));
  const send = async () => ({ ContentLength: 2, VersionId: 'v-1', Body: { transformToByteArray } });
  expect(await readObject({ send }, object)).toEqual({ bytes: 2, versionId: 'v-1', altered: message });
});

// F-115
test('An object whose body breaks off is neither read nor altered', async () => {
  const transformToByteArray = () => Promise.reject(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
  const send = async () => ({ ContentLength: 2, Body: { transformToByteArray } });
  await expect(readObject({ send }, object)).rejects.toThrow('aborted');
});

describe('The versions of an object', () => {
  const listed = (Key: string, VersionId: string, at: number) => ({
    Key,
    VersionId,
    ETag: 'e',
    LastModified: new Date(at),
  });
  /** One version a page, and what was asked. */
  function pagesOf(versions: ReturnType<typeof listed>[]) {
    const asked: object[] = [];
    const send = async ({ input }: { input: { VersionIdMarker?: string } }) => {
      asked.push(input);
      const place = versions.findIndex(({ VersionId }) => VersionId === input.VersionIdMarker) + 1;
      const one = versions[place];
      const IsTruncated = place + 1 < versions.length;
      return { Versions: one ? [one] : [], IsTruncated, NextKeyMarker: one?.Key, NextVersionIdMarker: one?.VersionId };
    };
    return { asked, send };
  }
  const three = [listed('web.json', 'v3', 3), listed('web.json', 'v2', 2), listed('web.json', 'v1', 1)];
  const idsIn = ({ versions }: Awaited<ReturnType<typeof versionsOf>>) => versions.map(({ versionId }) => versionId);

  test('are its own, not those of a longer key', async () => {
    const pages = pagesOf([
      listed('web.json', 'v1', 1),
      listed('web.json.old', 'v2', 1),
      listed('web.json.z', 'v3', 1),
    ]);
    expect(await versionsOf(pages, object, { since: 0 })).toEqual({
      versions: [{ versionId: 'v1', eTag: 'e', storedAt: 1 }],
      isCut: false,
    });
    expect(pages.asked).toHaveLength(2);
  });

  test.each([
    [0, ['v3', 'v2', 'v1']],
    [2, ['v3', 'v2', 'v1']],
    [3, ['v3', 'v2']],
  ])('are listed page by page until one was stored before %i', async (since, ids) => {
    const pages = pagesOf(three);
    expect(idsIn(await versionsOf(pages, object, { since }))).toEqual(ids);
    expect(pages.asked.slice(1, 2)).toEqual([
      { Bucket: 'releases', Prefix: 'web.json', KeyMarker: 'web.json', VersionIdMarker: 'v3' },
    ]);
  });

  test('are cut after 20 pages, and say so', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => listed('web.json', `v${index}`, 1));
    expect(await versionsOf(pagesOf(many(20)), object, { since: 0 })).toMatchObject({ isCut: false });
    const cut = await versionsOf(pagesOf(many(21)), object, { since: 0 });
    expect([cut.isCut, cut.versions.length]).toEqual([true, 20]);
  });
});
