import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../lib/cli/main';
import { chained, type EvidenceRecord } from '../lib/domain/evidence';
import { documentSha256 } from '../lib/domain/evidence-archive';
import { type HistoryLine, historyText } from '../lib/domain/history-line';
import { document, EPOCH, HERE, NOW, RUN_ID } from './fixtures';
import { temporaryDirectory } from './temporary';

const folder = temporaryDirectory('history');
let files = 0;
/** A new file that holds a text. */
function fileOf(text: string): string {
  files += 1;
  const file = join(folder, `${files}`);
  writeFileSync(file, text);
  return file;
}

/** What a command line printed, and the code it ended with. */
async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line) => void out.push(String(line)));
  const error = jest.spyOn(console, 'error').mockImplementation((line) => void err.push(String(line)));
  try {
    return { code: await main(args), out: out.join('\n'), err: err.join('\n') };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}

const guard: HistoryLine = {
  at: NOW,
  runId: RUN_ID,
  epoch: EPOCH,
  owner: RUN_ID,
  step: 'PromoteDatabase',
  look: 1,
  service: 'dynamodb',
  operation: 'UpdateItem',
  region: HERE,
  resource: 'lock',
  ok: true,
  error: null,
};
const promotion: HistoryLine = { ...guard, service: 'rds', operation: 'FailoverGlobalCluster', resource: 'orders' };
const byHand: HistoryLine = { ...promotion, runId: null, owner: 'operator' };
const later = (line: HistoryLine): HistoryLine => ({ ...line, at: '2026-11-21T12:00:01.000Z' });

describe('history check', () => {
  test('says how much it has judged where no promise is broken', async () => {
    const file = fileOf(historyText([guard, promotion, byHand]));
    expect(await run('history', 'check', file)).toEqual({
      code: 0,
      out: 'no violation in 1 changes of 1 runs',
      err: '',
    });
  });

  test('says which promise is broken, and ends with 1', async () => {
    const file = fileOf(historyText([guard, promotion, promotion]));
    const { code, out } = await run('history', 'check', file);
    expect(code).toBe(1);
    expect(out.split('\n')).toEqual([
      'I-01: PromoteDatabase called FailoverGlobalCluster without writing the lock first',
      'I-06: promoted twice: orders under epoch 101',
      '2 violations in 2 changes of 1 runs',
    ]);
    const json = await run('history', 'check', file, '--json');
    expect([json.code, JSON.parse(json.out)]).toEqual([
      1,
      { changes: 2, runs: 1, violations: out.split('\n').slice(0, 2) },
    ]);
  });

  test('takes several files for one history, in the order of time', async () => {
    const [first, second] = [fileOf(historyText([later(promotion)])), fileOf(historyText([guard]))];
    expect((await run('history', 'check', first, second)).code).toBe(0);
    expect((await run('history', 'check', first)).code).toBe(1);
  });

  test('shows what a file says as harmless text', async () => {
    const file = fileOf(historyText([{ ...promotion, step: 'x\u001b[2J\ny' }]));
    const { out } = await run('history', 'check', file);
    expect(out).not.toContain('\u001b');
    expect(out.split('\n')).toHaveLength(2);
  });

  test.each([
    ['no file', [], 'history check takes <file...>, one file or more; got none'],
    ['what is no file', ['nowhere'], 'history check takes files, and "nowhere" is none'],
    ['a folder', [folder], 'is none'],
    ['another word', ['--evidense'], 'unknown flag --evidense; did you mean --evidence'],
  ])('refuses %s with exit code 2', async (_, args, expected) => {
    const { code, err } = await run('history', 'check', ...args);
    expect([code, err]).toEqual([2, expect.stringContaining(expected)]);
  });

  test('tells which line of which file it cannot read', async () => {
    const file = fileOf(`${historyText([guard])}{"at":1}\n`);
    const { code, err, out } = await run('history', 'check', file, '--json');
    expect([code, err]).toEqual([1, expect.stringContaining(`${file}: line 2: at: Invalid input`)]);
    expect(JSON.parse(out)).toMatchObject({ problems: [expect.stringContaining('line 2')] });
  });
});

/** A run's archive, as `evidence verify --save` keeps it. */
function archiveOf(said: readonly Partial<Pick<EvidenceRecord, 'kind' | 'step' | 'data'>>[]): string {
  const records: EvidenceRecord[] = [];
  const ended = { kind: 'ended', step: 'CloseRun', data: { documentSha256: documentSha256(document) } } as const;
  for (const one of [...said, ended]) {
    const entry = {
      at: NOW,
      runId: RUN_ID,
      epoch: EPOCH,
      kind: 'called',
      step: 'PromoteDatabase',
      because: 'b',
      data: {},
    };
    records.push(chained(records.at(-1), { ...entry, ...one } as EvidenceRecord));
  }
  return JSON.stringify({ runId: RUN_ID, archivedAt: NOW, records, document });
}

describe('history check --evidence', () => {
  const promote = { data: { act: { globalCluster: 'orders', target: 'arn' } } };

  test('judges what the evidence of a run tells of its calls', async () => {
    const file = fileOf(archiveOf([promote]));
    expect(await run('history', 'check', '--evidence', file)).toMatchObject({
      code: 0,
      out: 'no violation in 1 changes of 1 runs',
    });
    const twice = await run('history', 'check', '--evidence', fileOf(archiveOf([promote, promote])));
    expect([twice.code, twice.out]).toEqual([1, expect.stringContaining('I-06: promoted twice')]);
  });

  test('holds the run to the plan that its archive has', async () => {
    const other = { data: { act: { globalCluster: 'ledger', target: 'arn' } } };
    const { code, out } = await run('history', 'check', '--evidence', fileOf(archiveOf([other])));
    expect([code, out]).toEqual([
      1,
      expect.stringContaining('I-18: PromoteDatabase called FailoverGlobalCluster on ledger'),
    ]);
  });

  test('judges nothing of evidence that tells of an act that it does not know', async () => {
    const renamed = { data: { act: { globalClusterId: 'orders', target: 'arn' } } };
    const file = fileOf(archiveOf([renamed]));
    const { code, out, err } = await run('history', 'check', '--evidence', file);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(`${file}: record 1: PromoteDatabase has no act that is known here, got {"globalClusterId"`);
  });

  test('judges nothing of evidence that is not what was written', async () => {
    const file = fileOf(archiveOf([promote]).replace('"because":"b"', '"because":"c"'));
    const { code, out, err } = await run('history', 'check', '--evidence', file);
    expect([code, out, err]).toEqual([1, '', expect.stringContaining(`${file}: record 1 was altered`)]);
  });
});

describe('rehearse --history', () => {
  test('is of one scenario', async () => {
    expect(await run('rehearse', '--all', '--history', join(folder, 'new'))).toMatchObject({
      code: 2,
      err: 'understudy: --history keeps the calls of one scenario, not of --all',
    });
  });

  test('writes over nothing', async () => {
    const file = fileOf('kept');
    const { code, err } = await run('rehearse', 'primary-lost', '--history', file);
    expect([code, err]).toEqual([2, `understudy: --history ${file}: the file is there already; name another one`]);
    expect(readFileSync(file, 'utf8')).toBe('kept');
  });
});
