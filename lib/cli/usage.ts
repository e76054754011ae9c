/** A command that was written wrongly: one line that says what is allowed. The process ends with code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A flag of a command: `--region <region>`, or `--json`, which takes no value. */
export interface Flag {
  /** What follows it, as people are shown it. @default it takes no value */
  readonly value?: `<${string}>`;
  /** What it is for: a clause, lower-case, no full stop. */
  readonly help: string;
  /** What holds where it is not written. */
  readonly default?: string;
  /** The only values that it takes. */
  readonly choices?: readonly string[];
  /** Shown in the usage line; the command itself says what is missing. @default false */
  readonly isRequired?: boolean;
}

/** A word that follows a command's name. */
export interface Word {
  /** `<run>` must be there, `[scenario]` may be, and as many as there are take the place of `<file...>`. */
  readonly shown: `<${string}>` | `[${string}]`;
  /** What it is, as it is read after "takes <run>,": `the ARN of the run`. */
  readonly help: string;
  /** The only words that it may be. */
  readonly choices?: readonly string[];
}

/** Under which heading the list of commands shows one. */
export type Group = 'Rehearse' | 'Prepare' | 'Look' | 'Act' | 'Prove' | 'This tool';

/** A command as the list of commands shows it. */
export interface Listed {
  readonly name: string;
  /** One sentence for the list of commands. */
  readonly purpose: string;
  /** @default commands that another one holds have none */
  readonly group?: Group;
}

interface Described extends Listed {
  /** Whole command lines, each with what it is for behind a `#`; tests parse every one. */
  readonly examples: readonly [string, ...string[]];
}

/** One command of `understudy`. Made with {@link defineCommand}. */
export interface Command extends Described {
  readonly words: readonly Word[];
  readonly flags: Readonly<Record<string, Flag>>;
  /** What each exit code means; 2 is always "written wrongly" too. */
  readonly exitCodes: Readonly<Record<number, string>>;
  /** Exit code when it could not do its work. */
  readonly troubleCode: number;
  /** @returns the exit code @throws UsageError */
  run(given: Given): Promise<number>;
}

/** A command that only holds others, the next word naming one; each is loaded when it is meant. */
export interface Holder extends Described {
  readonly holds: Readonly<Record<string, () => Promise<Entry>>>;
  /** How its help lists them. @default each is loaded to be asked */
  readonly outline?: readonly Listed[];
}

export type Entry = Command | Holder;

export const isHolder = (entry: Entry): entry is Holder => 'holds' in entry;

/** A command line that was understood: as many words as the command takes, and flags by their names. */
export interface Given {
  readonly values: Readonly<Record<string, string | boolean>>;
  readonly words: readonly string[];
}

type ValueOf<Written extends Flag> = Written extends { readonly value: string }
  ? Written extends { readonly choices: readonly (infer Choice)[] }
    ? Choice
    : string
  : boolean;
/** The flags of a command line, typed by what they were declared to be. */
export type ValuesOf<Flags extends Readonly<Record<string, Flag>>> = {
  readonly [Name in keyof Flags as Flags[Name] extends { readonly default: string } ? never : Name]?: ValueOf<
    Flags[Name]
  >;
} & {
  readonly [Name in keyof Flags as Flags[Name] extends { readonly default: string } ? Name : never]: ValueOf<
    Flags[Name]
  >;
};

/** What the exit codes of most commands mean. */
const EXIT_CODES = { 0: 'done', 1: 'not done, or not as expected' };

interface Definition<Flags extends Readonly<Record<string, Flag>>> extends Described {
  /** @default it takes none */
  readonly words?: readonly Word[];
  readonly flags: Flags;
  /** @default 0 done, 1 not done, or not as expected */
  readonly exitCodes?: Readonly<Record<number, string>>;
  /** @default 1 */
  readonly troubleCode?: number;
  run(given: { readonly values: ValuesOf<Flags>; readonly words: readonly string[] }): Promise<number>;
}

/** A command whose `run` is given its flags as they are declared. */
export const defineCommand = <const Flags extends Readonly<Record<string, Flag>>>(
  definition: Definition<Flags>,
): Command => ({
  words: [],
  exitCodes: EXIT_CODES,
  troubleCode: 1,
  ...definition,
  // What was read is what the flags declare: program.ts reads it from the same data.
  run: ({ values, words }) => definition.run({ values: values as ValuesOf<Flags>, words }),
});

/** A whole number as it was written. @param what a flag with its hyphens, or a word @throws UsageError */
export function wholeNumber(what: string, written: string, { min, max }: { min: number; max: number }): number {
  const value = Number(written);
  if (/^\d+$/.test(written) && value >= min && value <= max) return value;
  throw new UsageError(`${what} takes a whole number from ${min} to ${max}, got ${JSON.stringify(written)}`);
}
