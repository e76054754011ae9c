/** `npm run simulate`: faults over whole failovers, in process and on a virtual clock. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Fault, shown } from './faults';
import { inLanes, type Job } from './lanes';
import type { Played } from './play-job';
import { prepare } from './prepare';
import { simulate } from './simulation';
import { played, STORIES, type StoryName } from './stories';
import { sweepJobs } from './sweep';

const { values } = parseArgs({
  options: {
    sweep: { type: 'boolean' },
    story: { type: 'string' },
    only: { type: 'string' },
    seed: { type: 'string', default: '1' },
    faults: { type: 'string' },
    json: { type: 'boolean' },
  },
});

async function main(): Promise<number> {
  const directory = process.env.SIMULATION_DIRECTORY ?? mkdtempSync(join(tmpdir(), 'understudy-simulation-'));
  try {
    return values.sweep ? await sweep(directory) : await replay(directory);
  } finally {
    if (!process.env.SIMULATION_DIRECTORY) rmSync(directory, { recursive: true, force: true });
  }
}

async function sweep(directory: string): Promise<number> {
  const beganAt = performance.now();
  const seed = Number(values.seed);
  const prepared = await prepare(directory);
  const stories = values.story ? [values.story] : Object.keys(STORIES);
  const jobs: Job[] = [];
  for (const story of stories) {
    const control = await simulate({ prepared, seed, faults: [], story: played(STORIES[story as StoryName]) });
    jobs.push(...sweepJobs(story, seed, control));
  }
  const chosen = jobs.filter(({ faults }) => !values.only || shown(faults[0] as Fault).includes(values.only));
  const ends: Record<string, number> = {};
  let violations = 0;
  let notInjected = 0;
  await inLanes<Played>(directory, chosen, (index, result) => {
    const job = chosen[index] as Job;
    for (const end of result.ends) ends[end] = (ends[end] ?? 0) + 1;
    violations += result.violations.length > 0 ? 1 : 0;
    if (result.faultsInjected === 0) notInjected += 1;
    if (result.violations.length > 0 && !values.json) {
      console.log(`${job.story} ${shown(job.faults[0] as Fault)} ${JSON.stringify(job.faults)}`);
      for (const broken of result.violations) console.log(`    ${broken.slice(0, 400)}`);
    }
  });
  const seconds = Math.round((performance.now() - beganAt) / 100) / 10;
  console.log(
    JSON.stringify({ cases: chosen.length, violations, notInjected, seconds, ends }, null, values.json ? 0 : 2),
  );
  return violations > 0 ? 1 : 0;
}

async function replay(directory: string): Promise<number> {
  const prepared = await prepare(directory);
  const faults = JSON.parse(values.faults ?? '[]') as Fault[];
  const story = STORIES[(values.story ?? 'lost') as StoryName];
  const outcome = await simulate({ prepared, seed: Number(values.seed), faults, story: played(story) });
  for (const { at, step, because, run } of outcome.moments) {
    console.log(new Date(at).toISOString().slice(11, 19), run?.split(':').slice(-2).join(' ') ?? '', step, because);
  }
  for (const broken of outcome.violations) console.log(`VIOLATION ${broken}`);
  console.log(outcome.ends.join(', '), outcome.trace);
  return outcome.violations.length > 0 ? 1 : 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
