import { createPrivateKey } from 'node:crypto';
import fc from 'fast-check';
import { canonicalJson, sha256Of } from '../../lib/domain/canonical-json';
import { chained, chainProblem, type EvidenceRecord } from '../../lib/domain/evidence';
import { evidenceKeyOf } from '../../lib/domain/evidence-archive';
import { verifiedEvidence } from '../../lib/domain/evidence-verified';
import {
  comparableTemplate,
  deployedTemplate,
  otherVersions,
  publicKeyOf,
  readManifest,
  signedManifest,
  signManifest,
  type UnsignedManifest,
} from '../../lib/domain/release';
import { templateProblems } from '../../lib/domain/template-problems';
import { readTemplate } from '../../lib/release/read-template';
import { auditTemplate } from '../audited';
import { document, HERE, NOW, plan, planWith, RUN_ID } from '../fixtures';
import { claim, expectSentences, HANG_MILLISECONDS, unpolluted } from './fuzz';
import { anyJson, anyKey, anyText, damaged, deepList, HUGE, leavesOf, ofAnotherType, replaced, valueAt } from './texts';

/** An Ed25519 key of 32 equal bytes. Source: RFC 8410, section 7 */
const privateKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 7)]),
  format: 'der',
  type: 'pkcs8',
});
const pinned = planWith({ release: { ...plan.release, publicKey: publicKeyOf(privateKey) } });
const context = { plan: pinned, region: HERE, now: NOW };

const sha256 = 'a'.repeat(64);
const unsigned: UnsignedManifest = {
  release: 'r-3f2a1b',
  plan: 'orders',
  commit: 'c0ffee',
  createdAt: '2026-11-21T11:00:00.000Z',
  region: HERE,
  stacks: ['orders-data', 'orders-web'].map((name) => ({
    name,
    template: { key: `templates/${sha256}.json`, versionId: 'v1', sha256, sourceSha256: sha256 },
    dependsOn: name === 'orders-web' ? ['orders-data'] : [],
    parameters: { live: { Size: '2' }, drill: { Size: '1' } },
    capabilities: ['CAPABILITY_IAM'],
    outputs: ['Url'],
  })),
  assets: [{ key: `assets/${sha256}.zip`, versionId: 'v1', sha256 }],
};
const signed = signManifest(unsigned, privateKey);
const text = JSON.stringify(signed);

function refused(manifest: string): readonly string[] {
  const read = readManifest(manifest, context);
  if ('problems' in read) {
    expectSentences(read.problems);
    return read.problems;
  }
  return [];
}

describe('A manifest', () => {
  test('is read as it was signed', () => {
    expect(readManifest(text, context)).toEqual({ manifest: signed });
  });

  claim('of any JSON is refused in sentences', anyJson, (json) =>
    unpolluted(() => void expect(refused(JSON.stringify(json))).not.toEqual([])),
  );

  claim('that was damaged is refused, or was not changed', damaged(text), (broken) => {
    const read = signedManifest(broken, pinned);
    if ('manifest' in read) expect(canonicalJson(read.manifest)).toBe(canonicalJson(signed));
    else expectSentences(read.problems);
  });

  const leaf = fc.constantFrom(...leavesOf(signed));
  const value = fc.oneof(anyJson, anyText);
  claim('with another value anywhere is refused', fc.tuple(leaf, value), ([path, other]) => {
    // Who signed is told to people; the keys of the plan are what counts.
    fc.pre(path.join('.') !== 'signature.keyId' && canonicalJson(valueAt(signed, path)) !== canonicalJson(other));
    expect(refused(JSON.stringify(replaced(signed, path, other)))).not.toEqual([]);
  });

  const wrong = leaf.chain((path) => fc.tuple(fc.constant(path), ofAnotherType(valueAt(signed, path))));
  claim('with a value of another type is refused at its path', wrong, ([path, other]) => {
    const problems = refused(JSON.stringify(replaced(signed, path, other)));
    expect(problems.join('\n')).toContain(`manifest.${path.join('.')}`);
  });

  claim('with a signature of any text is refused', anyText, (signature) => {
    const forged = { ...signed, signature: { ...signed.signature, value: signature } };
    expect(refused(JSON.stringify(forged))).not.toEqual([]);
  });

  test.each(HUGE)('of %s is refused, and soon', (_, huge) => {
    const began = performance.now();
    for (const manifest of [huge, text.replace('"c0ffee"', () => huge)]) expect(refused(manifest)).not.toEqual([]);
    expect(performance.now() - began).toBeLessThan(HANG_MILLISECONDS);
  });
});

const template = {
  Parameters: { Size: { Type: 'Number', Default: 2 } },
  Resources: {
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'orders', Tags: [{ Key: 'a', Value: 'b' }] } },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: { Runtime: 'nodejs22.x', Code: { S3Bucket: 'b', S3Key: `assets/${sha256}.zip` }, Role: 'r' },
    },
    Service: { Type: 'AWS::ECS::Service', DependsOn: ['Topic'], Properties: { Cluster: { Ref: 'Size' } } },
  },
  Outputs: { Url: { Value: { 'Fn::GetAtt': ['Topic', 'TopicArn'] } } },
};
const YAML = `Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties: { TopicName: !Sub "\${AWS::StackName}-orders" }
Outputs:
  Url: { Value: !GetAtt Topic.TopicArn }
`;

/** The template, or its problems, each of them a sentence. */
function read(written: string): object | undefined {
  const found = readTemplate(written);
  if ('template' in found) return found.template;
  expectSentences(found.problems, 1000);
  return undefined;
}

describe('A template', () => {
  const any = fc.oneof(
    anyJson.map((json) => JSON.stringify(json)),
    anyText,
  );
  claim('of any text is read or refused in sentences', any, (written) => unpolluted(() => void read(written)));

  const broken = fc.constantFrom(JSON.stringify(template), YAML).chain(damaged);
  claim('that was damaged is read, and the same when it is written again, or refused', broken, (written) => {
    const found = read(written);
    if (found) expect(read(JSON.stringify(found))).toEqual(found);
  });

  const leaf = fc.constantFrom(...leavesOf(template));
  claim(
    'with any value anywhere is audited or refused in sentences',
    fc.tuple(leaf, anyJson),
    ([path, value]) =>
      unpolluted(() => {
        const found = read(JSON.stringify(replaced(template, path, value)));
        if (!found) return;
        const findings = auditTemplate(found);
        for (const { because, remedy } of findings) expectSentences([because, remedy], 2000);
        expect(comparableTemplate(deployedTemplate(found as never))).toBeDefined();
        expect(otherVersions({ found: found as never, wanted: template as never })).toBeInstanceOf(Array);
      }),
    { share: 0.5 },
  );

  const type = fc.oneof(
    anyKey,
    fc.tuple(anyKey, anyKey).map(([one, other]) => `AWS::${one}::${other}`),
  );
  claim('with a resource of any type is audited in sentences', type, (Type) => {
    const found = read(JSON.stringify(replaced(template, ['Resources', 'Topic', 'Type'], Type)));
    for (const { because } of auditTemplate(found ?? template)) expectSentences([because], 2000);
  });

  claim('that nobody could read is none that is deployed', any, (written) => {
    for (const problem of templateProblems(written)) expectSentences([problem], 1000);
  });

  // The YAML parser collects one mistake for each quote, and says all of them after some seconds.
  test.each(HUGE.filter(([what]) => !what.includes('quotes')))('of %s is read or refused, and soon', (_, huge) => {
    const began = performance.now();
    for (const written of [huge, `{"Resources":${huge}}`, `{"Metadata":${huge}}`, `Metadata: ${huge}`]) read(written);
    expect(performance.now() - began).toBeLessThan(HANG_MILLISECONDS);
  });

  test.each<[string, string, string]>([
    [
      'aliases of aliases',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
        .split('')
        .map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[at]}`)}]`)
        .join('\n')}\n`,
      'alias',
    ],
    ['a key twice', 'Resources: {}\nResources: {}\n', 'unique'],
    ['a tab', 'Resources:\n\tTopic: {}\n', 'tab'],
  ])('in YAML with %s is refused', (_, written, expected) => {
    const found = readTemplate(written);
    expect('problems' in found && found.problems.join('\n').toLowerCase()).toContain(expected);
  });
});

const kinds = fc.constantFrom('admitted' as const, 'called' as const, 'decided' as const, 'failed' as const);
const entries = fc.array(fc.tuple(kinds, anyText, fc.dictionary(anyKey, anyJson, { maxKeys: 3 })), { maxLength: 6 });
const chain = entries.map((list) => {
  const records: EvidenceRecord[] = [];
  for (const [kind, because, written] of list) {
    const data = JSON.parse(JSON.stringify(written));
    records.push(
      chained(records.at(-1), { at: NOW, runId: RUN_ID, epoch: 101, kind, step: 'OpenDoor', because, data }),
    );
  }
  return records;
});
const archived = (written: string) =>
  verifiedEvidence({
    key: evidenceKeyOf(document.run),
    versions: [{ versionId: 'v1', text: written, retainedUntil: '2027-11-21T12:00:00.000Z' }],
    isHidden: false,
    now: NOW,
  });

describe('Evidence', () => {
  claim('that was written is whole, also when it was stored and read', chain, (records) => {
    expect(chainProblem(records)).toBeUndefined();
    expect(chainProblem(JSON.parse(JSON.stringify(records)))).toBeUndefined();
  });

  const altered = chain
    .filter(({ length }) => length > 0)
    .chain((records) => fc.tuple(fc.constant(records), fc.constantFrom(...leavesOf(records)), anyJson));
  claim('in which any value was changed is broken', altered, ([records, path, value]) => {
    fc.pre(canonicalJson(valueAt(records, path)) !== canonicalJson(value));
    const problem = chainProblem(replaced(records, path, value) as EvidenceRecord[]);
    expect(problem).toBeDefined();
    expectSentences([problem ?? '']);
  });

  const shortened = chain
    .filter(({ length }) => length > 1)
    .chain((records) => fc.tuple(fc.constant(records), fc.nat({ max: records.length - 2 })));
  claim('of which a record is gone is broken', shortened, ([records, gone]) => {
    expect(chainProblem(records.filter((_, index) => index !== gone))).toBeDefined();
  });

  claim(
    'kept as any JSON is refused in sentences',
    fc.oneof(
      anyJson.map((json) => JSON.stringify(json)),
      anyText,
    ),
    (written) => unpolluted(() => expectSentences(archived(written).problems)),
  );

  const whole = JSON.stringify({ runId: RUN_ID, archivedAt: NOW, records: [], document });
  claim(
    'kept with any value anywhere is judged in sentences',
    fc.tuple(fc.constantFrom(...leavesOf(JSON.parse(whole))), anyJson),
    ([path, value]) => {
      const { problems } = archived(JSON.stringify(replaced(JSON.parse(whole), path, value)));
      expectSentences(problems, 1000);
    },
  );

  test.each(HUGE)('of %s is refused, and soon', (_, huge) => {
    const began = performance.now();
    for (const written of [huge, `{"records":${huge}}`, whole.replace('[]', () => huge)])
      expectSentences(archived(written).problems);
    expect(performance.now() - began).toBeLessThan(HANG_MILLISECONDS);
  });
});

describe('Canonical JSON', () => {
  claim('has one spelling, whatever the order of keys, and reads the same', anyJson, (json) => {
    const once = canonicalJson(json);
    expect(canonicalJson(JSON.parse(once))).toBe(once);
    expect(sha256Of(JSON.parse(once))).toBe(sha256Of(json));
  });

  test('of what is deep does not end in silence', () => {
    const deep: unknown = JSON.parse(deepList(200));
    expect(canonicalJson(deep)).toBe(deepList(200));
  });
});
