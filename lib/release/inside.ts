import { realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';

/** The real path of a file, or why it is none that a release may hold. */
export type FoundFile = { readonly path: string } | { readonly problem: string };

/**
 * Finds a file by the path that is written somewhere in a folder, and follows its links: what lies outside of the
 * folder was not made with it, and may be anything.
 *
 * @param from folder that the path is relative to, in `root` or the same
 */
export function foundInside(written: string, { root, from }: { root: string; from: string }): FoundFile {
  try {
    const path = realpathSync(resolve(from, written));
    return isInside(path, realpathSync(root))
      ? { path }
      : { problem: `${written} lies outside of ${root}; move it inside` };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { problem: code === 'ENOENT' ? `there is no file ${written}` : `${written} cannot be read: ${message}` };
  }
}

/** Whether a real path lies below another; a folder does not lie in itself. */
export function isInside(path: string, root: string): boolean {
  const way = relative(root, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
