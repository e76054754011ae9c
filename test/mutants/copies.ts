import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectFiles, ROOT } from '../sources';
import { type Mutant, mutated } from './mutant';

/** A copy of the working tree, as git knows it, in which a bug may be seeded. */
export interface Copy {
  readonly root: string;
  /** Does `work` while the bug is in its file. @throws when the mutant does not fit */
  withMutant<Result>(mutant: Mutant, work: () => Promise<Result>): Promise<Result>;
}

/** All copies of this process stand in one folder, with what Jest has compiled for each of them. */
export interface Workshop {
  readonly cacheDirectory: string;
  copy(name: string): Copy;
  remove(): void;
}

export function openWorkshop(): Workshop {
  const directory = mkdtempSync(join(tmpdir(), 'understudy-mutants-'));
  return {
    cacheDirectory: join(directory, 'cache'),
    copy: (name) => copyIn(join(directory, name)),
    // What is ended at the same moment may still have written into it.
    remove: () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }),
  };
}

function copyIn(root: string): Copy {
  for (const path of projectFiles()) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    copyFileSync(join(ROOT, path), join(root, path));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return {
    root,
    async withMutant(mutant, work) {
      const path = join(root, mutant.file);
      const text = readFileSync(path, 'utf8');
      writeFileSync(path, mutated(mutant, text));
      try {
        return await work();
      } finally {
        writeFileSync(path, text);
      }
    },
  };
}
