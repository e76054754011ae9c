import { commandHeldBy } from './held-command';
import type { Command } from './usage';

const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  verify: async () => (await import('./evidence/verify')).verify,
};

/** `understudy evidence verify …` */
export const evidence: Command = {
  name: 'evidence',
  usage: `${Object.keys(COMMANDS).join('|')} …`,
  purpose: 'Tells whether the record of a run is what was written, and what it says.',
  holds: COMMANDS,
  async run(args) {
    const { command, rest } = await commandHeldBy(evidence, args);
    return command.run(rest);
  },
};
