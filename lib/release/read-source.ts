import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../domain/plan';
import { gather } from './gather';
import { ASSEMBLY_FILE, readAssembly } from './read-assembly';
import { FOLDER_FILE, readFolder } from './read-folder';
import { type Source, SourceError } from './source';

export interface ReadOptions {
  /** Told what takes long, a line each. @default nobody is told */
  readonly onMessage?: (text: string) => void;
}

/**
 * Reads what a team has built: a cloud assembly that `cdk synth` wrote, or a folder of templates with a `release.json`.
 * Assets that the release names are packaged and measured; nothing of the source is run, nothing is uploaded.
 *
 * @throws SourceError with every problem
 */
export async function readSource(directory: string, plan: Plan, options: ReadOptions = {}): Promise<Source> {
  const problem = folderProblem(directory);
  if (problem) throw new SourceError([problem]);
  const read = existsSync(join(directory, ASSEMBLY_FILE)) ? readAssembly : readFolder;
  return gather(read(directory, plan), { directory, onMessage: options.onMessage ?? (() => undefined) });
}

function folderProblem(directory: string): string | undefined {
  const written = `write it with cdk synth --output ${directory}`;
  if (!existsSync(directory)) return `there is no folder ${directory}; ${written}`;
  if (!statSync(directory).isDirectory()) return `${directory} is not a folder; name the one that cdk synth wrote`;
  if ([ASSEMBLY_FILE, FOLDER_FILE].some((file) => existsSync(join(directory, file)))) return undefined;
  // Into a folder that holds something, such as a program, nobody should be told to write an assembly.
  const remedy = readdirSync(directory).length === 0 ? written : 'name the folder that cdk synth wrote';
  return (
    `${directory} holds neither the ${ASSEMBLY_FILE} of a cloud assembly nor a ${FOLDER_FILE}; ${remedy}, ` +
    `or list its templates in a ${FOLDER_FILE}`
  );
}
