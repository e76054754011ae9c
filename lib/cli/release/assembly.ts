import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import type { Plan } from '../../domain/plan';
import { atProcessEnd } from '../../rehearsal/world/process-end';
import { readSource } from '../../release/read-source';
import { type Source, SourceError } from '../../release/source';
import { printAside, printProblems } from '../print';
import { UsageError } from '../usage';

/** The flag of every command that reads a release from disk. */
export const ASSEMBLY_FLAG = { assembly: { type: 'string' } } as const;

/** What stands behind `--assembly`. @throws UsageError when it was not written */
export function assemblyIn(written: string | undefined): string {
  if (written !== undefined && written !== '') return written;
  throw new UsageError(
    '--assembly is required: the folder that cdk synth wrote, or one of templates with a release.json',
  );
}

/**
 * What lies in a cloud assembly or a folder of templates. A folder that is not there is written first, when the one
 * above it is a CDK app.
 *
 * @throws SourceError with every problem
 */
async function sourceAt(directory: string, plan: Plan): Promise<Source> {
  if (!existsSync(directory)) synthesise(resolve(directory));
  return readSource(directory, plan, { onMessage: (text) => printAside([text]) });
}

/**
 * Does the work with what lies in a folder, see {@link sourceAt}. What was packaged for it is gone afterwards, and when
 * the process is ended meanwhile.
 *
 * @throws SourceError with every problem
 */
export async function withSource<Result>(
  directory: string,
  plan: Plan,
  work: (source: Source) => Result | Promise<Result>,
): Promise<Result> {
  const source = await sourceAt(directory, plan);
  const close = () => source.close?.();
  const forget = atProcessEnd(close);
  try {
    return await work(source);
  } finally {
    close();
    forget();
  }
}

/** Runs a command that may read a bad source; its problems are told a line each. */
export async function tellingProblems(command: () => Promise<number>): Promise<number> {
  try {
    return await command();
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    printProblems(error.problems);
    return 1;
  }
}

const CdkJson = z.object({ app: z.string().min(1) });

function synthesise(directory: string): void {
  const home = dirname(directory);
  const app = appOf(home);
  if (app === undefined) {
    throw new SourceError([`there is no folder ${directory}; write it with cdk synth --output ${directory}`]);
  }
  const planFile = resolve(process.env.UNDERSTUDY_PLAN ?? 'plan.json');
  printAside([`there is no folder ${directory}; writing it with ${app}`]);
  const env = { ...process.env, CDK_OUTDIR: directory, UNDERSTUDY_PLAN: planFile, PATH: withPackages(home) };
  // The app's own output goes to stderr: stdout is the command's.
  const { status } = spawnSync(app, { cwd: home, env, shell: true, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new SourceError([`${app} in ${home} ended with code ${status}; cdk synth says more`]);
  if (!existsSync(directory)) {
    throw new SourceError([`${app} in ${home} wrote no ${directory}; let the app write where CDK_OUTDIR says`]);
  }
}

/** The command of the CDK app in a folder; `undefined` when there is none. */
function appOf(home: string): string | undefined {
  const file = join(home, 'cdk.json');
  if (!existsSync(file)) return undefined;
  try {
    return CdkJson.parse(JSON.parse(readFileSync(file, 'utf8'))).app;
  } catch {
    throw new SourceError([`${file} names no app; write {"app": "<command>"}`]);
  }
}

/** An app finds the commands of its packages, and of those above it, without npx. */
function withPackages(home: string): string {
  const folders = [home];
  while (dirname(folders.at(-1) ?? '/') !== folders.at(-1)) folders.push(dirname(folders.at(-1) ?? '/'));
  const separator = process.platform === 'win32' ? ';' : ':';
  return [...folders.map((folder) => join(folder, 'node_modules', '.bin')), process.env.PATH ?? ''].join(separator);
}
