import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { owned } from './children';

const REPOSITORY = join(__dirname, '../../..');
const SYNTH_MILLISECONDS_MAX = 300_000;

export interface Synthesis {
  /** The app's file, from the repository's root. */
  readonly app: string;
  readonly planFile: string;
  /** Where the cloud assembly is written. */
  readonly directory: string;
}

/**
 * Synthesises a CDK app into `directory`, as `cdk synth` would, but without the CLI.
 *
 * @throws Error with what the app wrote, when it failed
 */
export async function synthesise({ app, planFile, directory }: Synthesis): Promise<void> {
  // No AWS variable reaches it: a synthesis needs no credentials.
  const { PATH, HOME } = process.env;
  const environment = { PATH, HOME, CDK_OUTDIR: directory, UNDERSTUDY_PLAN: planFile };
  const options = { cwd: REPOSITORY, env: environment, timeout: SYNTH_MILLISECONDS_MAX };
  // Not by tsx's own program, which would be a second process to end.
  const running = promisify(execFile)(process.execPath, ['--import', 'tsx', join(REPOSITORY, app)], options);
  owned(running.child);
  await running.catch((error: { stderr?: string; message: string; killed?: boolean }) => {
    const because = error.killed
      ? `it took longer than ${SYNTH_MILLISECONDS_MAX / 1000} s`
      : error.stderr || error.message;
    throw new Error(`${app} could not be synthesised:\n${because}`);
  });
}
