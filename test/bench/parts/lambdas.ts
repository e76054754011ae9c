import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { budgetKilobytesOf } from '../../../lib/constructs/bundle-options';
import { table } from '../markdown';
import type { Part } from '../part';
import { median, rounded } from '../statistics';

/** One function, as it is deployed. A kilobyte is 1,000 bytes. */
export interface MeasuredLambda {
  /** Kebab-case name of its step or trigger. */
  readonly name: string;
  readonly bundleKilobytes: number;
  readonly budgetKilobytes: number;
  /** To load its code in a fresh process; Lambda does so once for each environment. */
  readonly coldImportMilliseconds: number;
  /** To make its handler, which the first event or a touch does: clients and schemas. */
  readonly makingMilliseconds: number;
  /** Of a touch that finds the handler made. What an event takes is measured by the rehearsals, which answer its calls. */
  readonly touchMilliseconds: number;
  /** Resident once it is loaded and made. */
  readonly memoryMegabytes: number;
}

export interface Lambdas {
  readonly lambdas: readonly MeasuredLambda[];
  /** To start Node and end it, side by side with the functions. */
  readonly emptyProcessMilliseconds: number;
}

/** Samples of each function, one of each after the other, so that what else the machine does hits all of them. */
const ROUNDS = 5;

export const lambdas: Part<Lambdas> = {
  name: 'lambdas',
  measures: 'how large each function is, and what it takes to load',
  async measure({ prepared, tell }) {
    const { assemblies } = await prepared();
    const folder = join(assemblies.controlPlane, 'bundles');
    const names = readdirSync(folder).sort();
    const samples = new Map<string, Sample[]>(names.map((name) => [name, []]));
    const empty: number[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      empty.push(await emptyProcess());
      for (const name of names) samples.get(name)?.push(await sampleOf(join(folder, name)));
      tell(`each function was loaded ${round} of ${ROUNDS} times`);
    }
    return {
      lambdas: [...samples].map(([name, of]) => measured(name, join(folder, name), of)),
      emptyProcessMilliseconds: rounded(median(empty)),
    };
  },
  lines: linesOf,
  broken: ({ lambdas: all }) =>
    all
      .filter(({ bundleKilobytes, budgetKilobytes }) => bundleKilobytes > budgetKilobytes)
      .map((one) => `the bundle of ${one.name} has ${one.bundleKilobytes} KB, its budget is ${one.budgetKilobytes} KB`),
};

interface Sample {
  readonly imported: number;
  readonly made: number;
  readonly touched: number;
  readonly bytes: number;
}

const MEGABYTE = 1e6;

function measured(name: string, folder: string, samples: readonly Sample[]): MeasuredLambda {
  const middle = (of: (sample: Sample) => number, places: number) => rounded(median(samples.map(of)), places);
  return {
    name,
    bundleKilobytes: rounded(statSync(join(folder, 'index.mjs')).size / 1000),
    budgetKilobytes: budgetKilobytesOf(name),
    coldImportMilliseconds: middle(({ imported }) => imported, 1),
    makingMilliseconds: middle(({ made }) => made, 1),
    touchMilliseconds: middle(({ touched }) => touched, 3),
    memoryMegabytes: middle(({ bytes }) => bytes / MEGABYTE, 0),
  };
}

const run = promisify(execFile);

/** Outside the repository, where no node_modules could lend a module that a bundle lacks. */
const OUTSIDE = { cwd: tmpdir() };

async function emptyProcess(): Promise<number> {
  const beganAt = performance.now();
  await run(process.execPath, ['--input-type=module', '-e', ''], { ...OUTSIDE, env: {} });
  return performance.now() - beganAt;
}

/** What Lambda and the templates give a function; no call is made with any of it. */
const environmentOf = (folder: string) => ({
  AWS_REGION: 'us-west-2',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'none',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  LAMBDA_TASK_ROOT: folder,
  SIGNAL_URL: 'https://signal.example.com/',
  APPROVAL_URL: 'https://approval.example.com/',
  CONTROLS_URL: 'https://controls.example.com/',
});

/** Loads a function in a process of its own, has it made by a touch, and touches it once more. */
async function sampleOf(folder: string): Promise<Sample> {
  const script = `
    const times = [performance.now()];
    const { handler } = await import(${JSON.stringify(pathToFileURL(join(folder, 'index.mjs')).href)});
    times.push(performance.now());
    for (const touch of [1, 2]) {
      await handler({ touch: true });
      times.push(performance.now());
    }
    const [imported, made, touched] = times.slice(1).map((at, index) => at - times[index]);
    console.log(JSON.stringify({ imported, made, touched, bytes: process.memoryUsage.rss() }));
    process.exit();`;
  const options = { ...OUTSIDE, env: environmentOf(folder) };
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], options);
  return JSON.parse(stdout);
}

/** Milliseconds are another machine's: what is told of them is how they compare. */
function linesOf({ lambdas: all, emptyProcessMilliseconds: empty }: Lambdas): readonly string[] {
  const cold = median(all.map(({ coldImportMilliseconds }) => coldImportMilliseconds));
  const making = median(all.map(({ makingMilliseconds }) => makingMilliseconds));
  const times = (value: number) => rounded(value, 2).toFixed(2);
  return [
    ...table(
      ['function', 'bundle, KB', 'of its budget', 'cold import, medians', 'memory, MB'],
      all.map(({ name, bundleKilobytes, budgetKilobytes, coldImportMilliseconds, memoryMegabytes }) => [
        name,
        Math.round(bundleKilobytes),
        `${Math.round((100 * bundleKilobytes) / budgetKilobytes)} %`,
        times(coldImportMilliseconds / cold),
        memoryMegabytes,
      ]),
    ),
    '',
    `To load the median function takes ${times(cold / empty)} times as long as to start Node and end it, and to make its ` +
      `handler ${times(making / cold)} of that load. A cold import is told in medians of all functions.`,
  ];
}
