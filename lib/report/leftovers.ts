import * as z from 'zod';
import type { RunDocument } from '../domain/run';
import { oneLine } from '../domain/text';

const Retired = z.object({
  output: z.object({ retired: z.array(z.string()), leftovers: z.array(z.object({ command: z.string() })) }),
});
const Deployed = z.object({
  output: z.object({ release: z.string(), others: z.array(z.object({ command: z.string() })) }),
});

/** The commands that remove what earlier runs have left here, as RetireStacks and DeployStacks have found it. */
export function leftoverLinesOf({ retireStacks, deployStacks }: RunDocument): string[] {
  const { retired = [], leftovers = [] } = Retired.safeParse(retireStacks).data?.output ?? {};
  const commands = leftovers.map(({ command }) => command);
  const deployed = Deployed.safeParse(deployStacks).data?.output;
  // Where the run's own stacks were retired, the others are all that may serve.
  const others = deployed && retired.length === 0 ? deployed.others : [];
  return [
    ...linesOf(
      'Left by earlier runs, and nothing refers to it. Look at it first; these remove it, and its cost:',
      commands,
    ),
    ...linesOf(
      `Stacks of other releases stand here and may serve users too. Once ${deployed?.release} serves, ` +
        'these remove them:',
      others.map(({ command }) => command).filter((command) => !commands.includes(command)),
    ),
  ];
}

const linesOf = (heading: string, commands: readonly string[]): string[] =>
  commands.length === 0 ? [] : ['', oneLine(heading), ...commands.map((command) => `  ${oneLine(command)}`)];
