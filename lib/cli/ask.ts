import { createInterface } from 'node:readline';

interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
}
/** Where a person types; questions go to stderr, because stdout is the answer. A test puts another one in its place. */
export const terminal: Terminal = { input: process.stdin, output: process.stderr };

/** Whether there is anybody to ask, who can both type and see the question. */
export const isAttended = (): boolean => terminal.input.isTTY === true && terminal.output.isTTY === true;

/** The line that a person types; an empty one when they end the input instead. */
export const typed = (question: string): Promise<string> =>
  new Promise((resolve) => {
    const lines = createInterface({ input: terminal.input, output: terminal.output });
    lines.once('close', () => resolve(''));
    lines.question(question, (line) => {
      resolve(line);
      lines.close();
    });
  });

/** Anything but a clear yes is a no. */
export const saysYes = async (question: string): Promise<boolean> =>
  /^y(es)?$/i.test((await typed(`${question} [y/N] `)).trim());
