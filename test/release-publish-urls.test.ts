/** Where a template that is signed may fetch another one from. */
import { foreignTemplateUrls } from '../lib/release/publish/template-urls';
import type { Template } from '../lib/release/source';

const PREFIX = 'https://releases.s3.us-east-1.amazonaws.com/';
const OWN = `${PREFIX}templates/a.json?versionId=v1`;

/** @param urls of what was uploaded @default the very same */
const urlsOf = (TemplateURL: unknown, urls = [String(TemplateURL)]) =>
  foreignTemplateUrls(
    { Resources: { Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL } } } },
    { prefix: PREFIX, urls },
  );

test('is the bucket of its Region, in the version that was put there', () => {
  expect(urlsOf(OWN)).toEqual([]);
});

test.each<[string, unknown]>([
  ['another bucket', OWN.replace('releases', 'elsewhere')],
  ['a bucket whose name goes on', OWN.replace('releases', 'releases-2')],
  ['a URL that only holds the right one', `https://evil/?from=${OWN}`],
  ['whatever version lies there', `${PREFIX}templates/a.json`],
  ['an empty version', OWN.replace('v1', '')],
  ['an empty version before something else', OWN.replace('v1', '&x=1')],
  ['a place that is known on the day', { 'Fn::Sub': OWN }],
  ['one of two', { 'Fn::If': ['Small', OWN, OWN] }],
  ['nothing', null],
])('is never %s', (_, url) => {
  expect(urlsOf(url)).toEqual(['Resources.Inner.Properties.TemplateURL']);
});

test.each([
  ['another object of the bucket', OWN.replace('/a.json', '/b.json')],
  ['another version', OWN.replace('v1', 'v2')],
])('is not %s than was put there for this release', (_, url) => {
  expect(urlsOf(url, [OWN])).toEqual(['Resources.Inner.Properties.TemplateURL']);
});

test('is looked for in loops over resources, and in every type', () => {
  const Properties = { TemplateURL: 'https://evil/a.json?versionId=v1' };
  const loop = ['Name', ['1'], { Inner: { Type: 'AWS::CloudFormation::Stack', Properties } }];
  const Copies = { Type: 'AWS::CloudFormation::StackSet', Properties };
  const Resources = { 'Fn::ForEach::Inner': loop, Copies } as unknown as Template['Resources'];
  expect(foreignTemplateUrls({ Resources }, { prefix: PREFIX, urls: [Properties.TemplateURL] })).toEqual([
    'Resources.Fn::ForEach::Inner.2.Inner.Properties.TemplateURL',
    'Resources.Copies.Properties.TemplateURL',
  ]);
});
