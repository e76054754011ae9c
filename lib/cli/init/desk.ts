import type { Asks } from './asks';

/** What happens at this machine while a person answers. */
export interface Desk {
  readonly asks: Asks;
  /** Makes a release key and writes its private half there. @returns its public half */
  makeKey(file: string): string;
  /** What is wrong with a file that is to be written, or `undefined`. */
  fileProblem(file: string): string | undefined;
}
