import { sha256 } from '../../../lib/domain/canonical-json';
import { contentDifferences } from './content';

const key = `assets/${sha256('zip')}.zip`;
const templateOf = (S3ObjectVersion: string) => ({ Resources: { Fn: { Type: 'T', S3Key: key, S3ObjectVersion } } });
const comparing = (text: string) => {
  const asked: unknown[] = [];
  const send = async ({ input }: { input: unknown }) => {
    asked.push(input);
    return { ChecksumSHA256: Buffer.from(sha256(text), 'hex').toString('base64') };
  };
  const differenceOf = contentDifferences({ send });
  return {
    asked,
    of: (version: string) => differenceOf({ found: templateOf(version), wanted: templateOf('v1'), bucket: 'b' }),
  };
};

test('A version with the bytes that its key names is asked for once', async () => {
  const { asked, of } = comparing('zip');
  expect([await of('v2'), await of('v2'), await of('v1')]).toEqual([undefined, undefined, undefined]);
  expect(asked).toEqual([{ Bucket: 'b', Key: key, VersionId: 'v2', ChecksumMode: 'ENABLED' }]);
});

test('A version with other bytes is told each time', async () => {
  const { asked, of } = comparing('zap');
  for (const _ of [1, 2]) expect(await of('v2')).toContain(`Resources.Fn.S3ObjectVersion is version v2 of ${key}`);
  expect(asked).toHaveLength(2);
});
