import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Line of postmaster.pid that holds key and id of the server's shared memory segment. */
const SEGMENT_LINE = 6;

/**
 * Removes the shared memory segment that a killed server leaves behind: macOS has room for 32 of them. A segment that
 * cannot be removed is no reason to end a rehearsal.
 */
export async function removeSharedMemory(directory: string): Promise<void> {
  const lines = await readFile(join(directory, 'postmaster.pid'), 'utf8').catch(() => '');
  const [, id] = (lines.split('\n')[SEGMENT_LINE] ?? '').trim().split(/\s+/);
  if (id) await promisify(execFile)('ipcrm', ['-m', id]).catch(() => {});
}
