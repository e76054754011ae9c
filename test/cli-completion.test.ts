/** The completion scripts, run by the shell that they are for. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../lib/cli/commands';
import { main } from '../lib/cli/main';
import { temporaryDirectory } from './temporary';

const SHELLS = ['bash', 'zsh', 'fish'];
const folder = temporaryDirectory('completion');
const fileOf = (shell: string) => join(folder, `understudy.${shell}`);

async function scriptFor(shell: string): Promise<string> {
  const out: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((text) => void out.push(String(text)));
  await main(['completion', shell]).finally(() => log.mockRestore());
  return out.join('\n');
}

beforeAll(async () => {
  for (const shell of SHELLS) writeFileSync(fileOf(shell), await scriptFor(shell));
  writeFileSync(join(folder, 'run-1.json'), '{}');
});

/** What bash offers after a line. The last word is the one that is being typed. */
function offered(...words: string[]): string[] {
  const line = ['understudy', ...words].map((word) => `'${word}'`).join(' ');
  const script = [
    `source '${fileOf('bash')}'`,
    `COMP_WORDS=(${line}) COMP_CWORD=${words.length}`,
    '_understudy',
    `printf "%s\\n" "\${COMPREPLY[@]}"`,
  ].join('\n');
  const { stdout, stderr, status } = spawnSync('bash', ['--norc', '-c', script], { cwd: folder, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return stdout.split('\n').filter(Boolean);
}

describe('bash completes', () => {
  test('every command', () => {
    expect(offered('').filter((word) => !word.startsWith('--'))).toEqual(Object.keys(COMMANDS.holds));
  });

  test.each<[string, string[], string[]]>([
    ['what has begun', ['st'], ['status', 'start']],
    ['what a command holds', ['release', ''], ['audit', 'publish', 'list', 'diff', 'drift', 'key', '--help']],
    ['the flags of a held command', ['release', 'publish', '--k'], ['--key', '--kms-key', '--kms-region']],
    ['verbs', ['start', 'f'], ['failover']],
    ['choices', ['automation', 'o'], ['off', 'on']],
    ['the Regions of the plan', ['start', 'failover', '--region', ''], ['us-east-1', 'us-west-2']],
    ['no Region that has not begun', ['start', '--region', 'us-w'], ['us-west-2']],
    ['files where they are taken', ['evidence', 'verify', 'run-'], ['run-1.json']],
    ['nothing where nobody can know', ['approve', '--because', ''], []],
    ['a command that is named after a flag all the same', ['start', '--because', 'release', '--conf'], ['--confirm']],
    [
      'nothing of an unknown command',
      ['relaese', 'a'],
      ['approve', 'automation', 'acknowledge', 'acknowledge-divergence'],
    ],
  ])('%s', (_, words, expected) => {
    expect(offered(...words)).toEqual(expected);
  });

  test('scenarios', () => {
    expect(offered('rehearse', 'primary-l')).toContain('primary-lost');
  });
});

const has = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

test.each(SHELLS)('the script for %s is one, where that shell is there', (shell) => {
  if (has(shell))
    expect(spawnSync(shell, ['-n', fileOf(shell)], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  expect(spawnSync('grep', ['-c', 'understudy', fileOf(shell)], { encoding: 'utf8' }).status).toBe(0);
});

test('the script for fish names every command with what it is for', async () => {
  const script = await scriptFor('fish');
  for (const name of Object.keys(COMMANDS.holds)) {
    expect(script).toContain(`complete -c understudy -n '__understudy_at ""' -a '${name}' -d '`);
  }
  expect(script).toContain(`-n '__understudy_at "start"' -l region -x -a 'us-east-1 us-west-2' -d '`);
  // A single quote would end the word that it is in.
  for (const line of script.split('\n')) expect((line.replaceAll("\\'", '').match(/'/g) ?? []).length % 2).toBe(0);
});
