import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { temporaryDirectory } from '../../temporary';
import type { EndpointInTest } from '../aws-endpoint';

/** A program of this machine; `undefined` where it is absent or does not run. @returns what it calls itself */
export function versionOf(program: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', timeout: 10_000 });
  return status === 0 ? stdout.trim().split('\n')[0] : undefined;
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, with nothing of this machine's own AWS settings. */
export function run(program: string, args: readonly string[], environment: Record<string, string>): Promise<Ran> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...environment };
    const child = execFile(program, args, { env, timeout: 30_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
    child.stdin?.end();
  });
}

/** The settings that any AWS tool reads from its environment. */
export function environmentOf({ endpoint, credentials, region }: ReturnType<EndpointInTest['settings']>) {
  const nowhere = join(temporaryDirectory('no-settings'), 'absent');
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: nowhere,
    AWS_SHARED_CREDENTIALS_FILE: nowhere,
    AWS_MAX_ATTEMPTS: '1',
    AWS_PAGER: '',
  };
}
