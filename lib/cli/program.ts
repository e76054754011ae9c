import { Command as Commander, CommanderError, Option } from 'commander';
import { listed, nearest, oneLine } from '../domain/text';
import { hasColor } from './color';
import { helpAfter } from './help';
import {
  type Command,
  type Entry,
  type Flag,
  type Given,
  type Holder,
  isHolder,
  type Listed,
  UsageError,
} from './usage';

/** Long enough for a terminal that nobody sees; a page of text is no wider. */
const HELP_COLUMNS = 110;

/**
 * What Commander reads and explains one command with.
 *
 * @param name in full, `release publish`
 * @param held what a holder holds @default it is a command
 */
export function commanderOf(entry: Entry, name: string, held: readonly Listed[] = []): Commander {
  const program = new Commander(name === '' ? 'understudy' : `understudy ${name}`)
    .description(entry.purpose)
    .optionsGroup('Flags:')
    .helpOption('-h, --help', 'tells this')
    .helpCommand(false)
    .showSuggestionAfterError(false)
    .configureHelp({ subcommandTerm: (command) => command.name(), styleTitle: bold })
    .configureOutput({
      writeOut: (text) => console.log(text.trimEnd()),
      outputError: () => {},
      getOutHasColors: () => hasColor(process.stdout),
      getOutHelpWidth: () => Math.min(process.stdout.columns ?? HELP_COLUMNS, HELP_COLUMNS),
    })
    .exitOverride()
    .addHelpText('after', helpAfter(entry));
  return isHolder(entry) ? holding(program, entry, held) : taking(program, entry);
}

const bold = (text: string): string => `\u001b[1m${text}\u001b[22m`;

function holding(program: Commander, holder: Holder, held: readonly Listed[]): Commander {
  program.usage('<command>');
  for (const entry of held) {
    const command = program.command(entry.name).description(entry.purpose);
    if (entry.group) command.helpGroup(`${entry.group}:`);
  }
  return holder.name === 'understudy' ? program.version('', '-v, --version', 'tells the version') : program;
}

function taking(program: Commander, { words, flags }: Command): Commander {
  for (const { shown, help } of words) program.argument(shown, help);
  for (const [name, flag] of Object.entries(flags)) program.addOption(optionOf(name, flag));
  const required = Object.entries(flags).filter(([, { isRequired }]) => isRequired);
  const usage = [...words.map(({ shown }) => shown), ...required.map(([name, { value }]) => `--${name} ${value}`)];
  return program.usage([...usage, '[flags]'].join(' ')).action(() => {});
}

function optionOf(name: string, { value, help, choices, default: byDefault }: Flag): Option {
  const option = new Option(value ? `--${name} ${value}` : `--${name}`, help);
  if (byDefault !== undefined) option.default(byDefault);
  if (choices === undefined) return option;
  return option.choices(choices).argParser((written: string) => chosen(`--${name}`, written, choices));
}

/** @throws UsageError with what is near, or all that is allowed */
function chosen(what: string, written: string, choices: readonly string[]): string {
  if (choices.includes(written)) return written;
  const near = nearest(written, choices);
  const advice = near ? `; did you mean ${near}` : '';
  throw new UsageError(`${what} takes ${listed(choices, 'or')}, got ${oneLine(written, 80)}${advice}`);
}

/** What a command line gives to a command. @param name of the command in full @throws UsageError */
export function givenTo(command: Command, name: string, args: readonly string[]): Given {
  refuseFlagsAsValues(command, args);
  const program = commanderOf(command, name);
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    throw error instanceof CommanderError ? new UsageError(sentenceFor(error, command, { name, program })) : error;
  }
  for (const [index, { choices }] of command.words.entries()) {
    const written = program.args[index];
    if (choices && written !== undefined) chosen(name, written, choices);
  }
  const written = program.options.map((option) => [option.name(), program.getOptionValue(option.attributeName())]);
  return {
    values: Object.fromEntries(written.filter(([, value]) => value !== undefined)),
    words: program.args,
  };
}

/** Commander takes whatever follows for the value, and `--because --json` would record a reason nobody gave. */
function refuseFlagsAsValues({ flags }: Command, args: readonly string[]): void {
  const end = args.indexOf('--');
  for (const [index, written] of args.slice(0, end < 0 ? undefined : end).entries()) {
    const name = written.slice(2);
    const flag = written.startsWith('--') && Object.hasOwn(flags, name) ? flags[name] : undefined;
    const next = args[index + 1] ?? '';
    if (flag?.value === undefined || !/^-./.test(next)) continue;
    const got = oneLine(next, 80);
    throw new UsageError(`--${name} takes a value, got ${got}; where that is what you mean, write --${name}=${got}`);
  }
}

interface Parsed {
  readonly name: string;
  readonly program: Commander;
}

/** What is wrong, and what is allowed instead. */
function sentenceFor({ code, message }: CommanderError, command: Command, { name, program }: Parsed): string {
  const about = /'(.*)'/s.exec(message)?.[1] ?? '';
  switch (code) {
    case 'commander.unknownOption':
      return unknownFlag(about, Object.keys(command.flags));
    case 'commander.optionMissingArgument':
      return `${about.split(' ')[0]} takes a value, ${about.split(' ').slice(1).join(' ')}; got none`;
    case 'commander.missingArgument':
      return missingWord(command, name, program.args.length);
    case 'commander.excessArguments':
      return tooManyWords(command, name, program.args);
    default:
      return message.replace(/^error: /, '');
  }
}

function unknownFlag(written: string, flags: readonly string[]): string {
  const [, name = '', value] = /^-*(.*?)(?:=(.*))?$/s.exec(written) ?? [];
  if (value !== undefined && flags.includes(name)) return `--${name} takes no value, got ${oneLine(value, 80)}`;
  const near = nearest(name, flags);
  const allowed = flags.length > 0 ? `allowed are ${listed(flags.map((flag) => `--${flag}`))}` : 'there are none';
  return `unknown flag ${oneLine(written, 80)}; ${near ? `did you mean --${near}` : allowed}`;
}

function missingWord({ words }: Command, name: string, given: number): string {
  const missing = words[given];
  const got = given === 0 ? 'none' : `only ${given} of ${words.length}`;
  return `${name} takes ${missing?.shown}, ${missing?.help}; got ${got}`;
}

function tooManyWords({ words, flags }: Command, name: string, given: readonly string[]): string {
  const got = `got ${oneLine(listed(given), 300)}`;
  if (words.length === 0) return `${name} takes no words, ${got}`;
  const quotes = 'because' in flags ? '; write the reason in quotes' : '';
  if (words.length > 1) return `${name} takes ${words.map(({ shown }) => shown).join(' ')}; ${got}${quotes}`;
  return `one ${words[0]?.shown.replaceAll(/[^\w ]/g, '')} at a time; ${got}${quotes}`;
}
