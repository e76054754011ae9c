import { printable } from '../domain/text';

/**
 * Prints lines on stderr. What stands in templates, manifests and AWS is other people's: none of it moves the cursor,
 * hides a line or makes another one.
 */
export const printAside = (lines: readonly string[]): void => {
  for (const line of lines) console.error(printable(line));
};

/** The same on stdout: what a command was asked for. */
export const printLines = (lines: readonly string[]): void => {
  for (const line of lines) console.log(printable(line));
};

/** Prints why a command has failed, one line for each reason. */
export const printProblems = (problems: readonly string[]): void =>
  printAside(problems.map((problem) => `understudy: ${problem}`));

/** Prints JSON in which whatever a terminal might take for more than text is escaped; it is read as the same. */
export const printJson = (value: unknown, indentation?: number): void =>
  console.log(JSON.stringify(value, null, indentation).replace(/(?!\n)\p{C}/gu, escaped));

const escaped = (characters: string): string =>
  characters
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
