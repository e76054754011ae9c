/**
 * What is deployed of the Lambdas: that it is small, loads, is the same each time, holds no code of strangers and no
 * secret, and that the bill of materials names all of it. All of this is said of one build: one takes 20 s of a processor.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onAlarm } from '../lambdas/triggers/on-alarm/trigger';
import { budgetKilobytesOf } from '../lib/constructs/bundle-options';
import { bundleLambdas } from '../lib/constructs/bundles';
import { TRIGGERS } from '../lib/constructs/understudy-app';
import { canonicalJson, sha256 } from '../lib/domain/canonical-json';
import { CLOSING_STEP } from '../lib/domain/evidence-ending';
import { slugOf } from '../lib/domain/step';
import { layoutsFor } from '../lib/workflow/layout';
import { allSteps } from '../lib/workflow/workflows';
import { ALLOWED, built, contentsOf, folderOf, manifest, packageOf, strangersIn } from './bundle-contents';
import { secretsOf } from './secrets';
import { ROOT } from './sources';
import { plan } from './synthesised';
import { temporaryDirectory } from './temporary';

const steps = allSteps();
const triggers = TRIGGERS;
const KILOBYTES = 1000;

/** The SDK warns about the Node of this machine; Lambda has another. */
const QUIET = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };

const directory = temporaryDirectory('bundles');
const bundles = bundleLambdas({ steps, triggers, plan, directory });
/** The same sources once more, in other words to esbuild: written nowhere, and told what stands in each. */
const again = built([
  ...steps.map((step) => ({ in: `lambdas/steps/${slugOf(step)}/handler.ts`, out: `${slugOf(step)}/index` })),
  ...triggers.map((one) => ({ in: `lambdas/triggers/${slugOf(one)}/handler.ts`, out: `${slugOf(one)}/index` })),
]);
const contents = contentsOf(again.metafile);
const packages = [...new Set(contents.flatMap(({ files }) => files.map(packageOf)))];
const slugs = [...steps, ...triggers].map(slugOf);

/** The sentence that the key of the rehearsal is computed from: whoever has it can sign. */
const REHEARSAL_SEED = 'understudy rehearsal release key';

/** What each bundle exports as its handler, or why it does not load. One process for all: each brings all it needs. */
const loaded: Readonly<Record<string, string>> = (() => {
  const files = slugs.map((slug) => [slug, pathToFileURL(join(bundles(slug), 'index.mjs')).href]);
  const script = `
    const load = ([slug, file]) =>
      import(file).then(({ handler }) => [slug, typeof handler], (error) => [slug, String(error)]);
    const found = [];
    for (const one of ${JSON.stringify(files)}) found.push(await load(one));
    process.stdout.write(JSON.stringify(Object.fromEntries(found)));`;
  // Outside the repository, where no node_modules could lend it a module it lacks.
  const options = { cwd: tmpdir(), env: { AWS_REGION: 'us-west-2', ...QUIET } };
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], options).toString());
})();

describe('the bundle', () => {
  it.each(slugs)('of %s is small enough to start fast', (slug) => {
    expect(statSync(join(bundles(slug), 'index.mjs')).size / KILOBYTES).toBeLessThanOrEqual(budgetKilobytesOf(slug));
  });

  it.each(slugs)('of %s loads by itself and exports a handler', (slug) => {
    expect(loaded[slug]).toBe('function');
  });

  it('of a trigger stands beside the plan, every default filled in; a step is told it by its machine', () => {
    for (const trigger of triggers) {
      expect(readFileSync(join(bundles(slugOf(trigger)), 'plan.json'), 'utf8')).toBe(canonicalJson(plan));
    }
    for (const step of steps) {
      const beside = step.name === CLOSING_STEP ? ['layouts.json'] : [];
      expect(readdirSync(bundles(slugOf(step)))).toEqual(['index.mjs', ...beside]);
    }
    const layouts = readFileSync(join(bundles('close-run'), 'layouts.json'), 'utf8');
    expect(layouts).toBe(canonicalJson(layoutsFor(plan)));
  });

  it('is the same bytes from the same sources', () => {
    const digests = slugs.map((slug) => [slug, sha256(readFileSync(join(bundles(slug), 'index.mjs')))]);
    expect(again.digests).toEqual(Object.fromEntries(digests));
  });

  it('names every handler that is missing', () => {
    const unwritten = { ...onAlarm, name: 'NotThere' };
    expect(() => bundleLambdas({ steps: [], triggers: [unwritten], plan, directory: tmpdir() })).toThrow(
      'missing lambdas/triggers/not-there/handler.ts',
    );
  });

  it.each(slugs)('of %s holds no secret, no rehearsal key and no path of who built it', (slug) => {
    for (const file of readdirSync(bundles(slug))) {
      const text = readFileSync(join(bundles(slug), file), 'utf8');
      expect(secretsOf(text)).toEqual([]);
      expect([REHEARSAL_SEED, ROOT, directory].filter((one) => text.includes(one))).toEqual([]);
    }
  });

  it.each(contents.map((bundle) => [bundle.slug, bundle] as const))('of %s holds nobody else’s code', (_, bundle) => {
    expect(bundle.files.length).toBeGreaterThan(0);
    expect(strangersIn(bundle)).toEqual([]);
  });

  it('of each step and trigger is looked into', () => {
    expect(contents.map(({ slug }) => slug).sort()).toEqual([...slugs].sort());
  });

  it('shows what does not belong into it', () => {
    const [stranger] = contentsOf(built([{ in: 'test/sbom-stranger.ts', out: 'stranger/index' }]).metafile);
    expect(stranger && strangersIn(stranger)).toEqual(expect.arrayContaining(['yaml', 'node:vm']));
  });

  it('holds everything that is allowed: what is gone is no longer allowed', () => {
    expect(ALLOWED.filter((name) => !packages.includes(name))).toEqual([]);
  });
});

describe('npm run sbom', () => {
  interface Component {
    readonly name: string;
    readonly version: string;
    readonly purl: string;
    readonly properties: readonly { readonly name: string; readonly value: string }[];
    readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  }
  const sbom: { bomFormat: string; specVersion: string; metadata: object; components: Component[] } = JSON.parse(
    execFileSync('npm', ['run', '--silent', 'sbom'], {
      cwd: ROOT,
      encoding: 'utf8',
      maxBuffer: 16_000_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  const known = new Map(sbom.components.map((component) => [`${component.name}@${component.version}`, component]));

  it('prints CycloneDX about this version', () => {
    expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: expect.stringMatching(/^1\.\d$/) });
    expect(sbom.metadata).toMatchObject({ component: { purl: `pkg:npm/understudy@${manifest.version}` } });
  });

  it('names every package that stands in a bundle, in its version and with its hash', () => {
    const folders = [...new Set(contents.flatMap(({ files }) => files.map(folderOf)))];
    const bundled = folders.map((folder) => JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')));
    expect(bundled.length).toBe(packages.length);
    for (const { name, version } of bundled) {
      expect([name, known.get(`${name}@${version}`)?.hashes?.[0]]).toEqual([
        name,
        { alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) },
      ]);
    }
  });

  // npm's `--omit=dev` would leave out what runs as well, where something for development wants it too.
  it('names everything that is locked, and says of what only builds and tests that it does', () => {
    const { packages: locked } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
    const isDevelopment = ({ properties }: Component) =>
      properties.some(({ name, value }) => name === 'cdx:npm:package:development' && value === 'true');
    const told = Object.fromEntries([...known].map(([name, component]) => [name, isDevelopment(component)]));
    const wanted = Object.entries<{ version: string; dev?: boolean }>(locked)
      .map(([path, { version, dev = false }]) => ({ name: packageOf(`${path}/`), version, dev }))
      // Of a package that is there twice, either may be for development.
      .filter(({ name }, _, all) => name && all.filter((other) => other.name === name).length === 1)
      // A package under another name is told by its own.
      .filter(({ name }) => !/-cjs$|-is-1\d$/.test(name ?? ''))
      .map(({ name, version, dev }) => [`${name}@${version}`, dev] as const);
    expect(wanted.length).toBeGreaterThan(400);
    expect(wanted.filter(([name, dev]) => told[name] !== dev)).toEqual([]);
  });
});
