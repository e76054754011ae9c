import { otherVersions } from '.';

const HASH = 'a'.repeat(64);
const templateWith = (Properties: object) => ({ Resources: { It: { Type: 'AWS::Lambda::Function', Properties } } });
const key = `assets/${HASH}.zip`;
const code = (S3ObjectVersion?: unknown) =>
  templateWith({
    Code: { S3Bucket: 'releases', S3Key: key, ...(S3ObjectVersion !== undefined && { S3ObjectVersion }) },
  });
const url = (version: string) => templateWith({ TemplateURL: `https://b/templates/${HASH}.json${version}` });
const path = 'Resources.It.Properties.Code.S3ObjectVersion';
const nested = { path: 'Resources.It.Properties.TemplateURL', key: `templates/${HASH}.json`, sha256: HASH };

describe('Versions of files that a template names and another does not', () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>, object[]]>([
    ['another one', code('v2'), code('v1'), [{ path, key, sha256: HASH, versionId: 'v2' }]],
    ['none', code(), code('v1'), [{ path, key, sha256: HASH }]],
    ['one that a function gives', code({ Ref: 'V' }), code('v1'), [{ path, key, sha256: HASH }]],
    ['another one where there was none', code('v2'), code(), [{ path, key, sha256: HASH, versionId: 'v2' }]],
    ['in a URL', url('?versionId=v%2B2'), url('?versionId=v1'), [{ ...nested, versionId: 'v+2' }]],
    ['none in a URL', url(''), url('?versionId=v1'), [nested]],
    ['what is no version in a URL', url('?versionId=%zz'), url('?versionId=v1'), [nested]],
    [
      'the second of a text, in a list',
      templateWith({ Of: ['x', `${key}?versionId=v1 ${key}?versionId=v2`] }),
      templateWith({ Of: ['x', `${key}?versionId=v1 ${key}?versionId=v1`] }),
      [{ path: 'Resources.It.Properties.Of.1.1', key, sha256: HASH, versionId: 'v2' }],
    ],
    [
      'those of each of two names',
      templateWith({ Key: key, Version: 'a', ObjectVersion: 'b' }),
      templateWith({ Key: key, Version: 'c', ObjectVersion: 'd' }),
      ['Version', 'ObjectVersion'].map((name) => ({
        path: `Resources.It.Properties.${name}`,
        key,
        sha256: HASH,
        versionId: name === 'Version' ? 'a' : 'b',
      })),
    ],
    ['nothing that is the same', code('v1'), code('v1'), []],
    ['nothing that is the same in a URL', url('?versionId=v1'), url('?versionId=v1'), []],
    [
      'nothing of what is not named by its content',
      templateWith({ S3Key: 'latest.zip', S3ObjectVersion: 'v1' }),
      templateWith({ S3Key: 'latest.zip', S3ObjectVersion: 'v2' }),
      [],
    ],
    ['nothing of metadata', { ...code('v1'), Metadata: { TemplateURL: `${key}?versionId=v9` } }, code('v1'), []],
  ])('are %s', (_, found, wanted, versions) => {
    expect(otherVersions({ found, wanted })).toEqual(versions);
  });
});
