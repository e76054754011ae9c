/**
 * Advice that cannot be typed is worse than none: every `npx understudy …` in a sentence of the product or in a runbook
 * is read here by the program itself, its blanks filled in. In a sentence a command ends at the next `;` `,` `:` or `)`,
 * or at its end; in a runbook it is a code span of its own.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../lib/cli/commands';
import { RUN_EXAMPLE } from '../lib/cli/flags';
import { meantBy } from '../lib/cli/meant';
import { givenTo } from '../lib/cli/program';
import { regionToStartIn } from '../lib/cli/start/region';
import { isHolder } from '../lib/cli/usage';
import { acknowledgeDivergenceCommand, startAloneCommand, startCommand } from '../lib/domain/commands';
import { attachCommand } from '../lib/domain/traffic/answered';
import { VERBS, type Verb } from '../lib/domain/verbs';
import { HERE, LOST, plan } from './fixtures';
import { textsIn } from './sentences';
import { wordsOf } from './shell-words';
import { projectFiles, ROOT } from './sources';

/** What people, or the code, put into the blanks of a command: `<run>` of a runbook, `${runId}` of a sentence. */
const BLANKS: Readonly<Record<string, readonly string[]>> = {
  run: [RUN_EXAMPLE],
  runId: [RUN_EXAMPLE],
  arn: [RUN_EXAMPLE],
  region: [HERE],
  here: [HERE],
  there: [LOST],
  'that Region': [LOST],
  'active Region': [LOST],
  'Region that shall be active': [HERE],
  verb: VERBS,
  epoch: ['101'],
  word: ['approve', 'decline'],
  because: ['it is so'],
  outcome: ['refused at AdmitRun'],
  folder: ['cdk.out'],
  file: ['release.pem'],
};

interface Advice {
  readonly path: string;
  /** What stands behind `npx understudy`. */
  readonly command: string;
}

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const sources = projectFiles().filter((path) => /^(bin|lambdas|lib)\/.*(?<!\.test)\.ts$/.test(path));
const runbooks = projectFiles().filter((path) => /^(lambdas|lib)\/.*runbook\.md$/.test(path));

const IN_SENTENCE = /npx understudy ((?:"[^"]*"|'[^']*'|\$\{[^}]*\}|<[\w ]+>|[^"'`\n;,:)|<$])*)/g;
const IN_RUNBOOK = /`npx understudy ([^`]*)`/g;

const found = (path: string, texts: readonly string[], pattern: RegExp): Advice[] =>
  texts.flatMap((text) =>
    [...text.matchAll(pattern)].map(([, command = '']) => ({ path, command: command.replace(/\s+/g, ' ').trim() })),
  );
const texts = new Map(sources.map((path) => [path, textsIn(read(path))]));
const advice: Advice[] = [
  ...sources.flatMap((path) => found(path, texts.get(path) ?? [], IN_SENTENCE)),
  ...runbooks.flatMap((path) => found(path, [read(path)], IN_RUNBOOK)),
].filter(({ command }) => command !== '');

/** The command with its blanks filled in, in every way. @throws what has no entry above */
function filled(command: string): string[] {
  const [blank, inRunbook, names = ''] = /<([^>]*)>|\$\{([^}]*)\}/.exec(command) ?? [];
  if (blank === undefined) return [command];
  const known = inRunbook === undefined ? names.split(' ') : [inRunbook];
  const values = known.map((name) => BLANKS[name]).find((one) => one !== undefined);
  if (!values) throw new Error(`nobody says what stands for ${blank}: BLANKS needs one of ${known}`);
  return values.flatMap((value) => filled(command.replace(blank, () => value)));
}

/** Reads a command line as the program does, and misses what the command itself would miss. */
async function accept(line: string): Promise<void> {
  const { entry, name, rest } = await meantBy(COMMANDS, wordsOf(line));
  if (isHolder(entry)) throw new Error(`${line} names no command`);
  const { values } = givenTo(entry, name, rest);
  const missing = Object.entries(entry.flags).find(([flag, { isRequired }]) => isRequired && !(flag in values));
  if (missing) throw new Error(`${line} lacks --${missing[0]}`);
}

test.each(advice)('$path: npx understudy $command', async ({ command }) => {
  for (const line of filled(command)) await accept(line);
});

/** Sentences put some together from others, which nobody sees in the source. */
test.each([
  ...VERBS.map((verb) => startCommand({ verb, region: HERE })),
  startAloneCommand(HERE),
  acknowledgeDivergenceCommand(HERE),
  attachCommand(HERE),
])('a step says: %s', (line) => accept(line.replace('npx understudy ', '')));

test('there is advice in sentences and in runbooks', () => {
  const places = new Set(advice.map(({ path }) => path));
  for (const place of ['lib/domain/commands.ts', 'lib/report/next.ts', 'lambdas/steps/admit-run/runbook.md']) {
    expect(places).toContain(place);
  }
});

test('no runbook names a command outside of a code span, or without npx', () => {
  const own = Object.keys(COMMANDS.holds).join('|');
  const bare = new RegExp(`(?<!\`npx )understudy (?:${own})\\b`);
  expect(runbooks.filter((path) => bare.test(read(path)))).toEqual([]);
});

test('no sentence of a run names a command without npx', () => {
  const own = Object.keys(COMMANDS.holds).join('|');
  const bare = new RegExp(`(?<!npx )understudy (?:${own})\\b`);
  const told = sources.filter((path) => /^(lambdas\/|lib\/(domain|constructs)\/|lib\/report\/[^/]+$)/.test(path));
  expect(told.filter((path) => texts.get(path)?.some((text) => bare.test(text)))).toEqual([]);
});

test('nobody is told to start or to describe an execution with the AWS CLI', () => {
  const raw = /stepfunctions\s+(start|describe|list)-/;
  expect(sources.filter((path) => texts.get(path)?.some((text) => raw.test(text)))).toEqual([]);
  expect(runbooks.filter((path) => raw.test(read(path)))).toEqual([]);
});

/** Where the sentences say that a verb is started, seen from the Region that says so. */
test.each<[Verb, string, string]>([
  ['failover', HERE, 'the Region that is fenced is silent'],
  ['settle', LOST, 'the active Region is fenced, or the records do not say for good that it is active'],
  ['stand-down', HERE, 'another Region serves since'],
  ['retire', HERE, 'a drill has left stacks in a standby'],
  ['retire', LOST, 'a drill has left stacks in what became the active Region'],
])('a %s may be started in %s where %s', (verb, written) => {
  expect(regionToStartIn({ plan, verb, written }, { active: LOST, silent: [] })).toBe(written);
});
