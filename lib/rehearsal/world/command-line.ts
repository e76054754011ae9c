import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { owned } from './children';
import type { AccessKey } from './identities';

/** What one command line of `understudy` came to. */
export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const REPOSITORY = join(__dirname, '../../..');
const COMMAND_MILLISECONDS_MAX = 60_000;

/** Runs `understudy` with these words, as somebody who has these keys and this plan. Nothing else of theirs is read. */
export function typed(
  words: readonly string[],
  { keys, planFile }: { keys: AccessKey; planFile: string },
): Promise<CommandResult> {
  const command = ['--import', 'tsx', join(REPOSITORY, 'bin/understudy.ts'), ...words];
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    UNDERSTUDY_PLAN: planFile,
  };
  const options = { cwd: REPOSITORY, env, timeout: COMMAND_MILLISECONDS_MAX };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, command, options, (_, out, err) =>
      resolve({ code: child.exitCode ?? 1, out, err }),
    );
    owned(child);
  });
}
