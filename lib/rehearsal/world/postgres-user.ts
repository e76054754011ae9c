import { chmod, lchown, lstat, readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** PostgreSQL refuses to run as root; `nobody` on every platform we know. */
const NOBODY = 65534;

/** For `spawn`: the user that PostgreSQL runs as, our own unless we are root. */
export const serverUser = (): { uid?: number; gid?: number } =>
  process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

/** Gives a file or directory tree to the server's user. */
export async function giveToServer(path: string): Promise<void> {
  const { uid, gid } = serverUser();
  if (uid === undefined || gid === undefined) return;
  await lchown(path, uid, gid);
  if (!(await lstat(path)).isDirectory()) return;
  for (const name of await readdir(path)) await giveToServer(join(path, name));
}

/**
 * Lets the server's user pass through the directories above `directory`. Only our own, below the system's temporary
 * directory, are opened: what mkdtemp makes is closed to everybody else.
 * @throws when a directory outside of it stands in the way
 */
export async function letServerReach(directory: string): Promise<void> {
  if (serverUser().uid === undefined) return;
  for (let above = dirname(directory); above !== dirname(above); above = dirname(above)) {
    const { mode } = await stat(above);
    if (mode & 0o001) continue;
    if (!above.startsWith(`${tmpdir()}/`)) {
      throw new Error(
        `${above} is closed to the user that PostgreSQL runs as (uid ${NOBODY}): use a directory below ${tmpdir()}`,
      );
    }
    await chmod(above, (mode & 0o777) | 0o011);
  }
}
