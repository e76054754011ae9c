/** What code of others stands in a bundle, and what may. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { type Build, build } from '../lib/constructs/bundles';
import { sha256 } from '../lib/domain/canonical-json';
import { ROOT } from './sources';
import { temporaryDirectory } from './temporary';

/** What may stand in a bundle besides the clients that `package.json` names. Each of it came with one of them. */
export const ALLOWED = [
  // The SDK's own parts: signing and codecs. Credentials are the environment's, so no client of another service is here.
  ...['@aws-sdk/checksums', '@aws-sdk/core', '@aws-sdk/signature-v4-multi-region', '@aws-sdk/xml-builder'],
  '@aws/lambda-invoke-store',
  ...['core', 'node-http-handler', 'signature-v4', 'types'].map((one) => `@smithy/${one}`),
  // Parts of one client each: they read its answers, or change a request.
  '@aws-sdk/dynamodb-codec',
  ...['@aws-sdk/middleware-sdk-rds', '@aws-sdk/middleware-sdk-route53', '@aws-sdk/middleware-sdk-s3'],
  '@smithy/middleware-compression',
  // Ours: reads what comes in, and tells public addresses from private ones.
  ...['zod', 'ipaddr.js'],
  // Axes and lines of the report that close-run writes.
  ...['d3-array', 'd3-format', 'd3-interpolate', 'd3-path', 'd3-scale', 'd3-shape', 'd3-color'],
];

/** What Node lends to a bundle: no `node:vm`, no `node:inspector`, no worker. */
const NODE_ALLOWED = [
  ...['async_hooks', 'buffer', 'crypto', 'dns', 'dns/promises', 'events', 'fs', 'fs/promises', 'http', 'http2'],
  ...['https', 'module', 'net', 'os', 'path', 'process', 'stream', 'tls', 'url', 'util', 'zlib'],
].map((name) => `node:${name}`);

/** The package that a file belongs to, or `undefined` for one of ours. */
export const packageOf = (path: string): string | undefined => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];

/** The folder of a package, as esbuild found it, from the path of one of its files. */
export const folderOf = (path: string): string => /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? '';

interface Built {
  /** SHA-256 of each bundle, by the folder that it stands in. */
  readonly digests: Readonly<Record<string, string>>;
  readonly metafile: Metafile;
}

/** Builds as the Lambdas are built, into a folder of its own, and says what esbuild tells of it. */
export function built(entryPoints: Build['entryPoints']): Built {
  const outdir = temporaryDirectory('built');
  const metafile = build({ entryPoints, outdir });
  const digests = entryPoints.map(({ out }) => [slugIn(out), sha256(readFileSync(join(outdir, `${out}.mjs`)))]);
  return { digests: Object.fromEntries(digests), metafile };
}

const slugIn = (path: string): string => path.split('/').at(-2) ?? '';

export interface Contents {
  readonly slug: string;
  /** Files of packages of which at least a byte stands in the bundle. */
  readonly files: readonly string[];
  readonly imports: readonly string[];
}

/** What stands in each bundle of a build. */
export function contentsOf({ outputs }: Metafile): Contents[] {
  return Object.entries(outputs).map(([path, { inputs, imports }]) => ({
    slug: slugIn(path),
    files: Object.entries(inputs)
      .filter(([input, { bytesInOutput }]) => packageOf(input) !== undefined && bytesInOutput > 0)
      .map(([input]) => input),
    imports: [...new Set(imports.map((one) => one.path))],
  }));
}

/** `package.json`. */
export const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const clients = Object.keys(manifest.dependencies).filter((name) => name.startsWith('@aws-sdk/client-'));

/** What stands in a bundle and may not: packages, and modules of Node. */
export const strangersIn = ({ files, imports }: Contents): string[] => [
  ...[...new Set(files.map(packageOf))].filter((name = '') => ![...ALLOWED, ...clients].includes(name)).map(String),
  ...imports.filter((name) => !NODE_ALLOWED.includes(name)),
];
