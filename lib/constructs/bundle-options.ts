import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';

const REPOSITORY = join(__dirname, '../..');

/** Modules written for CommonJS ask for these; an ES module does not have them. */
const BANNER = [
  "import { createRequire } from 'node:module';",
  'const require = createRequire(import.meta.url), __dirname = import.meta.dirname;',
].join('');

const ownSdk = (module: string): string => join(REPOSITORY, 'lambdas/edge/sdk', module);

/** Packages of the SDK that no function needs, and what stands in their place. */
const REPLACED = {
  '@aws-sdk/credential-provider-node': ownSdk('credentials.ts'),
  '@aws-sdk/middleware-endpoint-discovery': ownSdk('endpoint-discovery.ts'),
  '@smithy/core/event-streams': ownSdk('event-streams.ts'),
} as const;

/** How every bundle is built; what is in one is asked of esbuild with the same words. */
export const BUILD_OPTIONS = {
  absWorkingDir: REPOSITORY,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  mainFields: ['module', 'main'],
  alias: REPLACED,
  banner: { js: BANNER },
  legalComments: 'none',
  sourcemap: false,
  logLevel: 'error',
} satisfies BuildOptions;

/** What a bundle may weigh, kilobytes of 1000 bytes: a cold start loads all of it before the first line runs. */
const BUDGET_KILOBYTES = 650;

/** Budgets of their own: a takeover is judged by what four services tell, and none may wait for two functions. */
const BUDGETS_KILOBYTES: Readonly<Record<string, number>> = { 'check-readiness': 900 };

/** @param slug kebab-case name of the step or trigger */
export const budgetKilobytesOf = (slug: string): number => BUDGETS_KILOBYTES[slug] ?? BUDGET_KILOBYTES;
