import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { oneLine } from '../../../lib/domain/text';
import { ROOT } from '../../sources';
import { table } from '../markdown';
import type { Part } from '../part';
import { rounded } from '../statistics';
import { inChild } from './child';

/** One thing that a developer waits for. */
interface Wait {
  readonly seconds: number;
  /** In rehearsals of the same clone: seconds of a machine say nothing about another one. */
  readonly rehearsals: number;
}

export interface Developer {
  readonly developer: Readonly<Record<string, Wait>>;
}

/** In this order: each needs what the ones before it leave. The last is the measure. */
const COMMANDS = {
  'npm ci': ['ci', '--no-audit', '--no-fund'],
  'npm run synth': ['run', '--silent', 'synth'],
  'npm test': ['test', '--silent'],
  'npm run rehearse': ['run', '--silent', 'rehearse', '--', 'primary-lost', '--json'],
} as const;
const MEASURE = 'npm run rehearse';

export const developer: Part<Developer> = {
  name: 'developer',
  measures: 'what a developer waits for in a new clone, in seconds and in rehearsals',
  isLong: true,
  async measure({ tell }) {
    const directory = mkdtempSync(join(tmpdir(), 'understudy-clone-'));
    try {
      await done('git', ['clone', '--quiet', ROOT, directory], ROOT);
      const seconds = new Map<string, number>();
      for (const [name, args] of Object.entries(COMMANDS)) {
        seconds.set(name, await done('npm', args, directory));
        tell(`${name} took ${Math.round(seconds.get(name) ?? 0)} s`);
      }
      return developerOf(seconds);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
  lines: ({ developer: waits }) =>
    table(
      ['in a new clone', 'seconds', 'in rehearsals'],
      Object.entries(waits).map(([name, { seconds, rehearsals }]) => [`\`${name}\``, seconds, rehearsals]),
    ),
  broken: () => [],
};

/** @returns seconds. @throws Error when it fails */
async function done(command: string, args: readonly string[], cwd: string): Promise<number> {
  const { code, seconds, stderr } = await inChild(command, args, cwd);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${oneLine(stderr)}`);
  return seconds;
}

export function developerOf(seconds: ReadonlyMap<string, number>): Developer {
  const measure = seconds.get(MEASURE) ?? 1;
  const waits = [...seconds].map(([name, own]) => [
    name,
    { seconds: rounded(own), rehearsals: rounded(own / measure, 2) },
  ]);
  return { developer: Object.fromEntries(waits) };
}
