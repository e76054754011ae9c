import { document, NOW, plan, planWith, RUN_ID } from '../../test/fixtures';
import { sha256Of } from './canonical-json';
import { chained, type EvidenceEntry, type EvidenceRecord } from './evidence';
import { documentSha256, evidenceKeyOf } from './evidence-archive';
import { type KeptOfRun, verifiedEvidence } from './evidence-verified';

const entry = (kind: EvidenceEntry['kind'], step: string, data = {}): EvidenceEntry => ({
  at: NOW,
  runId: RUN_ID,
  epoch: 101,
  kind,
  step,
  because: `${step} says so`,
  data,
});
function chainOf(...entries: readonly EvidenceEntry[]): EvidenceRecord[] {
  const records: EvidenceRecord[] = [];
  for (const one of entries) records.push(chained(records.at(-1), one));
  return records;
}

const admitted = entry('admitted', 'AdmitRun', { planSha256: sha256Of(plan) });
const called = entry('called', 'PromoteDatabase', { act: { globalCluster: 'orders' } });
const ended = entry('ended', 'CloseRun', { failures: 0, documentSha256: documentSha256(document) });
const closing = entry('called', 'CloseRun');
const records = chainOf(admitted, called, ended);

const textOf = (changes: object = {}) =>
  JSON.stringify({ runId: RUN_ID, archivedAt: NOW, records, document, ...changes });
const kept = (changes: Partial<KeptOfRun> & { text?: string } = {}): KeptOfRun => ({
  key: evidenceKeyOf(document.run),
  versions: [{ versionId: 'v1', text: changes.text ?? textOf(), retainedUntil: '2027-11-21T12:00:00.000Z' }],
  isHidden: false,
  table: chainOf(admitted, called, ended, closing),
  now: NOW,
  ...changes,
});
const [first] = kept().versions;
if (!first) throw new Error('there is a first version');

test('Evidence that is as it was written has no problem', () => {
  expect(verifiedEvidence(kept())).toMatchObject({ problems: [], records, document: { run: { id: RUN_ID } } });
});

const altered = records.map((record) => (record.seq === 2 ? { ...record, because: 'nothing was done' } : record));
/** Altered by somebody who computes all hashes anew. */
const rewritten = chainOf(admitted, { ...called, because: 'nothing was done' }, ended);

describe('Verifying finds', () => {
  test.each<[string, Partial<KeptOfRun> & { text?: string }, string]>([
    ['a record that was altered', { text: textOf({ records: altered }) }, 'record 2 was altered'],
    ['a record that is missing', { text: textOf({ records: [records[0], records[2]] }) }, 'record 2 is missing'],
    ['an end that was cut off', { text: textOf({ records: records.slice(0, 2) }) }, 'no record says how the run ended'],
    [
      'a chain computed anew, by the table',
      { text: textOf({ records: rewritten }) },
      'record 2 of PromoteDatabase is not',
    ],
    ['records of another run', { text: textOf({ runId: 'arn:another' }) }, 'is of another run than arn:another'],
    [
      'a record written after the end',
      { text: textOf({ records: chainOf(admitted, ended, called) }), table: undefined },
      'record 3 of PromoteDatabase was written after the run had ended',
    ],
    [
      'another plan than the one that was recorded',
      { text: textOf({ document: { ...document, plan: planWith({ cooldownSeconds: 1 }) } }) },
      'the plan in it is not the one whose digest was recorded',
    ],
    [
      'a document of another run',
      { text: textOf({ document: { ...document, run: { ...document.run, id: 'arn:another' } } }) },
      'the run in it is arn:another',
    ],
    ['the evidence of another run', { runId: 'arn:asked' }, `it is the evidence of ${RUN_ID}, not of arn:asked`],
    [
      'a document that was altered',
      { text: textOf({ document: { ...document, request: { reason: 'another' } } }) },
      'the document of the run is not the one whose digest',
    ],
    ['a document that was taken away', { text: textOf({ document: undefined }) }, 'the document of the run is missing'],
    ['a key that is not its own', { key: 'runs/elsewhere.json' }, 'it is kept as runs/elsewhere.json'],
    ['that nothing is kept', { versions: [] }, 'no evidence is kept as'],
    ['text that is no JSON', { text: 'gone' }, 'version v1 holds no evidence: it is not JSON'],
    ['JSON that is no evidence', { text: '{}' }, 'version v1 holds no evidence: runId'],
    ['a delete marker', { isHidden: true }, 'a delete marker hides the archive'],
    [
      'something that was put over it',
      { versions: [first, { ...first, versionId: 'v2', text: textOf({ records: rewritten }) }] },
      'version v2 was put over it and says something else',
    ],
    ['a version that nothing locks', { versions: [{ ...first, retainedUntil: undefined }] }, 'Object Lock is off'],
    ['a version that is locked no longer', { versions: [{ ...first, retainedUntil: NOW }] }, `was kept until ${NOW}`],
    ['a table whose chain is broken', { table: altered }, 'in the table record 2 was altered'],
    ['a record that only the table has', { table: chainOf(admitted, called, ended, called) }, 'is in the table alone'],
    [
      'a record that the table has lost',
      { table: chainOf(admitted, called) },
      'record 3 of CloseRun is not in the table',
    ],
    [
      'that it was incomplete from the beginning',
      { text: textOf({ problem: 'records could not be written' }) },
      'it was incomplete when it was archived',
    ],
  ])('%s', (_, changes, problem) => {
    expect(verifiedEvidence(kept(changes)).problems).toContainEqual(expect.stringContaining(problem));
  });
});

test('An archive that was written twice with the same records is whole', () => {
  const again = {
    ...first,
    versionId: 'v2',
    text: textOf({ records: [...records, chained(records.at(-1), closing)] }),
  };
  expect(verifiedEvidence(kept({ versions: [first, again] })).problems).toEqual([]);
});

test('A copy on a disk needs no lock, no table and no key', () => {
  const copy = kept({ key: '', isLocked: false, table: undefined, versions: [{ ...first, retainedUntil: undefined }] });
  expect(verifiedEvidence(copy).problems).toEqual([]);
});
