import type { Held } from '../rehearsal/rehearse';
import type { Verdict } from '../rehearsal/verdict';

/** How a person commands a world that is kept up, and publishes to it: commands to copy. */
export const heldLines = ({ url, planFile, keyFile, assembly }: Held): string[] => [
  `the world is kept up; in another terminal: npm run understudy -- <command> --world ${url}`,
  `its release key is ${keyFile}; publish with: UNDERSTUDY_PLAN=${quoted(planFile)} npm run understudy -- ` +
    `release publish --assembly ${quoted(assembly)} --key ${quoted(keyFile)} --world ${url}`,
  'end it with Ctrl-C',
];

/**
 * Tells of a world that is kept up.
 *
 * @param verdict goes to stdout by itself, because nothing comes after it; the commands to stderr @default for people
 */
export function tellHeld(world: Held, verdict?: Verdict): void {
  const tell = verdict ? console.error : console.log;
  if (verdict) console.log(JSON.stringify(verdict));
  for (const line of ['', ...heldLines(world)]) tell(line);
}

/** A word as a shell reads it. */
const quoted = (word: string): string => (/^[\w./:@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
