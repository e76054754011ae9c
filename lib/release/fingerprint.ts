import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sha256Of } from '../domain/canonical-json';
import { isInside } from './inside';

/** Whether the owner may execute a file; the other bits of its mode depend on who checked it out. */
const EXECUTABLE = 0o100;
/** Modes as git has them, which everybody may read. */
const [PROGRAM_MODE, FILE_MODE] = [0o755, 0o644];

/** SHA-256 of a file, read piece by piece. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/**
 * Copies a folder without what differs from one checkout to another: the order in which its files were made, and the
 * bits of their modes other than whether they are executable. Links become what they lead to; empty folders are left.
 *
 * @param to an empty folder
 * @returns SHA-256 of what the copy holds: names, contents, and what is executable
 * @throws Error naming a link that leads out of `root`, or into a folder around itself
 */
export async function copyAlike(folder: string, { root, to }: { root: string; to: string }): Promise<string> {
  // Pairs, because a file may be called __proto__.
  const digests: [name: string, { readonly sha256: string; readonly executable: boolean }][] = [];
  const files = (await filesIn(folder, root)).sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const { name, path } of files) {
    const copy = join(to, name);
    await mkdir(dirname(copy), { recursive: true });
    await copyFile(path, copy);
    const executable = ((await stat(path)).mode & EXECUTABLE) !== 0;
    await chmod(copy, executable ? PROGRAM_MODE : FILE_MODE);
    digests.push([name, { sha256: await sha256OfFile(copy), executable }]);
  }
  return sha256Of(digests);
}

interface FileIn {
  /** Names from the folder on, joined with slashes. */
  readonly name: string;
  /** Its real path. */
  readonly path: string;
}

async function filesIn(folder: string, root: string): Promise<FileIn[]> {
  const files: FileIn[] = [];
  const visit = async (directory: string, name: string, around: readonly string[]): Promise<void> => {
    const path = await realpath(directory);
    if (!isInside(path, root)) throw new Error(`${name || folder} is a link to ${path}, outside of ${root}`);
    if (around.includes(path)) throw new Error(`${name} is a link to a folder around itself`);
    if (!(await stat(path)).isDirectory()) {
      files.push({ name, path });
      return;
    }
    for (const entry of await readdir(path)) {
      await visit(join(directory, entry), name ? `${name}/${entry}` : entry, [...around, path]);
    }
  };
  await visit(folder, '', []);
  return files;
}
