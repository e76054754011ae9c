import { commandHeldBy } from './held-command';
import type { Command } from './usage';

/** Loaded when they are asked for, because they bring CDK's libraries with them. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  audit: async () => (await import('./release/audit')).audit,
  publish: async () => (await import('./release/publish')).publish,
  list: async () => (await import('./release/list')).list,
  diff: async () => (await import('./release/diff')).diff,
  drift: async () => (await import('./release/drift')).drift,
  key: async () => (await import('./release/key')).key,
};

/** `understudy release <audit|publish|list|diff|drift|key> …` */
export const release: Command = {
  name: 'release',
  usage: `${Object.keys(COMMANDS).join('|')} …`,
  purpose: 'Audits, publishes, compares and watches what a takeover deploys.',
  holds: COMMANDS,
  async run(args) {
    const { command, rest } = await commandHeldBy(release, args);
    return command.run(rest);
  },
};
