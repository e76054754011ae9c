import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { UsageError } from '../usage';

/** Writes the file whole or not at all. @throws UsageError when the folder or the file cannot be written */
export function writePlan(file: string, text: string): void {
  const half = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(half, text, { flag: 'wx' });
    renameSync(half, file);
  } catch (error) {
    rmSync(half, { force: true });
    throw new UsageError(
      `${file} cannot be written (${(error as NodeJS.ErrnoException).code}); --out names another file`,
    );
  }
}
