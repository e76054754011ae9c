import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const REPOSITORY = join(__dirname, '../../..');
const SYNTH_MILLISECONDS_MAX = 120_000;

/**
 * Synthesises a CDK app into `directory`, as `cdk synth` would, but without the CLI.
 *
 * @throws Error with what the app wrote, when it failed
 */
export async function synthesise(app: string, directory: string): Promise<void> {
  const { context } = JSON.parse(readFileSync(join(REPOSITORY, 'cdk.json'), 'utf8'));
  const environment = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    CDK_OUTDIR: directory,
    CDK_CONTEXT_JSON: JSON.stringify(context),
  };
  await promisify(execFile)(process.execPath, [require.resolve('tsx/cli'), join(REPOSITORY, app)], {
    cwd: REPOSITORY,
    env: environment,
    timeout: SYNTH_MILLISECONDS_MAX,
  }).catch((error: { stderr?: string; message: string }) => {
    throw new Error(`${app} could not be synthesised:\n${error.stderr || error.message}`);
  });
}
