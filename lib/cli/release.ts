import { listed, nearest } from '../domain/text';
import { type Command, UsageError } from './usage';

/** Loaded when they are asked for, because they bring CDK's libraries with them. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  audit: async () => (await import('./release/audit')).audit,
  publish: async () => (await import('./release/publish')).publish,
  list: async () => (await import('./release/list')).list,
  diff: async () => (await import('./release/diff')).diff,
  drift: async () => (await import('./release/drift')).drift,
  key: async () => (await import('./release/key')).key,
};
const WORDS = Object.keys(COMMANDS);

/** `understudy release <audit|publish|list|diff|drift|key> …` */
export const release: Command = {
  name: 'release',
  usage: `${WORDS.join('|')} …`,
  purpose: 'Audits, publishes, compares and watches what a takeover deploys.',
  async run([word, ...rest]) {
    const load = COMMANDS[word ?? ''];
    if (!load) throw new UsageError(unknown(word));
    return (await load()).run(rest);
  },
  async help() {
    console.log(`understudy release: ${release.purpose}\n`);
    for (const load of Object.values(COMMANDS)) {
      const { name, usage, purpose } = await load();
      console.log(`  release ${name} ${usage}\n      ${purpose}`);
    }
    return 0;
  },
};

function unknown(word: string | undefined): string {
  if (word === undefined) return `release takes a word: ${listed(WORDS, 'or')}`;
  const near = nearest(word, WORDS);
  const advice = near ? `did you mean ${near}` : `allowed are ${listed(WORDS)}`;
  return `unknown command release ${JSON.stringify(word)}; ${advice}`;
}
