/** `npm run simulate`: faults over whole failovers, in process and on a virtual clock. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Fault, shown } from './faults';
import { inLanes, type Job } from './lanes';
import { permissions } from './permissions';
import { outcomeOf, type Placed, type Played } from './play-job';
import { type Prepared, prepare } from './prepare';
import { STORIES, type StoryName } from './stories';
import { type Places, swarmJob } from './swarm';
import { sweepJobs } from './sweep';
import { createTally, type Tally } from './tally';
import { explain, tellOutcome, tellProgress } from './telling';
import { HELP, type Words, WrongWords, wordsIn } from './words';

const print = (line: string) => process.stdout.write(`${line}\n`);
const printAside = (line: string) => process.stderr.write(`${line}\n`);

/** What every command works with. */
interface Bench {
  readonly directory: string;
  readonly prepared: Prepared;
  readonly isJson: boolean;
  readonly beganAt: number;
}

async function main(args: readonly string[]): Promise<number> {
  const { words, isJson } = wordsIn(args);
  if (words.what === 'help') {
    print(HELP);
    return 0;
  }
  const kept = process.env.SIMULATION_DIRECTORY;
  const directory = kept ?? mkdtempSync(join(tmpdir(), 'understudy-simulation-'));
  process.on('exit', () => {
    if (!kept) rmSync(directory, { recursive: true, force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
  const beganAt = performance.now();
  if (words.what === 'permissions') return permissions({ directory, only: words.only, json: isJson });
  return carryOut(words, { directory, isJson, beganAt, prepared: await prepare(directory) });
}

async function carryOut(words: Exclude<Words, { what: 'help' | 'permissions' }>, bench: Bench): Promise<number> {
  switch (words.what) {
    case 'sweep':
      return sweep(words, bench);
    case 'swarm':
      return swarm(words, bench);
    case 'seed':
      return replay(swarmJob(words.seed, await controls(allStories, bench)), bench);
    case 'replay':
      return replay(words, bench);
  }
}

const allStories = Object.keys(STORIES) as StoryName[];
/** The places of a swarm's faults are the same for every seed, so that a seed says all about its run. */
const CONTROL_SEED = 1;

/** Each story without a fault: where one can be put. @throws Error when a promise is broken without any */
async function controls(stories: readonly StoryName[], bench: Bench, seed = CONTROL_SEED): Promise<Places> {
  const jobs = stories.map((story): Job => ({ story, seed, faults: [] }));
  const found: Record<string, Places[string]> = {};
  const tally = await playedAll(jobs, bench, (index, { placed }) => {
    found[stories[index] as string] = placesOf(placed as Placed);
  });
  await explain(bench.prepared, tally.failed, printAside);
  if (tally.failed.length > 0) throw new Error('a promise is broken without any fault');
  return Object.fromEntries(stories.map((story) => [story, found[story] as Places[string]]));
}

const placesOf = ({ places, states }: Placed): Places[string] => ({
  places: new Map(places.map(([step, operations]) => [step, new Set(operations)])),
  states,
});

async function playedAll(
  jobs: readonly Job[],
  { directory }: Bench,
  hear: (index: number, played: Played) => void = () => {},
  isEnough?: (tally: Tally) => boolean,
): Promise<Tally> {
  const tally = createTally(jobs);
  const endProgress = tellProgress(tally, jobs.length);
  const add = (index: number, played: Played) => {
    tally.add(index, played);
    hear(index, played);
  };
  const enough = isEnough && (() => isEnough(tally));
  await inLanes<Played>(directory, jobs, add, undefined, tally.addStuck, enough).finally(endProgress);
  return tally;
}

async function sweep({ stories, only, seed }: Extract<Words, { what: 'sweep' }>, bench: Bench): Promise<number> {
  const places = await controls(stories, bench, seed);
  const jobs = sweepJobs(places, seed).filter(({ faults }) => shown(faults[0] as Fault).includes(only));
  const tally = await playedAll(jobs, bench);
  const { hangs, notInjected, ends } = tally;
  return told(tally, bench, {
    ...{ cases: jobs.length, violations: tally.failed.length, hangs, notInjected },
    ...{ seconds: secondsSince(bench.beganAt), ends },
  });
}

async function swarm({ runs, seed }: Extract<Words, { what: 'swarm' }>, bench: Bench): Promise<number> {
  const places = await controls(allStories, bench);
  // Each story has at least one run.
  const jobs = Array.from({ length: runs }, (_, index) => swarmJob(seed + index, places));
  const beganAt = performance.now();
  const played = await playedAll(jobs, bench, undefined, (all) => all.first(runs).isEnough);
  const { tallied, runs: ended } = played.first(runs);
  const tally = tallied();
  const { done: stories, faultsInjected, ends, traceSha256 } = tally;
  const secondsPerThousandRuns = Math.round((secondsSince(beganAt) / ended) * 10_000) / 10;
  const result = { runs: ended, stories, faultsInjected, violations: tally.failed.length, secondsPerThousandRuns };
  return told(tally, bench, { ...result, ends, traceSha256 });
}

const secondsSince = (beganAt: number): number => Math.round((performance.now() - beganAt) / 100) / 10;

async function told({ failed }: Tally, { prepared, isJson }: Bench, result: object): Promise<number> {
  await explain(prepared, failed, isJson ? printAside : print);
  print(JSON.stringify(result, null, isJson ? 0 : 2));
  return failed.length > 0 ? 1 : 0;
}

async function replay({ story, seed, faults }: Job, { prepared, isJson }: Bench): Promise<number> {
  const outcome = await outcomeOf(prepared, { story, seed, faults });
  const { ends, violations, faultsInjected, trace: traceSha256 } = outcome;
  if (isJson) print(JSON.stringify({ story, seed, faults, faultsInjected, violations, ends, traceSha256 }));
  else tellOutcome(outcome, print);
  return violations.length > 0 ? 1 : 0;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    if (error instanceof WrongWords) printAside(`simulate: ${error.message}; --help says more`);
    else console.error(error);
    process.exit(error instanceof WrongWords ? 2 : 1);
  },
);
