import fc from 'fast-check';

/**
 * How often `npm test` tries each claim. `npm run fuzz` sets FUZZ_TIMES, and tries it so many times as often, with
 * another seed each time; FUZZ_SEED repeats one of them.
 */
const RUNS = 40;
const SEED = 20_261_121;
/** For each test, at the usual number of runs; the machine may be busy with others. */
const SECONDS_MAX = 20;

/** What takes longer than this hangs: each takes far less than a second on a machine that is idle. */
export const HANG_MILLISECONDS = 10_000;
jest.setTimeout(2 * HANG_MILLISECONDS);

const times = Number(process.env.FUZZ_TIMES ?? 1);
// A new seed is wanted for each hunt: the process id differs, and so does the moment.
const seed = Number(process.env.FUZZ_SEED ?? (times === 1 ? SEED : (Date.now() ^ process.pid) & 0x7fffffff));
if (times !== 1) process.stderr.write(`fuzz: seed ${seed}, repeat it with FUZZ_SEED=${seed}\n`);

interface Share {
  /** How many of the usual runs a claim gets: less than 1 where one run is slow. @default 1 */
  readonly share?: number;
}

/** A claim that holds for everything an arbitrary makes. `holds` throws where it does not. */
export function claim<Value>(
  title: string,
  values: fc.Arbitrary<Value>,
  holds: (value: Value) => void | Promise<void>,
  { share = 1 }: Share = {},
): void {
  const numRuns = Math.ceil(RUNS * share * times);
  const property = fc.asyncProperty(values, async (value) => {
    await holds(value);
  });
  test(title, () => fc.assert(property, { seed, numRuns }), SECONDS_MAX * 1000 * times);
}

/** What an error sentence promises: one line, nothing that a terminal acts on, an end. */
export function expectSentences(sentences: readonly string[], charactersMax = 700): void {
  expect(sentences.length).toBeGreaterThan(0);
  for (const sentence of sentences) expect(sentenceFault(sentence, charactersMax)).toBeUndefined();
}

function sentenceFault(sentence: string, charactersMax: number): string | undefined {
  if (sentence.trim() === '') return 'says nothing';
  if (sentence.length > charactersMax) return `has ${sentence.length} characters: ${sentence.slice(0, 80)}`;
  const control = /[\p{C}\p{Zl}\p{Zp}]/u.exec(sentence);
  return control ? `holds ${JSON.stringify(control[0])}: ${JSON.stringify(sentence.slice(0, 200))}` : undefined;
}

/** Runs it, and says that no prototype has changed meanwhile. */
export async function unpolluted<Result>(work: () => Result | Promise<Result>): Promise<Result> {
  const result = await work();
  const fresh: Record<string, unknown> = {};
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(fresh.polluted).toBeUndefined();
  return result;
}
