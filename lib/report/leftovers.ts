import * as z from 'zod';
import type { RunDocument } from '../domain/run';
import { oneLine } from '../domain/text';

const Retired = z.object({
  output: z.object({ leftovers: z.array(z.object({ command: z.string() })) }),
});

/** The commands that remove what earlier runs have left here, as RetireStacks has found it. */
export function leftoverLinesOf({ retireStacks }: RunDocument): string[] {
  const commands = Retired.safeParse(retireStacks).data?.output.leftovers ?? [];
  if (commands.length === 0) return [];
  return [
    '',
    'Left by earlier runs, and nothing refers to it. Look at it first; these remove it, and its cost:',
    ...commands.map(({ command }) => `  ${oneLine(command)}`),
  ];
}
