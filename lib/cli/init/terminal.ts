import { printAside } from '../print';
import type { Asks, ChoiceQuestion } from './asks';

/** Asks on this terminal, beside stdout: what a command prints there may be read by another one. */
export async function askOnTerminal(): Promise<Asks> {
  // Loaded late: no other command asks so much.
  const { checkbox, confirm, input, select } = await import('@inquirer/prompts');
  const context = { output: process.stderr };
  const shown = <Value>({ message, choices }: ChoiceQuestion<Value>) => ({
    message,
    choices: choices.map(({ label: name, value, about }) => ({ name, value, ...(about && { description: about }) })),
  });
  return {
    async text({ message, otherwise, problem = () => undefined }) {
      const validate = (typed: string) => problem(typed.trim()) ?? true;
      const typed = await input({ message, validate, ...(otherwise && { default: otherwise }) }, context);
      return typed.trim();
    },
    one: (question) => select(shown(question), context),
    some: (question) => checkbox(shown(question), context),
    yes: (message) => confirm({ message, default: true }, context),
    tell: printAside,
  };
}

/** Ctrl-C and the like. */
export const isGivenUp = (error: unknown): boolean => (error as Error | undefined)?.name === 'ExitPromptError';
