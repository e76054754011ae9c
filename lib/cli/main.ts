import { PlanError } from '../domain/plan-reader';
import { listed, nearest } from '../domain/text';
import { approve, decline } from './approve';
import { explained } from './aws/explain';
import { breakLock } from './break-lock';
import { controls } from './controls';
import { generate } from './generate';
import { rehearse } from './rehearse';
import { release } from './release';
import { traffic } from './traffic';
import { type Command, UsageError } from './usage';

const COMMANDS: readonly Command[] = [rehearse, approve, decline, ...controls, breakLock, traffic, release, generate];

/** Runs one command line. @returns the exit code: 0 well, 1 not as expected, 2 written wrongly */
export async function main(args: readonly string[]): Promise<number> {
  const [word, ...rest] = args;
  try {
    if (word === undefined || isHelp([word]) || word === 'help') return help();
    const command = COMMANDS.find(({ name }) => name === word);
    if (!command) throw new UsageError(unknownCommand(word));
    return isHelp(rest) ? helpOn(command) : await command.run(rest);
  } catch (error) {
    if (error instanceof PlanError) {
      console.error(error.message);
      return 1;
    }
    if (error instanceof UsageError) {
      console.error(`understudy: ${error.message}`);
      return 2;
    }
    const because = explained(error);
    if (because === undefined) throw error;
    console.error(`understudy: ${because}`);
    return 1;
  }
}

function unknownCommand(word: string): string {
  const names = COMMANDS.map(({ name }) => name);
  const near = nearest(word, names);
  return `unknown command ${JSON.stringify(word)}; ${near ? `did you mean ${near}` : `allowed are ${listed(names)}`}`;
}

const isHelp = (words: readonly string[]): boolean => words.includes('--help') || words.includes('-h');

/** A command that holds several tells of the one that was asked for. */
function helpOn(command: Command): number | Promise<number> {
  if (command.help) return command.help();
  console.log(`understudy ${command.name} ${command.usage}\n\n${command.purpose}`);
  return 0;
}

function help(): number {
  console.log('understudy: a serverless Region failover for AWS\n');
  for (const { name, usage, purpose } of COMMANDS) console.log(`  ${`${name} ${usage}`.padEnd(64)} ${purpose}`);
  return 0;
}
