import { PRICES } from '../../../lib/cost/prices';
import { DATABASES_MAX, STACKS_MAX } from '../../../lib/domain/plan';
import type { RunRecord } from '../../simulation/run-record';
import { type Outcome, simulate } from '../../simulation/simulation';
import type { Simulation } from '../../simulation/stage';
import { table } from '../markdown';
import type { Bench, Part } from '../part';
import { atOnceOf, grown, type Largest, largestIn, type Size } from './growth-world';

/** A failover of a plan of one size. */
export interface Growth extends Size {
  /** From its start to its end, by the world's clock. */
  readonly seconds: number;
  /** The last state of the run. */
  readonly ending: string;
  readonly transitions: number;
  readonly historyEvents: number;
  /** Calls to AWS. */
  readonly calls: number;
  /** Calls that AWS turned away because the product called too often. */
  readonly throttled: number;
  /** The largest input or output of a state. A kilobyte is 1,000 bytes. */
  readonly payloadKilobytesMax: number;
  /** Of its transitions, and of its functions' calls and time. */
  readonly usd: number;
}

export interface Growths {
  readonly growth: readonly Growth[];
  /** The largest plan that may be written, where its failover was played within the limits of Step Functions. */
  readonly largestPlan?: Size;
}

/** The example has two stacks that need each other; all else grows from there. */
const SIZES: readonly Size[] = [
  { stacks: 2, databases: 1 },
  { stacks: 10, databases: 1 },
  { stacks: 100, databases: 1 },
  { stacks: 100, databases: 1, stacksAtOnce: 10 },
  { stacks: STACKS_MAX, databases: 1 },
  { stacks: 2, databases: 10 },
  { stacks: 2, databases: DATABASES_MAX },
  { stacks: STACKS_MAX, databases: DATABASES_MAX },
];

/** Source of both: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const PAYLOAD_BYTES_MAX = 262_144;
const HISTORY_EVENTS_MAX = 25_000;
/** What a function of a step has, as `bundled-function.ts` makes it. */
const MEMORY_GIGABYTES = 0.5;
/** A run that takes longer has met something that does not grow. */
const RUN_MINUTES_MAX = 120;

export const growth: Part<Growths> = {
  name: 'growth',
  measures: 'what a failover takes of time and of the limits of Step Functions, for plans of more stacks and databases',
  measure: (bench) => measured(bench, SIZES),
  lines: ({ growth: rows, largestPlan }) => [
    ...table(
      [
        ...[
          'stacks × databases',
          'stacks at once',
          'seconds',
          'transitions',
          'history events',
          'AWS calls',
          'throttled',
        ],
        ...['payload kB', 'USD'],
      ],
      rows.map((one) => [
        ...[`${one.stacks} × ${one.databases}`, atOnceOf(one)],
        ...[Math.round(one.seconds), one.transitions, one.historyEvents, one.calls, one.throttled],
        ...[one.payloadKilobytesMax, one.usd.toFixed(3)],
      ]),
    ),
    '',
    largestPlan
      ? `The largest plan that may be written, ${largestPlan.stacks} stacks and ${largestPlan.databases} databases, ` +
        `stays below ${PAYLOAD_BYTES_MAX} bytes and ${HISTORY_EVENTS_MAX} events.`
      : 'The largest plan that may be written does not stay within the limits.',
  ],
  broken: ({ growth: rows }) => rows.flatMap(brokenBy),
};

/** @param sizes of the plans, each within the largest */
export async function measured(bench: Pick<Bench, 'directory' | 'prepared' | 'tell'>, sizes: readonly Size[]) {
  const { directory, tell } = bench;
  const prepared = await bench.prepared();
  const largest = await largestIn(prepared, directory, { stacks: STACKS_MAX, databases: DATABASES_MAX });
  const rows: Growth[] = [];
  for (const size of sizes) {
    rows.push(await played({ bench, largest, size }));
    tell(`growth: ${size.stacks} stacks, ${size.databases} databases played`);
  }
  const last = rows.find(({ stacks, databases }) => stacks === STACKS_MAX && databases === DATABASES_MAX);
  const isWithin = last !== undefined && brokenBy(last).length === 0;
  return { growth: rows, ...(isWithin && { largestPlan: { stacks: STACKS_MAX, databases: DATABASES_MAX } }) };
}

interface Playing {
  readonly bench: Pick<Bench, 'directory' | 'prepared'>;
  readonly largest: Largest;
  readonly size: Size;
}

async function played({ bench: { prepared, directory }, largest, size }: Playing): Promise<Growth> {
  let calls = 0;
  const outcome = await simulate({
    prepared: await grown(await prepared(), largest, { size, directory }),
    seed: 1,
    faults: [],
    story: async (simulation) => {
      await takeOver(simulation);
      calls = simulation.callsOfRuns().get(simulation.lastRun('failover')?.arn ?? '') ?? 0;
    },
  });
  const run = outcome.runs.find(({ verb }) => verb === 'failover');
  if (!run) throw new Error(`no failover of ${size.stacks} stacks began`);
  return { ...size, stacksAtOnce: atOnceOf(size), ...countedOf(run, outcome), calls };
}

/** The active Region is lost, and the run that its alarm starts comes to its end; nothing is tidied up after. */
async function takeOver(simulation: Simulation): Promise<void> {
  await simulation.loseRegion(simulation.home);
  await simulation.until(() => (simulation.lastRun('failover')?.status ?? 'RUNNING') !== 'RUNNING', RUN_MINUTES_MAX);
  simulation.close();
}

function countedOf({ startedAt, endedAt = Number.NaN, ending, history }: RunRecord, { throttled }: Outcome) {
  const transitions = history.filter(({ type }) => type.endsWith('StateEntered')).length;
  const bytesOf = (value: unknown) => (value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value)));
  const payload = Math.max(...history.map(({ input, output }) => Math.max(bytesOf(input), bytesOf(output))));
  return {
    seconds: (endedAt - startedAt) / 1000,
    ending,
    transitions,
    historyEvents: history.length,
    throttled: throttled.length,
    payloadKilobytesMax: Math.ceil(payload / 1000),
    usd: usdOf(transitions, invocationsIn(history)),
  };
}

function usdOf(transitions: number, { count, seconds }: { readonly count: number; readonly seconds: number }): number {
  const { transition, invocation, lambdaSecond } = PRICES;
  return transitions * transition.usd + count * invocation.usd + seconds * MEMORY_GIGABYTES * lambdaSecond.usd;
}

/** How often functions were called, and how long they were at work, all together. */
export function invocationsIn(history: RunRecord['history']): { count: number; seconds: number } {
  const enteredAt = new Map<string, number>();
  let [count, milliseconds] = [0, 0];
  for (const { type, name = '', at } of history) {
    if (type === 'TaskStateEntered') enteredAt.set(name, at);
    if (type !== 'TaskStateExited') continue;
    count += 1;
    milliseconds += at - (enteredAt.get(name) ?? at);
  }
  return { count, seconds: milliseconds / 1000 };
}

function brokenBy({ stacks, databases, ending, historyEvents, throttled, payloadKilobytesMax }: Growth): string[] {
  const of = `a plan of ${stacks} stacks and ${databases} databases`;
  return [
    ...(ending === 'Serving' ? [] : [`the failover of ${of} ended with ${ending}`]),
    ...(payloadKilobytesMax * 1000 < PAYLOAD_BYTES_MAX ? [] : [`${of} carries ${payloadKilobytesMax} kB`]),
    ...(throttled === 0 ? [] : [`${throttled} calls of the failover of ${of} were turned away`]),
    ...(historyEvents < HISTORY_EVENTS_MAX ? [] : [`${of} makes ${historyEvents} events`]),
  ];
}
