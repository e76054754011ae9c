import { document, EPOCH, NOW, RUN_ID } from '../../test/fixtures';
import { chained, type EvidenceEntry, type EvidenceRecord } from './evidence';
import { archiveProblem, evidenceKeyOf } from './evidence-archive';
import { stepsIn } from './run-steps';

function written(...entries: [EvidenceEntry['kind'], string][]): EvidenceRecord[] {
  const records: EvidenceRecord[] = [];
  for (const [kind, step] of entries) {
    const entry = { at: NOW, runId: RUN_ID, epoch: EPOCH, kind, step, because: 'so', data: {} };
    records.push(chained(records.at(-1), entry));
  }
  return records;
}
const record = (firstLookAt: string, status = 'done') => ({
  status,
  looks: 1,
  because: 'so',
  firstLookAt,
  lookAgainSeconds: 0,
  said: [],
});
const ran = { ...document, confirmOutage: record('2026-11-21T12:00:05.000Z'), admitRun: record(NOW) };
const whole = written(['admitted', 'AdmitRun'], ['decided', 'ConfirmOutage'], ['ended', 'CloseRun']);

describe('The archive', () => {
  test('finds nothing wrong with a whole chain', () => {
    expect(archiveProblem(whole, ran)).toBeUndefined();
  });

  test.each<[string, EvidenceRecord[], string]>([
    ['a record that was altered', whole.map((each) => ({ ...each, because: 'no' })), 'record 1 was altered'],
    ['a record that was taken out', [whole[0], whole[2]].filter((each) => each !== undefined), 'record 2 is missing'],
    ['an end that was cut off', whole.slice(0, 2), 'no record says how the run ended'],
    [
      'a step that was never recorded',
      written(['admitted', 'AdmitRun'], ['ended', 'CloseRun']),
      'no record says what ConfirmOutage came to',
    ],
    ['nothing at all', [], 'no record says what AdmitRun and ConfirmOutage came to'],
  ])('flags %s', (_, records, problem) => {
    expect(archiveProblem(records, ran)).toBe(problem);
  });

  test('of a run that was closed in its place is judged by its records alone', () => {
    const closed = written(['admitted', 'AdmitRun'], ['ended', 'CloseRun']);
    expect(archiveProblem(closed)).toBeUndefined();
    expect(archiveProblem(closed.slice(0, 1))).toBe('no record says how the run ended');
  });

  test('does not count a call as what a step came to', () => {
    const records = written(['admitted', 'AdmitRun'], ['called', 'ConfirmOutage'], ['ended', 'CloseRun']);
    expect(archiveProblem(records, ran)).toContain('ConfirmOutage');
  });

  test('does not miss a record of a step that was not done, nor of close-run itself', () => {
    const pending = { ...document, promoteDatabase: record(NOW, 'pending'), closeRun: record(NOW) };
    expect(archiveProblem(written(['ended', 'CloseRun']), pending)).toBeUndefined();
  });

  test('is kept under when the run began and the name of its execution', () => {
    expect(evidenceKeyOf(document.run)).toBe('runs/2026-11-21T12:00:00.000Z-run-1.json');
  });
});

test('The steps of a run are listed as they first looked, and nothing else of it', () => {
  expect(stepsIn(ran).map(({ name }) => name)).toEqual(['AdmitRun', 'ConfirmOutage']);
});
