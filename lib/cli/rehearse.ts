import { existsSync, writeFileSync } from 'node:fs';
import { historyText } from '../domain/history-line';
import { listed, nearest } from '../domain/text';
import type { Held } from '../rehearsal/rehearse';
import type { Outcome } from '../rehearsal/rehearse-all';
import { SCALE, SCALE_MAX } from '../rehearsal/scale';
import type { Scenario } from '../rehearsal/scenario';
import type { Verdict } from '../rehearsal/verdict';
import { JSON_FLAG } from './flags';
import { tellHeld } from './held-lines';
import { rehearsalTeller } from './live/rehearsal-teller';
import { printJson } from './print';
import { rehearsalFile } from './report/rehearsal-file';
import { PORT_MAX, SERVE_PORT, serveWorld } from './serve';
import { defineCommand, UsageError, wholeNumber } from './usage';

const DEFAULT_SCENARIO = 'primary-lost';
/** Two keep two cores busy: each starts some dozens of processes besides waiting for alarms and health checks. */
const JOBS = 2;
/** More would only make each other slow: a world is a dozen processes. */
const JOBS_MAX = 16;

/** What every rehearsal of one command line has in common. */
interface Settings {
  readonly seed: number;
  readonly scale: number;
}

/** `understudy rehearse [scenario]` */
export const rehearse = defineCommand({
  name: 'rehearse',
  group: 'Rehearse',
  purpose: 'Plays a scenario in a local world and says what it proved.',
  words: [{ shown: '[scenario]', help: `what is played; ${DEFAULT_SCENARIO} where none is named` }],
  flags: {
    list: { help: 'lists the scenarios with their stories' },
    all: { help: 'plays every scenario' },
    jobs: { value: '<n>', help: `with --all: how many at a time, at most ${JOBS_MAX}`, default: String(JOBS) },
    hold: { help: 'keeps the world up afterwards and prints its URL, which other commands take as --world' },
    serve: { help: 'opens a world without a scenario, and a page on this computer alone to break it by hand' },
    port: { value: '<n>', help: 'with --serve: of the page', default: String(SERVE_PORT) },
    history: { value: '<file>', help: 'keeps every call there, for understudy history check' },
    seed: { value: '<n>', help: 'chance of this rehearsal; the same seed draws the same', default: '1' },
    scale: {
      value: '<n>',
      help: `how many times faster than AWS the world is, at most ${SCALE_MAX}`,
      default: String(SCALE),
    },
    prepared: { value: '<folder>', help: 'what --all has prepared for each of its scenarios' },
    plain: { help: 'tells in lines on a terminal too, as it does in a pipe' },
    json: JSON_FLAG,
  },
  examples: [
    'understudy rehearse   # the home Region is lost',
    'understudy rehearse --list',
    `understudy rehearse ${DEFAULT_SCENARIO} --hold   # then, in another terminal: understudy status --world <url>`,
    'understudy rehearse --serve   # mission control: a page to break the world by hand',
    'understudy rehearse --all --jobs 2 --json',
  ],
  exitCodes: { 0: 'it ended as its scenario expects', 1: 'it did not' },
  async run({ values, words }) {
    // Loaded here, because the world is large and most mistakes are found without it.
    const { scenarioCalled, scenarioNames } = await import('../rehearsal/rehearse');
    const names = scenarioNames();
    if (values.list) return list(names, scenarioCalled, values.json);
    const [name = DEFAULT_SCENARIO] = words;
    if (!names.includes(name)) {
      const near = nearest(name, names);
      const advice = near ? `did you mean ${near}` : `allowed are ${listed(names)}`;
      throw new UsageError(`unknown scenario ${JSON.stringify(name)}; ${advice}`);
    }
    const settings = {
      seed: wholeNumber('--seed', values.seed, { min: 0, max: 2 ** 31 - 1 }),
      scale: wholeNumber('--scale', values.scale, { min: 1, max: SCALE_MAX }),
    };
    if (values.serve) {
      if (words.length > 0 || values.all) throw new UsageError('--serve plays no scenario: whoever watches does');
      return serveWorld({ port: wholeNumber('--port', values.port, { min: 0, max: PORT_MAX }), ...settings });
    }
    if (values.all) {
      if (words.length > 0) throw new UsageError(`--all plays every scenario; got ${listed(words)} as well`);
      if (values.history !== undefined) throw new UsageError('--history keeps the calls of one scenario, not of --all');
      const jobs = wholeNumber('--jobs', values.jobs, { min: 1, max: JOBS_MAX });
      return all({ names, jobs, ...settings }, values.json);
    }
    if (values.history !== undefined && existsSync(values.history)) {
      throw new UsageError(`--history ${values.history}: the file is there already; name another one`);
    }
    return one(name, settings, values);
  },
});

interface Wishes {
  readonly json?: boolean;
  readonly plain?: boolean;
  readonly hold?: boolean;
  readonly history?: string;
  readonly prepared?: string;
}

async function one(
  name: string,
  settings: Settings,
  { json = false, plain = false, hold = false, history, prepared }: Wishes,
): Promise<number> {
  const { rehearseScenario, scenarioCalled } = await import('../rehearsal/rehearse');
  const { tell, observe, close } = rehearsalTeller({ silent: json, plain, scale: settings.scale });
  const verdict = await rehearseScenario({
    name,
    scenario: await scenarioCalled(name),
    ...settings,
    ...{ tell, observe, prepared, report: rehearsalFile({ name, seed: settings.seed }) },
    keepHistory: history === undefined ? undefined : (lines) => writeFileSync(history, historyText(lines)),
    hold: hold ? (world, judged) => held(world, json ? judged : undefined) : undefined,
  }).finally(close);
  if (json) console.log(JSON.stringify(verdict));
  return verdict.outcome === verdict.expected && verdict.violations.length === 0 ? 0 : 1;
}

/** Until Ctrl-C, which the process handles by removing its world. */
function held(world: Held, verdict: Verdict | undefined): Promise<void> {
  tellHeld(world, verdict);
  return new Promise(() => {});
}

interface Many extends Settings {
  readonly names: readonly string[];
  readonly jobs: number;
}

async function all(many: Many, asJson = false): Promise<number> {
  const { rehearseAll } = await import('../rehearsal/rehearse-all');
  const tell = (outcome: Outcome) => (asJson ? console.error : console.log)(lineOf(outcome));
  const outcomes = await rehearseAll({ ...many, tell });
  const bad = outcomes.filter((outcome) => !isGood(outcome)).map(({ name }) => name);
  if (asJson) printJson({ scenarios: outcomes, bad });
  else
    console.log(
      bad.length === 0 ? `all ${many.names.length} scenarios ended as expected` : `not as expected: ${listed(bad)}`,
    );
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

async function list(
  names: readonly string[],
  scenarioCalled: (name: string) => Promise<Scenario>,
  asJson = false,
): Promise<number> {
  const stories = await Promise.all(names.map(async (name) => ({ name, story: (await scenarioCalled(name)).story })));
  if (asJson) printJson(stories, 2);
  else for (const { name, story } of stories) console.log(`${name.padEnd(38)} ${story}`);
  return 0;
}
