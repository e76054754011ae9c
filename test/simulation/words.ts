import { parseArgs } from 'node:util';
import type { Fault } from './faults';
import { CALL_FAULTS, RUN_FAULTS, WORLD_FAULT_KINDS } from './faults';
import { STORIES, type StoryName } from './stories';

export const HELP = `npm run simulate -- …

  --sweep [--story NAME] [--only TEXT]   every single fault of every story, or of one; only those whose place has TEXT
  --runs N [--seed S]                    stories with faults drawn from the seeds S, S+1, … until N runs of machines
                                         have been played   (S: 1)
  --seed N                               the story and faults of one seed once more, with its timeline
  --story NAME [--seed N] [--faults '[…]']  one story with these faults, with its timeline
  --permissions [--only ROLE]            takes each single grant away from each role that needs it
  --json                                 one line of JSON

stories: ${Object.keys(STORIES).join(', ')}
a fault: {"at":{"step":"ShiftTraffic"},"fault":"abort"}                       ${RUN_FAULTS.join(', ')}
         {"at":{"step":"ShiftTraffic","operation":"route53:ChangeResourceRecordSets","nth":2},"fault":"throttle"}
                                                                              ${CALL_FAULTS.join(', ')}
         {"at":{"seconds":90},"fault":"regionReturns"}                        one of the world: see docs/simulation.md

Ends with 1 when a promise is broken, and with 2 for words that it does not know.`;

/** What somebody wants simulated. */
export type Words =
  | { readonly what: 'help' }
  | { readonly what: 'sweep'; readonly stories: readonly StoryName[]; readonly only: string; readonly seed: number }
  | { readonly what: 'swarm'; readonly runs: number; readonly seed: number }
  | { readonly what: 'seed'; readonly seed: number }
  | { readonly what: 'replay'; readonly story: StoryName; readonly seed: number; readonly faults: readonly Fault[] }
  | { readonly what: 'permissions'; readonly only: string | undefined };

/** Something was written wrongly; the message says what, and what is allowed. */
export class WrongWords extends Error {}

const OPTIONS = {
  sweep: { type: 'boolean' },
  permissions: { type: 'boolean' },
  story: { type: 'string' },
  only: { type: 'string' },
  seed: { type: 'string' },
  faults: { type: 'string' },
  runs: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** @throws WrongWords */
export function wordsIn(args: readonly string[]): { readonly words: Words; readonly isJson: boolean } {
  const values = parsed(args);
  return { words: meant(values), isJson: values.json === true };
}

type Values = ReturnType<typeof parsed>;

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new WrongWords((error as Error).message);
  }
}

function meant(values: Values): Words {
  const { sweep, runs, permissions, faults, story, only } = values;
  const seed = countIn('seed', values.seed ?? '1');
  if (values.help) return { what: 'help' };
  const modes = [sweep && '--sweep', runs && '--runs', permissions && '--permissions', faults && '--faults'];
  const named = modes.filter(Boolean);
  if (named.length > 1) throw new WrongWords(`${named.join(' and ')} do not go together: use one of them`);
  if (permissions) return { what: 'permissions', only };
  if (sweep) return { what: 'sweep', stories: story ? [storyIn(story)] : allStories(), only: only ?? '', seed };
  if (runs) return { what: 'swarm', runs: countIn('runs', runs), seed };
  if (story || faults) return { what: 'replay', story: storyIn(story ?? 'lost'), seed, faults: faultsIn(faults) };
  return values.seed === undefined ? { what: 'help' } : { what: 'seed', seed };
}

const allStories = () => Object.keys(STORIES) as StoryName[];

function storyIn(name: string): StoryName {
  if (Object.hasOwn(STORIES, name)) return name as StoryName;
  throw new WrongWords(`--story got ${name}: allowed is ${allStories().join(', ')}`);
}

function countIn(name: string, text: string): number {
  if (/^\d{1,15}$/.test(text) && Number(text) > 0) return Number(text);
  throw new WrongWords(`--${name} got ${text}: allowed is a whole number above 0`);
}

const KINDS: readonly string[] = [...CALL_FAULTS, ...RUN_FAULTS, ...WORLD_FAULT_KINDS];

function faultsIn(text = '[]'): readonly Fault[] {
  let faults: unknown;
  try {
    faults = JSON.parse(text);
  } catch {
    throw new WrongWords(`--faults got no JSON: ${text.slice(0, 80)}`);
  }
  if (!Array.isArray(faults)) throw new WrongWords(`--faults got no list: write '[{"at":{…},"fault":"…"}]'`);
  for (const { at, fault } of faults as { at?: Record<string, unknown>; fault?: string }[]) {
    if (!KINDS.includes(String(fault))) throw new WrongWords(`--faults got ${fault}: allowed is ${KINDS.join(', ')}`);
    const isPlace = typeof at?.step === 'string' || typeof at?.seconds === 'number';
    if (!isPlace) throw new WrongWords(`--faults: ${fault} needs "at" with a step, or with seconds`);
  }
  return faults as Fault[];
}
