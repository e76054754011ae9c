import { parseArgs } from 'node:util';
import { listed, nearest } from '../domain/text';

/** A command that was written wrongly: one line that says what is allowed. The process ends with code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** One command of `understudy`. */
export interface Command {
  readonly name: string;
  /** One sentence for the list of commands. */
  readonly purpose: string;
  /** What may follow the command's name, as it is shown to people. */
  readonly usage: string;
  /** What follows each flag, and what the flag is for, by its name. @default the usage says enough */
  readonly flags?: Readonly<Record<string, FlagHelp>>;
  /** What its exit codes mean. @default {@link EXIT_CODES} */
  readonly exitCodes?: string;
  /** Exit code when it could not do its work. @default 1 */
  readonly troubleCode?: number;
  /** @returns the exit code @throws UsageError */
  run(args: readonly string[]): Promise<number>;
  /** The commands that it holds, the first word of each naming one. @default none */
  readonly holds?: Readonly<Record<string, () => Promise<Command>>>;
}

/** What follows a flag, and what for. */
export type FlagHelp = readonly [value: '' | `<${string}>`, line: string];

/** What the exit codes of most commands mean. */
export const EXIT_CODES = '0 well, 1 not as expected, 2 written wrongly';

type Flag = { readonly type: 'boolean' } | { readonly type: 'string' };
type Values<Flags extends Record<string, Flag>> = {
  [Name in keyof Flags]?: Flags[Name]['type'] extends 'boolean' ? boolean : string;
};

/** Flags and words of a command line. @throws UsageError for what is not among `flags` */
export function readArguments<const Flags extends Record<string, Flag>>(
  args: readonly string[],
  flags: Flags,
): { values: Values<Flags>; words: string[] } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: flags, allowPositionals: true });
    return { values: values as Values<Flags>, words: positionals };
  } catch (error) {
    throw new UsageError(describe(error as Error, Object.keys(flags)));
  }
}

function describe({ message }: Error, flags: readonly string[]): string {
  const unknown = /Unknown option '(--?[^']+)'/.exec(message)?.[1];
  if (unknown === undefined) return (message.split(/\.?\n|\. /)[0] ?? message).replace(/^O/, 'o');
  const near = nearest(unknown.replace(/^-+/, ''), flags);
  const allowed = listed(flags.map((flag) => `--${flag}`));
  return `unknown flag ${unknown}; ${near ? `did you mean --${near}` : `allowed are ${allowed}`}`;
}

/** A whole number as it was written. @param what a flag with its hyphens, or a word @throws UsageError */
export function wholeNumber(what: string, written: string, { min, max }: { min: number; max: number }): number {
  const value = Number(written);
  if (/^\d+$/.test(written) && value >= min && value <= max) return value;
  throw new UsageError(`${what} takes a whole number from ${min} to ${max}, got ${JSON.stringify(written)}`);
}
