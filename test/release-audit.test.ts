import { audit, stopping } from '../lib/release/audit';
import { compose } from '../lib/release/compose';
import type { Finding } from '../lib/release/finding';
import type { Template } from '../lib/release/source';
import { auditFolder, auditTemplate, planFor, sourceOf, stackOf, told } from './audited';
import { NOW } from './fixtures';

let found: readonly Finding[];
beforeAll(async () => {
  found = await auditFolder('bad-templates');
});

/** Ids after `rule:file/`, by file and rule; each is seeded in `bad-templates/`. */
const SEEDED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // F-75
  'global-control-planes': {
    'error global-control-plane':
      'Bucket BucketPolicy Cache Certificate Control Database Dax Discovery Distribution Endpoint Entry Firewall Graph ' +
      'HttpApi Kubernetes LoadBalancer Memory Namespace OldLoadBalancer Organization Protection Record RestApi Role ' +
      'Search Service Url',
  },
  'other-region': {
    'error other-region': 'Console Function Instance Replica Schedule Stage Subnets Zone ZoneId',
    'warning other-region': 'Layered',
  },
  mappings: { 'error missing-region-mapping': 'ByPlace BySize Images Uneven' },
  runtimes: { 'error dead-runtime': 'Blocked ByDefault Canary InOneRegion Old', 'warning dead-runtime': 'Soon' },
  macro: { 'error macro': '- Include Joined Macro Module' },
  sam: { 'error macro': '- Function' },
  'custom-resources': { 'error custom-resource': 'Custom Old Wait' },
  'nested-elsewhere': { 'error nested-elsewhere': 'Child Computed Foreign Longer Set' },
  'parameter-store': { 'error reads-parameter-store': 'BootstrapVersion Function Topic Vpc' },
  secrets: {
    'error global-control-plane': 'Database',
    'error literal-secret': 'ApiToken Connection Database DatabasePassword Function Jwt Keys Pem Task',
    'warning literal-secret': 'OnlyNamed',
  },
  images: {
    'error image-not-pinned': 'Build Function Runner Tagged',
    'warning image-not-pinned': 'FromParameter TagFromParameter',
  },
  stateful: {
    'error stateful-without-retain': 'Dropped Key Orders Pool',
    'warning stateful-without-retain': 'Log Queue',
  },
  names: { 'error fixed-name': 'Alarm Group Queue Rule Topic' },
  exports: { 'error export': 'TopicArn' },
  imports: { 'error import-from-elsewhere': 'Network Reader Subscription' },
  role: { 'error role-may-not': 'Bus Pipeline Stream' },
  assets: { 'error asset-not-pinned': 'Version', 'warning asset-not-pinned': 'Task' },
  'nested-parent': {
    'error global-control-plane': 'ChildRole',
    'error import-from-elsewhere': 'ChildImporter ChildReader',
    'error nested-elsewhere': 'Fleet',
    'error other-region': 'ChildTopic',
    'warning asset-not-pinned': 'Fleet',
  },
};

const seededIn = (stack: string): string[] =>
  Object.entries(SEEDED[stack] ?? {}).flatMap(([rule, ids]) =>
    ids.split(' ').map((id) => (id === '-' ? `${rule}:${stack}` : `${rule}:${stack}/${id}`)),
  );

describe('the audit', () => {
  test.each(Object.keys(SEEDED))('finds what is seeded in %s, and nothing else', (stack) => {
    expect(told(found.filter((finding) => finding.stack === stack)).sort()).toEqual(seededIn(stack).sort());
  });

  test('finds nothing in other files of the folder', () => {
    expect([...new Set(found.map(({ stack }) => stack))].sort()).toEqual(Object.keys(SEEDED).sort());
  });

  test('finds nothing in templates that only look like bad ones', async () => {
    expect(await auditFolder('good-templates')).toEqual([]);
  });

  test('puts errors first, then stacks in order', () => {
    const order = found.map(({ level, stack, id }) => [level, stack, id].join(' '));
    expect(order).toEqual([...order].sort((one, other) => (one < other ? -1 : 1)));
  });

  test('says of each place what it is and what to do, as a sentence without a full stop', () => {
    for (const { because, remedy } of found) {
      expect(because).toMatch(/^\S[^\n]{8,}[^.]$/);
      expect(remedy).toMatch(/^[a-z][^\n]{8,}[^.]$/);
    }
  });

  test('has one finding for each id', () => {
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
  });

  test.each([
    ['other-region:other-region/Function', 'us-west-2 is written out in Environment.Variables.TABLE'],
    ['other-region:other-region/Function', 'us-east-1 is a name in Environment.Variables'],
    ['other-region:other-region/Function', "account 999988887777 is written out in Role; the plan's is 111122223333"],
    ['other-region:other-region/Schedule', 'eu-central-1 is written out in Target.Arn'],
    ['other-region:other-region/Schedule', 'account 444455556666'],
    ['other-region:other-region/Instance', 'ap-southeast-2b'],
    ['other-region:other-region/ZoneId', 'use1-az4'],
    ['missing-region-mapping:mappings/Images', 'has no entry for us-west-2'],
    ['missing-region-mapping:mappings/Uneven', 'has no port for us-west-2'],
    ['missing-region-mapping:mappings/BySize', 'has no us-west-2 in large'],
    ['literal-secret:secrets/Connection', 'ApiKeyValue is written out'],
    ['literal-secret:secrets/Connection', 'Description holds a connection string with a password'],
    ['literal-secret:secrets/Function', 'DB_PASSWORD is written out'],
    ['literal-secret:secrets/Task', 'SESSION_SECRET is written out'],
    ['literal-secret:secrets/Task', 'holds a URL with a password'],
    ['macro:macro', 'AWS::LanguageExtensions'],
    ['macro:macro', 'AWS::SecretsManager-2020-07-23'],
    ['macro:macro', 'its Outputs hold'],
    ['macro:macro', 'its Rules hold'],
    ['macro:macro', 'it holds an Fn::Transform at its root'],
    ['import-from-elsewhere:imports/Reader', 'it reads the output Name of billing'],
    ['import-from-elsewhere:nested-parent/ChildImporter', 'in the nested stack Child: it imports network-name'],
    [
      'role-may-not:role/Stream',
      'takes kinesis:CreateStream, which the release role in us-east-1 and us-west-2 may not',
    ],
    ['dead-runtime:runtimes/InOneRegion', 'on python3.8 since'],
    ['fixed-name:names/Rule', 'Priority is 10 in every release and in every drill, on a listener that they share'],
    ['asset-not-pinned:assets/Task', 'Resources.Task.Properties.ContainerDefinitions.0.Command.0 names an asset by'],
    ['role-may-not:role/Pipeline', 'some action of datapipeline'],
    [
      'global-control-plane:nested-parent/ChildRole',
      'in the nested stack Child: creating AWS::IAM::Role depends on IAM',
    ],
  ])('%s says that %s', (id, words) => {
    expect(found.find((finding) => finding.id === id)?.because).toContain(words);
  });

  test('tells nobody a secret', () => {
    const text = JSON.stringify(found);
    for (const secret of ['correct-horse', 'hunter2', 'AKIA', 'sk_live', 'eyJ', '7e3f9c1d', 'MIIE', 'not-so-secret']) {
      expect(text).not.toContain(secret);
    }
  });

  test('tells how the parameter of the bootstrap stack is avoided', () => {
    const { remedy } = found.find(({ id }) => id.endsWith('/BootstrapVersion')) ?? {};
    expect(remedy).toContain('generateBootstrapVersionRule: false');
  });
});

describe('an acceptance', () => {
  const template = { Resources: { Role: { Type: 'AWS::IAM::Role' }, User: { Type: 'AWS::IAM::User' } } };
  const because = 'IAM is asked before the takeover';
  const accepting = (...ids: string[]) =>
    auditTemplate(template, { release: { accept: ids.map((finding) => ({ finding, because })) } });

  test('lets its own finding through, with the reason, and no other', () => {
    const findings = accepting('global-control-plane:web/Role');
    expect(findings.map(({ id, accepted }) => [id, accepted])).toEqual([
      ['global-control-plane:web/Role', because],
      ['global-control-plane:web/User', undefined],
    ]);
    expect(told(stopping(findings))).toEqual(['error global-control-plane:web/User']);
  });

  test.each([
    ['literal-secrt:web/Gone', 'no rule is called literal-secrt; did you mean literal-secret'],
    ['xyzzy:web/Gone', 'no rule is called xyzzy; docs/release-audit.md names them'],
    ['web/Gone', 'no rule is called web/Gone; docs/release-audit.md names them'],
  ])('of a rule that there is not is told: %s', (finding, because) => {
    expect(accepting(finding).find(({ rule }) => rule === 'accepts-nothing')?.because).toBe(because);
  });

  test('that matches nothing is a warning, and stops nothing', () => {
    const findings = accepting(
      'global-control-plane:web/Role',
      'global-control-plane:web/User',
      'macro:web/Gone',
      'export:web/Gone',
    );
    expect(told(findings).at(-1)).toBe('warning accepts-nothing:web/Gone');
    expect(findings.at(-1)?.because).toContain('the plan accepts macro:web/Gone, which the audit does not find');
    expect(findings.at(-1)?.because).toContain('export:web/Gone');
    expect(stopping(findings)).toEqual([]);
  });
});

describe('an asset of a folder that its release.json does not list', () => {
  const lambda = (Code: object) => ({ Type: 'AWS::Lambda::Function', Properties: { Code } });
  const asset = (id: string) => ({
    id,
    file: id,
    bytes: 1,
    sha256: 'a'.repeat(64),
    extension: '.zip',
    contentType: 'application/zip',
    places: [{ bucket: 'asset', key: id }],
  });
  const foundWith = (ids: readonly string[], Resources: Template['Resources']) => {
    const own = planFor(['web']);
    const source = sourceOf([stackOf({ Resources })], { assets: ids.map(asset) });
    return audit(source, compose(source, own), own, { now: NOW }).filter(({ rule }) => rule === 'asset-not-pinned');
  };

  test.each<[string, string[], string, string]>([
    ['with those that it lists', ['web-code', 'api'], 'nope', 'it lists web-code and api'],
    ['with the one that is meant', ['web-code', 'api'], 'web-cod', 'did you mean web-code'],
    ['where it lists none', [], 'nope', 'it lists none'],
  ])('is named, %s', (_, listed, S3Key, advice) => {
    expect(foundWith(listed, { It: lambda({ S3Bucket: 'asset', S3Key }) })).toEqual([
      expect.objectContaining({
        id: 'asset-not-pinned:web/It',
        level: 'error',
        because: `Resources.It.Properties.Code names the asset ${S3Key}, which release.json does not list; ${advice}`,
        remedy: 'list it under assets in release.json, or mend its name in the template',
      }),
    ]);
  });

  test('is found in types that are no programs, too', () => {
    const Properties = { StorageLocation: { Bucket: 'asset', Key: 'nope' } };
    const found = foundWith(['web'], { It: { Type: 'AWS::GameLift::Build', Properties } });
    expect(found).toMatchObject([{ because: expect.stringContaining('names the asset nope, which') }]);
  });

  test('is not one that it lists, and a bucket of another name is none of the folder', () => {
    expect(foundWith(['web'], { It: lambda({ S3Bucket: 'asset', S3Key: 'web' }) })).toEqual([]);
    const [other] = foundWith(['web'], { It: lambda({ S3Bucket: 'else', S3Key: 'nope' }) });
    expect(other?.because).toContain('names what is no asset of the release');
  });
});
