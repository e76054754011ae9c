import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import type { Plan } from '../../domain/plan';
import { atProcessEnd } from '../../rehearsal/world/process-end';
import { readSource } from '../../release/read-source';
import { type Source, SourceError } from '../../release/source';
import { printAside } from '../print';
import { UsageError } from '../usage';

/** What stands behind `--assembly`. @throws UsageError when it was not written */
export function assemblyIn(written: string | undefined): string {
  if (written !== undefined && written !== '') return written;
  throw new UsageError(
    '--assembly is required: the folder that cdk synth wrote, or one of templates with a release.json',
  );
}

type Work<Result> = (source: Source) => Result | Promise<Result>;

/**
 * As {@link withWritten}; a folder that is not there is written first, when it is the one that the CDK app in the
 * folder above writes.
 *
 * @throws SourceError with every problem
 */
export async function withSource<Result>(directory: string, plan: Plan, work: Work<Result>): Promise<Result> {
  if (!existsSync(directory)) synthesise(resolve(directory));
  return withWritten(directory, plan, work);
}

/**
 * Does the work with what lies in a cloud assembly or a folder of templates. What was packaged for it is gone
 * afterwards, and when the process is ended meanwhile.
 *
 * @throws SourceError with every problem
 */
export async function withWritten<Result>(directory: string, plan: Plan, work: Work<Result>): Promise<Result> {
  const source = await readSource(directory, plan, { onMessage: (text) => printAside([text]) });
  const close = () => source.close?.();
  const forget = atProcessEnd(close);
  try {
    return await work(source);
  } finally {
    close();
    forget();
  }
}

/** Without `output`, CDK writes `cdk.out`. Source: https://docs.aws.amazon.com/cdk/v2/guide/cli.html */
const CdkJson = z.object({ app: z.string().min(1), output: z.string().min(1).default('cdk.out') });
type CdkJson = z.infer<typeof CdkJson>;

/** Runs the app that writes this very folder; any other would leave one behind that nobody meant. */
function synthesise(directory: string): void {
  const home = dirname(directory);
  const { app, output } = cdkJsonIn(home) ?? {};
  const meant = output === undefined ? undefined : resolve(home, output);
  if (app === undefined || meant !== directory) {
    const advice = meant === undefined ? '' : `, or name ${meant}, which the app there writes`;
    throw new SourceError([`there is no folder ${directory}; write it with cdk synth --output ${directory}${advice}`]);
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

/** What a folder's cdk.json says; `undefined` when there is none. */
function cdkJsonIn(home: string): CdkJson | undefined {
  const file = join(home, 'cdk.json');
  if (!existsSync(file)) return undefined;
  try {
    return CdkJson.parse(JSON.parse(readFileSync(file, 'utf8')));
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
