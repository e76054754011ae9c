import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sha256Of } from '../domain/canonical-json';
import { isInside } from './inside';

/** Any bit of a file's mode that lets somebody execute it; the rest depends on who checked it out. */
const EXECUTABLE = 0o111;

/** SHA-256 of a file, read piece by piece. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/**
 * SHA-256 of what a folder holds: names, contents, and what is executable. The same wherever it lies and in whatever
 * order the disk lists it, which the zip made of it is not.
 *
 * @throws Error naming a link that leads out of `root`, or into a folder around itself
 */
export async function sha256OfFolder(folder: string, root: string): Promise<string> {
  const files: Record<string, { readonly sha256: string; readonly executable: boolean }> = {};
  const visit = async (directory: string, name: string, around: readonly string[]): Promise<void> => {
    const real = await realpath(directory);
    if (!isInside(real, root)) throw new Error(`${name || folder} is a link to ${real}, outside of ${root}`);
    if (around.includes(real)) throw new Error(`${name} is a link to a folder around itself`);
    const { mode, isDirectory } = await kindOf(real);
    if (!isDirectory) {
      files[name] = { sha256: await sha256OfFile(real), executable: (mode & EXECUTABLE) !== 0 };
      return;
    }
    for (const entry of await readdir(real)) {
      await visit(join(directory, entry), name ? `${name}/${entry}` : entry, [...around, real]);
    }
  };
  await visit(folder, '', []);
  return sha256Of(files);
}

async function kindOf(path: string): Promise<{ mode: number; isDirectory: boolean }> {
  const found = await stat(path);
  return { mode: found.mode, isDirectory: found.isDirectory() };
}
