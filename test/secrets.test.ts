/** Nothing that is kept, deployed or read here holds a secret. */
import { createHash, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { bundleService } from '../examples/orders/lib/bundle';
import { ordersStacks } from '../examples/orders/lib/orders-stacks';
import { namedSecretsIn } from '../lib/release/audit/secrets';
import { madeByChance, secretsOf } from './secrets';
import { projectFiles, ROOT } from './sources';
import { controlPlane, plan, templateOf, witness } from './synthesised';
import { temporaryDirectory } from './temporary';

const chance = createHash('sha512').update('a text of no meaning').digest('base64');

describe('a secret', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  const der = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');

  it.each<[string, string, string]>([
    ['an access key id', `key ${['AKIA', 'ABCDEFGHIJKLMNOP'].join('')}`, 'an access key id'],
    ['a secret access key', `AWS_SECRET_ACCESS_KEY=${chance.slice(0, 40).replaceAll('=', 'A')}`, 'a secret access key'],
    ['a session token', `"aws_session_token": "${chance}"`, 'a session token'],
    ['a private key', pem, 'a private key'],
    ['a private key in base64', der, 'a private key in base64'],
    ['a URL with a password', 'postgres://app:correct-horse@db/orders', 'a URL with a password'],
    ['a connection string', 'Server=db;Password=correct-horse;', 'a connection string with a password'],
    ['a token of GitHub', `gh${'p_'}${'a1'.repeat(18)}`, "a service's token"],
    ['a token of a registry', `//registry.example.com/:_authToken=${'a1'.repeat(8)}`, "a registry's token"],
    ['a signed URL', `https://b.s3.amazonaws.com/k?X-Amz-Signature=${'0f'.repeat(32)}`, 'a signed URL'],
  ])('such as %s is known by its look', (_, text, what) => {
    expect(secretsOf(text)).toContain(what);
  });

  it('of no known kind is known by its letters', () => {
    expect(madeByChance(`token ${chance.slice(0, 44)} and more`)).toHaveLength(1);
  });

  it.each([
    'MCowBQYDK2VwAyEAd3r2Le+hAgPfqMvxKMFALyDivbXhyfVlrnLAohFWJeM=',
    createHash('sha256').update('x').digest('hex'),
    'arn:aws:states:us-west-2:111122223333:stateMachine:understudy-orders-failover',
    'theNameOfAFunctionThatIsLongerThanFortyLettersIs1OfMany',
    '<registry>/orders@sha256:<digest>',
    `//registry.example.com/:_authToken=\${NPM_TOKEN}`,
  ])('is not: %s', (text) => {
    expect([secretsOf(text), madeByChance(text)]).toEqual([[], []]);
  });
});

/** Files that show what a secret looks like, each with why. */
const SHOWN: Readonly<Record<string, string>> = {
  'lambdas/edge/hooks/masked.ts': 'names in comments what it masks',
  'lambdas/edge/hooks/masked.test.ts': 'what is masked',
  'lambdas/edge/hooks/calls.test.ts': 'an error of a hook with a connection string',
  'lambdas/edge/shown.test.ts': 'a URL of which the user is not shown',
  'lambdas/edge/web.test.ts': 'a URL that is refused',
  'lib/domain/plan.test.ts': 'a URL that is refused',
  'test/bad-inputs.test.ts': 'a URL that is refused',
  'test/bad-templates/secrets.yaml': 'a template that the audit refuses',
  'test/release-audit-values.test.ts': 'values that the audit refuses',
  'test/init-interview.test.ts': 'how the file of a key begins',
  'test/secrets.test.ts': 'the cases above',
  'test/secrets.ts': 'what a secret looks like',
};
/** Files that chance seems to have made, each with why. */
const UNREAD: Readonly<Record<string, string>> = {
  'package-lock.json': 'the SHA-512 of every package',
};

describe('the repository', () => {
  const files = projectFiles().filter((path) => UNREAD[path] === undefined);
  const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');

  it('holds no secret but those that show what one looks like', () => {
    const found = files.filter((path) =>
      textOf(path)
        .split('\n')
        .some((line) => secretsOf(line).length > 0),
    );
    expect(found.sort()).toEqual(Object.keys(SHOWN).sort());
  });

  it('holds no word that chance has made, outside of its tests', () => {
    const own = files.filter((path) => !/\.test\.ts$|^test\//.test(path));
    expect(own.flatMap((path) => madeByChance(textOf(path)).map((word) => `${path}: ${word}`))).toEqual([
      // The letters that a made-up password is made of.
      expect.stringMatching(/^lib\/rehearsal\/aws\/secrets\.ts: abcdefghijklm/),
    ]);
  });
});

// The bundles of the Lambdas are looked into where they are built, in `test/bundles.test.ts`.
describe('what is deployed', () => {
  const directory = temporaryDirectory('secrets');
  it("the example's program holds none", () => {
    const text = Buffer.from(bundleService()).toString();
    expect(secretsOf(text)).toEqual([]);
    expect(text).not.toContain(ROOT);
  });

  const app = new App({ outdir: directory, analyticsReporting: false, builtinCloudFormationValidation: false });
  ordersStacks(app, { plan, image: `orders@sha256:${'0'.repeat(64)}` });
  const stacks = [
    ...plan.regions.map((region) => controlPlane({ region })),
    witness(),
    ...app.node.children.map((stack) => stack as Stack),
  ];

  it.each(stacks.map((stack) => [stack.node.id, stack] as const))('the template of %s holds none', (_, stack) => {
    const template = templateOf(stack).toJSON();
    expect(secretsOf(JSON.stringify(template, null, 1))).toEqual([]);
    expect(namedSecretsIn(template).map(({ path }) => path.join('.'))).toEqual([]);
  });
});
