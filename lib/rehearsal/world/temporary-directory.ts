import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atProcessEnd } from './process-end';

export interface TemporaryDirectory {
  readonly path: string;
  remove(): void;
}

/** What PostgreSQL still writes while it goes down does not keep its folder: it is removed again. */
const REMOVALS = { maxRetries: 10, retryDelay: 50 } as const;

/**
 * A new folder outside the repository that does not outlive this process. Make it before any child process that works
 * in it, so that the child ends first.
 */
export function temporaryDirectory(): TemporaryDirectory {
  const path = mkdtempSync(join(tmpdir(), 'understudy-'));
  // PostgreSQL refuses root and runs as another user, who must be able to reach its files.
  chmodSync(path, 0o755);
  const removeFiles = () => rmSync(path, { recursive: true, force: true, ...REMOVALS });
  const forget = atProcessEnd(removeFiles);
  return {
    path,
    remove: () => {
      removeFiles();
      forget();
    },
  };
}
