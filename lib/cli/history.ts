import { commandHeldBy } from './held-command';
import type { Command } from './usage';

const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  check: async () => (await import('./history/check')).check,
};

/** `understudy history check …` */
export const history: Command = {
  name: 'history',
  usage: `${Object.keys(COMMANDS).join('|')} …`,
  purpose: 'Tells whether the changes that runs have made keep what Understudy promises about them.',
  holds: COMMANDS,
  async run(args) {
    const { command, rest } = await commandHeldBy(history, args);
    return command.run(rest);
  },
};
