import { RELEASE_OBJECT_BYTES_MAX } from '../../lib/domain/release';
import { readObject, sizeOfObject } from './release-bucket';

const object = { Bucket: 'releases', Key: 'web.json', VersionId: 'v-1' };

/** A bucket with one object, and whether its body was read or let go. */
function bucketWith(answer: { ContentLength?: number; VersionId?: string }) {
  const fate: string[] = [];
  const Body = {
    transformToByteArray: async () => {
      fate.push('read');
      return Buffer.from('{}');
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
    const s3 = bucketWith({ VersionId: 'v-1', ...(bytes !== undefined && { ContentLength: bytes }) });
    const { content } = await readObject(s3, object);
    expect(s3.fate).toEqual([fate]);
    expect(content?.text).toBe(fate === 'read' ? '{}' : undefined);
  });

  test('has no version in a bucket that keeps none', async () => {
    expect(await sizeOfObject(bucketWith({ ContentLength: 2, VersionId: 'null' }), object)).toEqual({
      bytes: 2,
      versionId: undefined,
    });
  });
});
