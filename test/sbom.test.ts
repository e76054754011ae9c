/** What code of others stands in the Lambdas, and that the bill of materials names all of it. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync, type Metafile } from 'esbuild';
import { BUILD_OPTIONS } from '../lib/constructs/bundles';
import { TRIGGERS } from '../lib/constructs/understudy-app';
import { slugOf } from '../lib/domain/step';
import { allSteps } from '../lib/workflow/workflows';
import { ROOT } from './sources';
import { temporaryDirectory } from './temporary';

const handlers = [
  ...allSteps().map((step) => ({ slug: slugOf(step), folder: 'lambdas/steps' })),
  ...TRIGGERS.map((trigger) => ({ slug: slugOf(trigger), folder: 'lambdas/triggers' })),
];

/** What may stand in a bundle besides the clients that `package.json` names. Each of it came with one of them. */
const ALLOWED = [
  // The SDK's own parts: signing, codecs, and where credentials come from.
  ...['@aws-sdk/checksums', '@aws-sdk/core', '@aws-sdk/nested-clients', '@aws-sdk/signature-v4-multi-region'],
  ...['@aws-sdk/token-providers', '@aws-sdk/xml-builder', '@aws/lambda-invoke-store'],
  ...['env', 'http', 'ini', 'login', 'node', 'process', 'sso', 'web-identity'].map(
    (source) => `@aws-sdk/credential-provider-${source}`,
  ),
  ...['core', 'credential-provider-imds', 'node-http-handler', 'signature-v4', 'types'].map((one) => `@smithy/${one}`),
  // Parts of one client each: DynamoDB finds endpoints and caches them, the others change a request.
  ...['@aws-sdk/dynamodb-codec', '@aws-sdk/endpoint-cache', '@aws-sdk/middleware-endpoint-discovery'],
  ...['mnemonist', 'obliterator'],
  ...['@aws-sdk/middleware-sdk-rds', '@aws-sdk/middleware-sdk-route53', '@aws-sdk/middleware-sdk-s3'],
  '@smithy/middleware-compression',
  // Ours: reads what comes in, and tells public addresses from private ones.
  ...['zod', 'ipaddr.js'],
];

/** What Node lends to a bundle: no `node:vm`, no `node:inspector`, no worker. */
const NODE_ALLOWED = [
  ...['async_hooks', 'buffer', 'crypto', 'dns', 'dns/promises', 'events', 'fs', 'fs/promises', 'http', 'http2'],
  ...['https', 'module', 'net', 'os', 'path', 'process', 'stream', 'tls', 'url', 'util', 'zlib'],
  // The SDK runs the program that a profile names; Lambda has no profiles.
  'child_process',
].map((name) => `node:${name}`);

/** The package that a file belongs to, or `undefined` for one of ours. */
const packageOf = (path: string): string | undefined => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];

/** The folder of a package, as esbuild found it, from the path of one of its files. */
const folderOf = (path: string): string => /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? '';

/** Builds as the Lambdas are built, and keeps nothing but what esbuild tells of it. */
function metafileOf(entryPoints: readonly { readonly in: string; readonly out: string }[]): Metafile {
  const { metafile } = buildSync({
    ...BUILD_OPTIONS,
    entryPoints: [...entryPoints],
    outdir: temporaryDirectory('sbom'),
    write: false,
    metafile: true,
  });
  return metafile;
}

interface Contents {
  readonly slug: string;
  /** Files of packages of which at least a byte stands in the bundle. */
  readonly files: readonly string[];
  readonly imports: readonly string[];
}

function contentsOf({ outputs }: Metafile): Contents[] {
  return Object.entries(outputs).map(([path, { inputs, imports }]) => ({
    slug: path.split('/').at(-2) ?? '',
    files: Object.entries(inputs)
      .filter(([input, { bytesInOutput }]) => packageOf(input) !== undefined && bytesInOutput > 0)
      .map(([input]) => input),
    imports: [...new Set(imports.map((one) => one.path))],
  }));
}

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const clients = Object.keys(manifest.dependencies).filter((name) => name.startsWith('@aws-sdk/client-'));

const strangersIn = ({ files, imports }: Contents): string[] => [
  ...[...new Set(files.map(packageOf))].filter((name = '') => ![...ALLOWED, ...clients].includes(name)).map(String),
  ...imports.filter((name) => !NODE_ALLOWED.includes(name)),
];

const bundles = contentsOf(
  metafileOf(handlers.map(({ slug, folder }) => ({ in: `${folder}/${slug}/handler.ts`, out: `${slug}/index` }))),
);
const packages = [...new Set(bundles.flatMap(({ files }) => files.map(packageOf)))];

describe('the bundle', () => {
  it.each(bundles.map((bundle) => [bundle.slug, bundle] as const))('of %s holds nobody else’s code', (_, bundle) => {
    expect(bundle.files.length).toBeGreaterThan(0);
    expect(strangersIn(bundle)).toEqual([]);
  });

  it('of each step and trigger is looked into', () => {
    expect(bundles.map(({ slug }) => slug).sort()).toEqual(handlers.map(({ slug }) => slug).sort());
  });

  it('shows what does not belong into it', () => {
    const [stranger] = contentsOf(metafileOf([{ in: 'test/sbom-stranger.ts', out: 'stranger/index' }]));
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
    const folders = [...new Set(bundles.flatMap(({ files }) => files.map(folderOf)))];
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
