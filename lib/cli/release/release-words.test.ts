import { generateKeyPairSync } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { temporaryDirectory } from '../../../test/temporary';
import { keyIdOf, publicKeyOf } from '../../domain/release';
import { openSession } from '../aws/signed-session';
import { runCommand } from '../main';
import type { Command } from '../usage';
import { commitOf } from './commit';
import { key } from './key';
import { publish } from './publish';
import { publishedLines } from './published-lines';
import { kmsOf, signerIn } from './signing';
import { watcherOn } from './upload-bar';

const folder = temporaryDirectory('release-words');

/** What a command printed, and the code it ended with. */
async function run(command: Command, ...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line) => void out.push(String(line)));
  const error = jest.spyOn(console, 'error').mockImplementation((line) => void err.push(String(line)));
  try {
    return { code: await runCommand(command, args, `release ${command.name}`), out, err };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}

describe('The commit of a release', () => {
  const git =
    (status: string) =>
    (...args: string[]) =>
      args[0] === 'rev-parse' ? 'c0ffee' : status;

  test.each([
    ['is HEAD of a clean repository', '', 'c0ffee'],
    ['is called dirty when files differ from it', ' M lib/a.ts', 'c0ffee-dirty'],
  ])('%s', (_, status, expected) => {
    expect(commitOf(undefined, git(status))).toBe(expected);
  });

  test('is what was written', () => {
    expect(commitOf('build-17/main+2', git(''))).toBe('build-17/main+2');
  });

  test.each(['', ' ', 'a b', '-x', 'x'.repeat(101), 'a\nb'])('refuses %j', (written) => {
    expect(() => commitOf(written, git(''))).toThrow('--git-sha takes letters, digits');
  });

  test('must be written where there is no repository', () => {
    const none = () => {
      throw new Error('not a git repository');
    };
    expect(() => commitOf(undefined, none)).toThrow('--git-sha is required: there is no git repository');
  });
});

describe('release key', () => {
  test('makes a key once, and shows the same public half from its file', async () => {
    const file = join(folder, 'made.pem');
    const made = await run(key, '--out', file);
    expect(made).toMatchObject({ code: 0, out: [expect.stringMatching(/^"publicKey": "[A-Za-z0-9+/]{59}="$/)] });
    expect(await run(key, '--of', file)).toMatchObject({ code: 0, out: made.out });
    expect(await run(key, '--out', file)).toEqual({
      code: 1,
      out: [],
      err: [expect.stringContaining('the file is there already')],
    });
  });

  test('is JSON where it is asked for, and so is why there is none', async () => {
    const file = join(folder, 'json.pem');
    const { out, err } = await run(key, '--out', file, '--json');
    const made = JSON.parse(out.join('\n'));
    expect(made).toEqual({ keyId: keyIdOf(made.publicKey), publicKey: made.publicKey, file });
    expect(out.join('\n')).toBe(JSON.stringify(made, null, 2));
    expect(err).toEqual([]);
    const { publicKey, keyId } = made;
    expect(JSON.parse((await run(key, '--of', file, '--json')).out.join('\n'))).toEqual({ keyId, publicKey });
    const again = await run(key, '--out', file, '--json');
    expect(again.code).toBe(1);
    expect(JSON.parse(again.out.join('\n'))).toEqual({
      problems: [expect.stringContaining('the file is there already')],
      findings: [],
    });
  });

  test.each([[[]], [['--out', 'a', '--of', 'b']]])('refuses %j', async (args) => {
    await expect(run(key, ...args)).rejects.toThrow('release key takes one of --out <file>, --of <file>');
    expect(existsSync('a')).toBe(false);
  });
});

describe('release publish', () => {
  const session = openSession();

  test.each([
    ['no signer', {}],
    ['two signers', { key: 'a', 'kms-key': 'b' }],
  ])('refuses %s', async (_, written) => {
    await expect(signerIn(written, session)).rejects.toThrow('say who signs: --key <file>, or --kms-key <id or ARN>');
  });

  test.each([
    ['by its ARN', { 'kms-key': 'arn:aws:kms:eu-west-1:111122223333:key/1' }, 'eu-west-1'],
    ['by the flag', { 'kms-key': 'alias/releases', 'kms-region': 'eu-west-2' }, 'eu-west-2'],
  ])('finds the Region of a KMS key %s', async (_, written, region) => {
    expect(await kmsOf(session, written).config.region()).toBe(region);
  });

  test('asks where a KMS key is', () => {
    expect(() => kmsOf(session, { 'kms-key': 'alias/releases' })).toThrow('--kms-region is required');
  });

  test('refuses words, and asks for the folder first', async () => {
    await expect(run(publish, 'word')).rejects.toThrow('release publish takes no words, got word');
    await expect(run(publish)).rejects.toThrow('--assembly is required');
  });

  test.each([
    [['--because', 'x'], '--because belongs to --without-region'],
    [['--without-region', 'us-west-2'], '--because is required'],
    [['--without-region', 'eu-west-9', '--because', 'x'], '--without-region eu-west-9 is not a Region of plan'],
  ])('refuses %j', async (args, sentence) => {
    await expect(run(publish, '--assembly', folder, '--git-sha', 'x', ...args)).rejects.toThrow(sentence);
  });

  test('ends with code 1 and one line when the key is not there', async () => {
    const answer = await run(publish, '--assembly', folder, '--git-sha', 'x', '--key', join(folder, 'none.pem'));
    expect(answer).toEqual({
      code: 1,
      out: [],
      err: [expect.stringMatching(/^understudy: the key cannot be read from/)],
    });
  });

  test('ends with code 1 when what it is given is no release', async () => {
    const file = join(folder, 'signing.pem');
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(file, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
    const answer = await run(
      publish,
      '--assembly',
      temporaryDirectory('empty'),
      '--git-sha',
      'x',
      '--key',
      file,
      '--json',
    );
    expect(answer.code).toBe(1);
    const { problems, findings } = JSON.parse(answer.out.join('\n'));
    expect(findings).toEqual([]);
    expect(answer.err).toEqual(problems.map((problem: string) => `understudy: ${problem}`));
    expect(answer.err[0]).toMatch(/^understudy: /);
    expect(answer.err.join()).not.toContain(publicKeyOf(privateKey));
  });

  test('tells what was published, and what a person should look at', () => {
    const finding = { rule: 'macro', stack: 'web', because: 'it is so', remedy: 'mend it' };
    const lines = publishedLines({
      release: 'r-0000aaaa',
      commit: 'c0ffee',
      createdAt: '2026-11-21T12:00:00.000Z',
      regions: { 'us-east-1': { manifestVersionId: 'v-1', uploaded: 2, reused: 3, bytes: 400 } },
      findings: [
        { ...finding, id: 'fixed-name:web', level: 'warning' },
        { ...finding, id: 'macro:web', level: 'error', accepted: 'it was expanded by hand' },
      ],
      warnings: ['us-east-1: look'],
    });
    expect(lines).toEqual([
      'release r-0000aaaa of commit c0ffee is what a takeover deploys from now on, 2026-11-21T12:00:00.000Z',
      '  us-east-1       uploaded 2 (400 bytes), already there 3; manifest version v-1',
      'warning fixed-name:web: it is so; mend it',
      'accepted macro:web: it was expanded by hand',
      'warning us-east-1: look',
    ]);
  });
});

describe('An upload', () => {
  /** What is written to a stream, on a terminal or not. */
  function written(isTTY: boolean) {
    const stream = Object.assign(new PassThrough(), { isTTY, columns: 80, rows: 24 }) as unknown as NodeJS.WriteStream;
    const chunks: string[] = [];
    stream.on('data', (chunk) => chunks.push(String(chunk)));
    const { tell, end } = watcherOn(stream);
    tell({ what: 'begun', bytes: 10 });
    tell({ what: 'bytes', region: 'us-east-1', bytes: 10 });
    tell({ what: 'staged', region: 'us-east-1', uploaded: 1, reused: 2 });
    tell({ what: 'current', region: 'us-east-1' });
    end();
    return chunks.join('');
  }

  test('is a line for each Region in a log', () => {
    expect(written(false)).toBe('us-east-1: uploaded 1, already there 2\nus-east-1: current\n');
  });

  test('is a bar on a terminal, and leaves it as it was', () => {
    const shown = written(true);
    expect(shown).toContain('10 bytes of 10 bytes');
    expect(shown).not.toContain('already there');
  });

  test('is told to nobody when it fails before it begins', () => {
    const stream = Object.assign(new PassThrough(), { isTTY: true }) as unknown as NodeJS.WriteStream;
    expect(() => watcherOn(stream).end()).not.toThrow();
  });
});
