import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { canonicalJson } from '../domain/canonical-json';
import { CLOSING_STEP } from '../domain/evidence-ending';
import type { Plan } from '../domain/plan';
import { type AnyStep, slugOf } from '../domain/step';
import type { TriggerSpec } from '../domain/trigger';
import { layoutsFor } from '../workflow/layout';
import { BUILD_OPTIONS } from './bundle-options';

const REPOSITORY = BUILD_OPTIONS.absWorkingDir;
/** Where every handler stands, relative to the repository. */
const FOLDERS = { step: 'lambdas/steps', trigger: 'lambdas/triggers' } as const;

export interface BundlesProps {
  readonly steps: readonly AnyStep[];
  readonly triggers: readonly TriggerSpec[];
  /**
   * Written beside each trigger's code as `plan.json`; a step is told the plan by the machine. What closes a run gets
   * the drawings of its verbs as `layouts.json`, for the report.
   */
  readonly plan: Plan;
  /** Folder that takes one folder per Lambda. Inside the cloud assembly, so that two syntheses never share a file. */
  readonly directory: string;
}

/** The folder of a Lambda's code, by the kebab-case name of its step or trigger. */
export type Bundles = (slug: string) => string;

/**
 * Bundles every handler, the AWS SDK included, with one call of esbuild. The same sources give the same bytes, so that
 * an unchanged Lambda keeps its asset and its version.
 *
 * @throws naming every handler that is missing
 */
export function bundleLambdas({ steps, triggers, plan, directory }: BundlesProps): Bundles {
  const sources = [
    ...steps.map((step) => ({ slug: slugOf(step), folder: FOLDERS.step })),
    ...triggers.map((trigger) => ({ slug: slugOf(trigger), folder: FOLDERS.trigger })),
  ].map(({ slug, folder }) => ({ slug, file: `${folder}/${slug}/handler.ts` }));
  refuseMissing(sources.map(({ file }) => file));
  build({ entryPoints: sources.map(({ slug, file }) => ({ in: file, out: `${slug}/index` })), outdir: directory });
  for (const trigger of triggers) writeFileSync(join(directory, slugOf(trigger), 'plan.json'), canonicalJson(plan));
  for (const step of steps.filter(({ name }) => name === CLOSING_STEP)) {
    writeFileSync(join(directory, slugOf(step), 'layouts.json'), canonicalJson(layoutsFor(plan)));
  }
  return (slug) => join(directory, slug);
}

export interface Build {
  readonly entryPoints: readonly { readonly in: string; readonly out: string }[];
  readonly outdir: string;
}

/** A hundred bundles of which each names a few hundred files; Node's own limit is 1 MB. */
const METAFILE_BYTES_MAX = 100_000_000;

/** Builds, and tells what stands in each bundle. @throws with esbuild's words when something cannot be built */
export function build(entries: Build): Metafile {
  const input = JSON.stringify({ ...BUILD_OPTIONS, ...entries });
  const told = execFileSync(process.execPath, [join(__dirname, 'esbuild.cjs')], {
    input,
    maxBuffer: METAFILE_BYTES_MAX,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  return JSON.parse(told.toString());
}

function refuseMissing(files: readonly string[]): void {
  const missing = files.filter((file) => !existsSync(join(REPOSITORY, file)));
  if (missing.length > 0) {
    throw new Error(`missing ${missing.join(', ')}: every step and trigger needs a handler.ts in its folder`);
  }
}
