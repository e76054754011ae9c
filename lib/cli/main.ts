import { PlanError } from '../domain/plan-reader';
import { listed, nearest } from '../domain/text';
import { VERBS } from '../domain/verbs';
import { approve, decline } from './approve';
import { explained } from './aws/explain';
import { worldStands } from './aws/standing-world';
import { breakLock } from './break-lock';
import { check } from './check';
import { controls } from './controls';
import { evidence } from './evidence';
import { generate } from './generate';
import { commandHeldBy, type Meant } from './held-command';
import { helpOn, helpOnAll } from './help';
import { history } from './history';
import { isWorld } from './plan-in-use';
import { printJson, printProblems } from './print';
import { rehearse } from './rehearse';
import { release } from './release';
import { status } from './status';
import { traffic } from './traffic';
import { type Command, UsageError } from './usage';

const COMMANDS: readonly Command[] = [
  rehearse,
  status,
  check,
  approve,
  decline,
  ...controls,
  breakLock,
  traffic,
  release,
  evidence,
  history,
  generate,
];

/** Runs one command line. @returns the exit code: 0 well, 1 not as expected, 2 written wrongly */
export async function main(args: readonly string[]): Promise<number> {
  const [word, ...rest] = args;
  try {
    if (word === undefined || isHelp([word]) || word === 'help') return print(helpOnAll(COMMANDS));
    const command = COMMANDS.find(({ name }) => name === word);
    if (!command) throw new UsageError(unknownCommand(word));
    const meant = await meantBy(command, rest);
    return isHelp(rest) ? print(await helpOn(meant)) : await done(meant);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    printProblems([error.message]);
    return 2;
  }
}

/** A command that holds others is meant itself only when help on all of them is. */
async function meantBy(command: Command, rest: readonly string[]): Promise<Meant> {
  const words = isHelp(rest) ? rest.filter((word) => !isHelp([word])) : rest;
  const isItself = !command.holds || (isHelp(rest) && words.length === 0);
  return isItself ? { command, name: command.name, rest } : commandHeldBy(command, words);
}

/** Runs a command; why it could not do its work is a line each, and JSON where that is asked for. @throws UsageError */
async function done({ command, rest }: Meant): Promise<number> {
  try {
    const world = worldIn(rest);
    if (world !== undefined) await worldStands(world);
    return await command.run(rest);
  } catch (error) {
    const problems = problemsOf(error);
    if (problems === undefined) throw error;
    printProblems(problems);
    if (rest.includes('--json')) printJson({ problems, findings: [] }, 2);
    return command.troubleCode ?? 1;
  }
}

/** What AWS, the network or the plan made impossible, a line each; `undefined` for a fault of this program. */
function problemsOf(error: unknown): readonly string[] | undefined {
  if (error instanceof PlanError) return error.problems.map((problem) => `${error.file}: ${problem}`);
  const because = error instanceof UsageError ? undefined : explained(error);
  return because === undefined ? undefined : [because];
}

/** The world that a command line names; one that is written wrongly is the command's to refuse. */
function worldIn(words: readonly string[]): string | undefined {
  const at = words.findIndex((word) => /^--world(=|$)/.test(word));
  const written = words[at]?.startsWith('--world=') ? words[at].slice('--world='.length) : words[at + 1];
  return at >= 0 && written !== undefined && isWorld(written) ? written.replace(/\/$/, '') : undefined;
}

function unknownCommand(word: string): string {
  if (VERBS.some((verb) => verb === word)) {
    return `${word} is started in the Region that it is for, as a machine of Step Functions: see docs/verbs.md`;
  }
  const names = COMMANDS.map(({ name }) => name);
  const near = nearest(word, names);
  return `unknown command ${JSON.stringify(word)}; ${near ? `did you mean ${near}` : `allowed are ${listed(names)}`}`;
}

const isHelp = (words: readonly string[]): boolean => words.includes('--help') || words.includes('-h');

function print(lines: readonly string[]): number {
  for (const line of lines) console.log(line);
  return 0;
}
