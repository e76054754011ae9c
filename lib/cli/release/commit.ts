import { execFileSync } from 'node:child_process';
import { UsageError } from '../usage';

/** What a commit may be called: a hash, a tag, or whatever a pipeline numbers its builds with. */
const COMMIT = /^[\w][\w./+-]{0,99}$/;

/**
 * The commit that a release was built from: as it was written, or HEAD of the repository here, `-dirty` when files
 * differ from it.
 *
 * @throws UsageError
 */
export function commitOf(written: string | undefined, git: Git = gitHere): string {
  if (written !== undefined) {
    if (COMMIT.test(written)) return written;
    throw new UsageError(`--git-sha takes letters, digits and . / + - _, at most 100, got ${JSON.stringify(written)}`);
  }
  try {
    const head = git('rev-parse', 'HEAD');
    return git('status', '--porcelain') === '' ? head : `${head}-dirty`;
  } catch {
    throw new UsageError('--git-sha is required: there is no git repository with a commit here');
  }
}

/** Runs git in the current folder. @returns what it printed @throws when it ended otherwise than well */
export type Git = (...args: string[]) => string;

const gitHere: Git = (...args) =>
  execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
