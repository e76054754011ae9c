import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlanError } from '../domain/plan-reader';
import { listed } from '../domain/text';
import { explained } from './aws/explain';
import { worldStands } from './aws/standing-world';
import { COMMANDS } from './commands';
import { loaded, type Meant, meantBy } from './meant';
import { isWorld } from './plan-in-use';
import { printJson, printLines, printProblems } from './print';
import { commanderOf, givenTo } from './program';
import { type Command, isHolder, UsageError } from './usage';

/** Runs one command line. @returns the exit code: 0 well, 1 not as expected, 2 written wrongly */
export async function main(args: readonly string[]): Promise<number> {
  try {
    if (args.length === 1 && ['--version', '-v'].includes(args[0] ?? '')) return tellVersion();
    const meant = await meantBy(COMMANDS, args);
    const { entry, name, rest, isHelp } = meant;
    if (isHelp || name === '') return await tellHelp(meant);
    if (isHolder(entry)) throw new UsageError(`${name} takes a word: ${listed(Object.keys(entry.holds), 'or')}`);
    return await runCommand(entry, rest, name);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    printProblems([error.message]);
    return 2;
  }
}

async function tellHelp({ entry, name }: Meant): Promise<number> {
  commanderOf(entry, name, isHolder(entry) ? (entry.outline ?? (await loaded(entry))) : []).outputHelp();
  return 0;
}

function tellVersion(): number {
  const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };
  printLines([version]);
  return 0;
}

/**
 * Runs a command; why it could not do its work is a line each, and JSON where that is asked for.
 *
 * @param args what was written after its name
 * @param name in full @default as it is called
 * @throws UsageError
 */
export async function runCommand(command: Command, args: readonly string[], name = command.name): Promise<number> {
  const given = givenTo(command, name, args);
  const { world, json } = given.values;
  try {
    // A world that is written wrongly is the command's to refuse.
    if (typeof world === 'string' && isWorld(world)) await worldStands(world.replace(/\/$/, ''));
    return await command.run(given);
  } catch (error) {
    const problems = problemsOf(error);
    if (problems === undefined) throw error;
    printProblems(problems);
    if (json === true) printJson({ problems, findings: [] }, 2);
    return command.troubleCode;
  }
}

/** What AWS, the network or the plan made impossible, a line each; `undefined` for a fault of this program. */
function problemsOf(error: unknown): readonly string[] | undefined {
  if (error instanceof PlanError) return error.problems.map((problem) => `${error.file}: ${problem}`);
  const because = error instanceof UsageError ? undefined : explained(error);
  return because === undefined ? undefined : [because];
}
