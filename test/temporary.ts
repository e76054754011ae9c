import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

afterAll(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** A new folder outside the repository, removed when the test file has ended. @param name what it is for */
export function temporaryDirectory(name: string): string {
  const directory = mkdtempSync(join(tmpdir(), `understudy-${name}-`));
  made.push(directory);
  return directory;
}
