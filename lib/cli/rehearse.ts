import { existsSync, writeFileSync } from 'node:fs';
import { historyText } from '../domain/history-line';
import { listed } from '../domain/text';
import type { Held } from '../rehearsal/rehearse';
import type { Outcome } from '../rehearsal/rehearse-all';
import { SCALE, SCALE_MAX } from '../rehearsal/scale';
import type { Scenario } from '../rehearsal/scenario';
import type { Verdict } from '../rehearsal/verdict';
import { narrator } from '../report/narrator';
import { tellHeld } from './held-lines';
import { type Command, readArguments, UsageError, wholeNumber } from './usage';

const FLAGS = {
  list: { type: 'boolean' },
  all: { type: 'boolean' },
  jobs: { type: 'string' },
  json: { type: 'boolean' },
  hold: { type: 'boolean' },
  history: { type: 'string' },
  seed: { type: 'string' },
  scale: { type: 'string' },
  prepared: { type: 'string' },
} as const;

const DEFAULT_SCENARIO = 'primary-lost';
/** More would only make each other slow: a world is a dozen processes. */
const JOBS_MAX = 16;

/** What every rehearsal of one command line has in common. */
interface Settings {
  readonly seed: number;
  readonly scale: number;
}

/** `understudy rehearse [scenario] [--list] [--all] [--jobs n] [--json] [--hold] [--history <file>] …` */
export const rehearse: Command = {
  name: 'rehearse',
  usage: '[scenario | --all [--jobs n] | --list] [--json] [--hold] [--history <file>] [--seed n] [--scale n]',
  purpose: 'Plays a scenario in a local world and says what it proved.',
  async run(args) {
    const { values, words } = readArguments(args, FLAGS);
    // Loaded here, because the world is large and most mistakes are found without it.
    const { scenarioCalled, scenarioNames } = await import('../rehearsal/rehearse');
    const names = scenarioNames();
    if (values.list) return list(names, scenarioCalled);
    const [name = DEFAULT_SCENARIO, ...more] = words;
    if (more.length > 0) throw new UsageError(`one scenario at a time; got ${listed(words)}`);
    if (!names.includes(name))
      throw new UsageError(`unknown scenario ${JSON.stringify(name)}; allowed are ${listed(names)}`);
    const settings = {
      seed: wholeNumber('--seed', values.seed ?? '1', { min: 0, max: 2 ** 31 - 1 }),
      scale: wholeNumber('--scale', values.scale ?? String(SCALE), { min: 1, max: SCALE_MAX }),
    };
    if (values.all) {
      if (words.length > 0) throw new UsageError(`--all plays every scenario; got ${listed(words)} as well`);
      if (values.history !== undefined) throw new UsageError('--history keeps the calls of one scenario, not of --all');
      return all(names, wholeNumber('--jobs', values.jobs ?? String(JOBS), { min: 1, max: JOBS_MAX }), settings);
    }
    if (values.history !== undefined && existsSync(values.history)) {
      throw new UsageError(`--history ${values.history}: the file is there already; name another one`);
    }
    return one(name, settings, values);
  },
};

/** Two keep two cores busy: each starts some dozens of processes besides waiting for alarms and health checks. */
const JOBS = 2;

interface Wishes {
  readonly json?: boolean;
  readonly hold?: boolean;
  readonly history?: string;
  readonly prepared?: string;
}

async function one(
  name: string,
  settings: Settings,
  { json = false, hold = false, history, prepared }: Wishes,
): Promise<number> {
  const { rehearseScenario, scenarioCalled } = await import('../rehearsal/rehearse');
  const tell = narrator({ silent: json, write: (line) => console.log(line), color: process.stdout.isTTY });
  const verdict = await rehearseScenario({
    name,
    scenario: await scenarioCalled(name),
    ...settings,
    tell,
    prepared,
    keepHistory: history === undefined ? undefined : (lines) => writeFileSync(history, historyText(lines)),
    hold: hold ? (world, judged) => held(world, json ? judged : undefined) : undefined,
  });
  if (json) console.log(JSON.stringify(verdict));
  return verdict.outcome === verdict.expected && verdict.violations.length === 0 ? 0 : 1;
}

/** Until Ctrl-C, which the process handles by removing its world. */
function held(world: Held, verdict: Verdict | undefined): Promise<void> {
  tellHeld(world, verdict);
  return new Promise(() => {});
}

async function all(names: readonly string[], jobs: number, settings: Settings): Promise<number> {
  const { rehearseAll } = await import('../rehearsal/rehearse-all');
  const outcomes = await rehearseAll({ names, jobs, ...settings, tell: (outcome) => console.log(lineOf(outcome)) });
  const bad = outcomes.filter((outcome) => !isGood(outcome)).map(({ name }) => name);
  console.log(bad.length === 0 ? `all ${names.length} scenarios ended as expected` : `not as expected: ${listed(bad)}`);
  return bad.length === 0 ? 0 : 1;
}

const isGood = ({ verdict }: Outcome): boolean =>
  verdict !== undefined && verdict.outcome === verdict.expected && verdict.violations.length === 0;

function lineOf(outcome: Outcome): string {
  const { name, seconds, verdict, trouble } = outcome;
  const line = `${isGood(outcome) ? 'ok ' : 'BAD'} ${`${seconds.toFixed(1)} s`.padStart(8)}  ${name.padEnd(34)}`;
  if (!verdict) return `${line} ${trouble}`;
  const expected = verdict.outcome === verdict.expected ? '' : `, expected ${verdict.expected}`;
  const violations = verdict.violations.length > 0 ? `; ${verdict.violations.join('; ')}` : '';
  return `${line} ${verdict.outcome}${expected}${violations}`;
}

async function list(names: readonly string[], scenarioCalled: (name: string) => Promise<Scenario>): Promise<number> {
  for (const name of names) console.log(`${name.padEnd(38)} ${(await scenarioCalled(name)).story}`);
  return 0;
}
