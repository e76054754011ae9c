import { chained, chainProblem, type EvidenceEntry, type EvidenceRecord } from './evidence';

const entry = (because: string): EvidenceEntry => ({
  at: '2026-11-21T12:00:00.000Z',
  runId: 'run-1',
  epoch: 101,
  kind: 'called',
  step: 'PromoteDatabase',
  because,
  data: { z: 1, a: 2 },
});

const first = chained(undefined, entry('one'));
const second = chained(first, entry('two'));
const chain = [first, second, chained(second, entry('three'))];

describe('a chain of evidence', () => {
  test('holds as it was written', () => {
    expect(chainProblem(chain)).toBeUndefined();
  });

  // F-133
  test('holds in its order, whatever the clock said', () => {
    const earlier = chained(first, { ...entry('an hour back'), at: '2026-11-21T11:00:00.000Z' });
    const records = [first, earlier, chained(earlier, entry('three'))];
    expect(records.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(chainProblem(records)).toBeUndefined();
    expect(chainProblem(records.toSorted((a, b) => a.at.localeCompare(b.at)))).toBe('record 1 is missing');
  });

  test('holds after a round trip through JSON', () => {
    expect(chainProblem(JSON.parse(JSON.stringify(chain)))).toBeUndefined();
  });

  test.each<[string, (records: EvidenceRecord[]) => EvidenceRecord[], string]>([
    [
      'a sentence was changed',
      ([a, b, c]) => [a, { ...b, because: 'other' }, c] as EvidenceRecord[],
      'record 2 was altered',
    ],
    ['a record was taken out', ([a, , c]) => [a, c] as EvidenceRecord[], 'record 2 is missing'],
    ['the beginning was cut off', ([, b, c]) => [b, c] as EvidenceRecord[], 'record 1 is missing'],
    [
      'a record was replaced by a well-formed one',
      ([a, , c]) => [a, chained(a, entry('other')), c] as EvidenceRecord[],
      'record 3 does not follow record 2',
    ],
  ])('breaks when %s', (_, change, expected) => {
    expect(chainProblem(change(chain))).toBe(expected);
  });
});
