/** `npm run bench`: how fast it is, what it adds to AWS's own work, and what it costs. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Prepared, prepare } from '../simulation/prepare';
import { withLines } from './markdown';
import type { Bench, Part } from './part';
import { PARTS } from './parts';
import { helpOf, type Words, WrongWords, wordsIn } from './words';

const PAGE = join(__dirname, '../../docs/performance.md');

const print = (line: string) => process.stdout.write(`${line}\n`);
const tell = (line: string) => process.stderr.write(`${line}\n`);

async function main(args: readonly string[]): Promise<number> {
  const words = wordsIn(args, PARTS);
  if (words.isHelp) {
    print(helpOf(PARTS));
    return 0;
  }
  const directory = keptOrTemporary();
  let made: Promise<Prepared> | undefined;
  const prepared = () => {
    made ??= prepare(directory);
    return made;
  };
  const { seeds, rehearsals } = words;
  return measuredAll(words, { directory, seeds, rehearsals, prepared, tell });
}

/** The same folder as `npm run simulate` keeps, where one is named. */
function keptOrTemporary(): string {
  const kept = process.env.SIMULATION_DIRECTORY;
  const directory = kept ?? mkdtempSync(join(tmpdir(), 'understudy-bench-'));
  process.on('exit', () => {
    if (!kept) rmSync(directory, { recursive: true, force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
  return directory;
}

async function measuredAll({ parts, isJson, isWrite }: Words, bench: Bench): Promise<number> {
  // What cannot be written is told before minutes are spent on it.
  if (isWrite) for (const { name } of parts) withLines(readFileSync(PAGE, 'utf8'), name, []);
  const json: object[] = [];
  const broken: string[] = [];
  for (const part of parts) {
    const { result, lines } = await measured(part, bench);
    json.push(result);
    broken.push(...part.broken(result).map((promise) => `${part.name}: ${promise}`));
    if (!isJson) print(`\n${part.name}: ${part.measures}\n\n${lines.join('\n')}`);
    if (isWrite) writeFileSync(PAGE, withLines(readFileSync(PAGE, 'utf8'), part.name, lines));
  }
  if (isJson) print(JSON.stringify(Object.assign({}, ...json)));
  for (const promise of broken) tell(`BROKEN ${promise}`);
  return broken.length > 0 ? 1 : 0;
}

async function measured<Result extends object>(part: Part<Result>, bench: Bench) {
  const beganAt = performance.now();
  const result = await part.measure(bench);
  bench.tell(`${part.name} took ${Math.round((performance.now() - beganAt) / 1000)} s`);
  return { result, lines: part.lines(result) };
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    if (error instanceof WrongWords) tell(`bench: ${error.message}; --help says more`);
    else console.error(error);
    process.exit(error instanceof WrongWords ? 2 : 1);
  },
);
