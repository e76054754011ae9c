import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../lib/cli/main';
import { audit } from '../lib/cli/release/audit';
import type { Plan } from '../lib/domain/plan';
import { PILOT_LIGHT } from './audited';
import { plan } from './fixtures';
import { temporaryDirectory } from './temporary';

const home = temporaryDirectory('audit');
const former = process.env.UNDERSTUDY_PLAN;
beforeAll(() => {
  process.env.UNDERSTUDY_PLAN = join(home, 'plan.json');
});
afterAll(() => {
  if (former === undefined) delete process.env.UNDERSTUDY_PLAN;
  else process.env.UNDERSTUDY_PLAN = former;
});

interface Told {
  readonly code: number;
  readonly out: string[];
  readonly err: string[];
}

/** What `release audit` printed for a plan of these stacks, and the code it ended with. */
async function run(
  args: readonly string[],
  { stacks, ...changes }: Pick<Plan['release'], 'stacks'> & Partial<Plan['release']>,
): Promise<Told> {
  const release = { ...plan.release, stacks, pilotLight: PILOT_LIGHT, ...changes };
  writeFileSync(join(home, 'plan.json'), JSON.stringify({ ...plan, release }));
  const out: string[] = [];
  const err: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line) => void out.push(String(line)));
  const error = jest.spyOn(console, 'error').mockImplementation((line) => void err.push(String(line)));
  try {
    return { code: await runCommand(audit, args, 'release audit'), out, err };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}

const GOOD = join(__dirname, 'good-templates');
const BAD = join(__dirname, 'bad-templates');

describe('understudy release audit', () => {
  test('prints one JSON and nothing else, and ends well when nothing is found', async () => {
    const { code, out } = await run(['--assembly', GOOD, '--json'], { stacks: ['jobs', 'web'] });
    expect(code).toBe(0);
    expect(out).toHaveLength(1);
    expect(JSON.parse(out[0] ?? '')).toEqual({
      release: expect.stringMatching(/^r-[0-9a-f]{10}$/),
      stacks: ['jobs', 'web'],
      findings: [],
      errors: 0,
      warnings: 0,
    });
  });

  test('tells a person each finding with its remedy and the id to accept it by, and counts at the end', async () => {
    const { code, out } = await run(['--assembly', BAD], { stacks: ['images', 'exports'] });
    const lines = out.join('\n').split('\n');
    expect(code).toBe(1);
    expect(lines).toContain('exports');
    expect(lines).toContain(
      '  error  TopicArn: the output is exported as orders-topic that is the same for every release',
    );
    expect(lines).toContain('    id: export:exports/TopicArn');
    expect(lines.filter((line) => /^ {4}do: \S/.test(line))).toHaveLength(7);
    expect(lines.at(-1)).toMatch(/^r-[0-9a-f]{10}: 5 errors, 2 warnings, 0 accepted, in 2 stacks$/);
  });

  test('ends well when every error is accepted, and shows why', async () => {
    const because = 'the topic is ours alone';
    const accept = [{ finding: 'export:exports/TopicArn', because }];
    const { code, out } = await run(['--assembly', BAD], { stacks: ['exports'], accept });
    expect(code).toBe(0);
    expect(out.join('\n')).toContain(`    why: ${because}`);
    expect(out.join('\n')).toMatch(/: 0 errors, 0 warnings, 1 accepted, in 1 stack$/);
  });

  test('ends well with warnings alone', async () => {
    const accept = ['Orders', 'Dropped', 'Key', 'Pool'].map((id) => ({
      finding: `stateful-without-retain:stateful/${id}`,
      because: 'filled anew by each release',
    }));
    const { code, out } = await run(['--assembly', BAD, '--json'], { stacks: ['stateful'], accept });
    expect(code).toBe(0);
    expect(JSON.parse(out[0] ?? '')).toMatchObject({ errors: 0, warnings: 2 });
  });

  test('tells every problem of a source that is none, and ends badly', async () => {
    const { code, out, err } = await run(['--assembly', GOOD], { stacks: ['jobs', 'missing', 'gone'] });
    expect(code).toBe(1);
    expect(out).toEqual([]);
    expect(err.join('\n')).toMatch(/missing/);
    expect(err.join('\n')).toMatch(/gone/);
  });

  test('is told as JSON of what makes a source none', async () => {
    const { code, out } = await run(['--assembly', GOOD, '--json'], { stacks: ['missing'] });
    expect(code).toBe(1);
    expect(out).toEqual([expect.stringMatching(/^\{\n {2}"problems"/)]);
    expect(JSON.parse(out[0] ?? '')).toEqual({ problems: [expect.stringContaining('missing')], findings: [] });
  });

  test('offers to synthesise into an empty folder, never into one that holds something', async () => {
    const folder = temporaryDirectory('taken');
    const empty = await run(['--assembly', folder], { stacks: ['web'] });
    expect(empty.err).toEqual([expect.stringContaining(`write it with cdk synth --output ${folder}`)]);
    writeFileSync(join(folder, 'index.ts'), '');
    const { code, err } = await run(['--assembly', folder], { stacks: ['web'] });
    expect(code).toBe(1);
    expect(err).toEqual([expect.stringMatching(/holds neither .+; name the folder that cdk synth wrote, or list/)]);
    expect(err.join()).not.toContain('--output');
  });

  test.each<[string, string[], string]>([
    ['no folder', [], '--assembly is required'],
    ['words', ['--assembly', GOOD, 'extra'], 'release audit takes no words, got extra'],
  ])('refuses %s', async (_, args, words) => {
    await expect(run(args, { stacks: ['web'] })).rejects.toThrow(words);
  });
});

describe('a folder that is not there', () => {
  const APP = [
    "const { mkdirSync, writeFileSync } = require('node:fs');",
    'const out = process.env.CDK_OUTDIR;',
    "const { join } = require('node:path');",
    'mkdirSync(out);',
    'const write = (file, json) => writeFileSync(join(out, file), JSON.stringify(json));',
    "write('web.json', { Resources: { It: { Type: 'AWS::SNS::Topic' } } });",
    "write('release.json', { stacks: [{ name: 'web', template: 'web.json' }] });",
    "write('../seen.json', [process.cwd(), process.env.UNDERSTUDY_PLAN]);",
  ].join('\n');

  /** A folder with an app in it; what it would write is not there yet. */
  function appWith({ cdkJson, script = APP }: { cdkJson: string; script?: string }): string {
    const folder = temporaryDirectory('app');
    writeFileSync(join(folder, 'cdk.json'), cdkJson);
    writeFileSync(join(folder, 'app.js'), script);
    return folder;
  }

  test('is written by the CDK app above it, for the plan in use', async () => {
    const folder = appWith({ cdkJson: '{"app": "node app.js"}' });
    const { code, out, err } = await run(['--assembly', join(folder, 'cdk.out'), '--json'], { stacks: ['web'] });
    expect(code).toBe(0);
    expect(out).toHaveLength(1);
    expect(err[0]).toMatch(/^there is no folder .+cdk\.out; writing it with node app\.js$/);
    expect(JSON.parse(readFileSync(join(folder, 'seen.json'), 'utf8'))).toEqual([folder, join(home, 'plan.json')]);
  });

  test.each<[string, { cdkJson: string; script?: string }, RegExp]>([
    ['an app that fails', { cdkJson: '{"app": "node app.js"}', script: 'process.exit(3)' }, /ended with code 3/],
    ['an app that writes elsewhere', { cdkJson: '{"app": "node app.js"}', script: '' }, /CDK_OUTDIR/],
    ['a cdk.json without an app', { cdkJson: '{}' }, /cdk\.json names no app/],
    ['a cdk.json that is none', { cdkJson: 'app' }, /cdk\.json names no app/],
  ])('is told of %s', async (_, app, words) => {
    const { code, err } = await run(['--assembly', join(appWith(app), 'cdk.out')], { stacks: ['web'] });
    expect(code).toBe(1);
    expect(err.join('\n')).toMatch(words);
  });

  test.each([
    ['another name', '{"app": "node app.js"}', 'cdk.ouy', 'cdk.out'],
    ['the default name where the app has another', '{"app": "node app.js", "output": "built"}', 'cdk.out', 'built'],
  ])('is not written when it has %s', async (_, cdkJson, written, meant) => {
    const home = appWith({ cdkJson });
    const { code, out, err } = await run(['--assembly', join(home, written)], { stacks: ['web'] });
    expect({ code, out }).toEqual({ code: 1, out: [] });
    expect(err).toEqual([
      `understudy: there is no folder ${join(home, written)}; write it with cdk synth --output ` +
        `${join(home, written)}, or name ${join(home, meant)}, which the app there writes`,
    ]);
    expect(existsSync(join(home, 'seen.json'))).toBe(false);
  });

  test('is written under the name that the app gives to it', async () => {
    const home = appWith({ cdkJson: '{"app": "node app.js", "output": "built"}' });
    expect(await run(['--assembly', join(home, 'built')], { stacks: ['web'] })).toMatchObject({ code: 0 });
  });

  test('is told how to write it where there is no app', async () => {
    const folder = join(temporaryDirectory('empty'), 'cdk.out');
    const { code, err } = await run(['--assembly', folder], { stacks: ['web'] });
    expect(code).toBe(1);
    expect(err).toEqual([`understudy: there is no folder ${folder}; write it with cdk synth --output ${folder}`]);
  });
});
