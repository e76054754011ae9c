import { join } from 'node:path';
import { type Case, readCases } from './case';
import { differences, filledIn } from './case-match';
import { differencesOf } from './case-run';

/** A history of 25,000 events takes its time on a busy machine. */
jest.setTimeout(30_000);

const cases = readCases(join(__dirname, 'cases'));

describe('the world behaves as AWS documents it', () => {
  test.each(cases.map(([path, one]) => [one.claim, path, one] as const))('%s (%s)', async (_, __, one) => {
    expect(await differencesOf(one)).toEqual([]);
  });

  test.each(cases)('%s names its source', (_, { source }) => {
    expect(source).toMatch(/^https:\/\/(docs\.aws\.amazon\.com|repost\.aws|aws\.amazon\.com|github\.com)\/|^assumed: /);
  });

  test('no two cases claim the same', () => {
    const claims = cases.map(([path, { claim }]) => `${path.split('/')[0]}: ${claim}`);
    expect(new Set(claims).size).toBe(claims.length);
  });
});

describe('a case', () => {
  const call = { service: 'rds', region: 'us-west-2', operation: 'DescribeGlobalClusters', input: {} };
  const played = (more: Partial<Case>): Case => ({
    ...{ claim: '', source: '', given: [], call, later: [] },
    expected: { output: { GlobalClusters: [] } },
    ...more,
  });

  test.each<[string, Partial<Case>, string]>([
    ['another answer', { expected: { output: { GlobalClusters: [{}] } } }, 'output.GlobalClusters must be [{}]'],
    ['an answer in place of an error', { expected: { error: { name: 'X' } } }, 'must fail with X'],
    [
      'an error in place of an answer',
      { call: { ...call, input: { GlobalClusterIdentifier: 'x' } } },
      'failed with GlobalClusterNotFoundFault',
    ],
    [
      'a later answer',
      { later: [{ afterSeconds: 1, call, expected: { output: { GlobalClusters: [{}] } } }] },
      'must be [{}]',
    ],
    ['a role without permission', { call: { ...call, as: 'arn:aws:iam::111122223333:role/x' } }, 'AccessDenied'],
  ])('sees %s', async (_, more, told) => {
    expect(await differencesOf(played(more))).toEqual([expect.stringContaining(told)]);
  });

  test('sees a given call that fails, and a move that is not there', async () => {
    const given = [{ ...call, input: { GlobalClusterIdentifier: 'x' } }];
    await expect(differencesOf(played({ given }))).rejects.toThrow('not found');
    await expect(differencesOf(played({ given: [{ world: 'dance' }] }))).rejects.toThrow('no move dance');
    await expect(differencesOf(played({ given: [{ world: 'lose-region', rgion: 'x' }] }))).rejects.toThrow('rgion');
  });

  test.each<[unknown, unknown, number]>([
    [{ a: 1 }, { a: 1, b: 2 }, 0],
    [{ a: 1 }, { b: 1 }, 1],
    [[1], [1, 2], 1],
    [[1, 2], [1], 1],
    [[1], { 0: 1 }, 1],
    [{ $absent: true }, undefined, 0],
    [{ $absent: true }, null, 1],
    [{ $matches: '^a' }, 'ab', 0],
    [{ $matches: '^a' }, 'ba', 1],
    [{ $matches: '.' }, 1, 1],
    [null, undefined, 1],
    [{ $count: 1 }, [{}], 0],
    [{ $count: 1 }, [], 1],
    [{ $count: 1 }, 'a', 1],
  ])('expecting %j of %j finds %i differences', (expected, actual, count) => {
    expect(differences(expected, actual)).toHaveLength(count);
  });

  test('names what was answered before', () => {
    const answers = new Map([['made', { Stack: { Id: 'x' } }]]);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how a case writes it
    const path = '${made.Stack.Id}';
    expect(filledIn({ a: [`<${path}>`, 1] }, answers)).toEqual({ a: ['<x>', 1] });
    expect(() => filledIn(path, new Map())).toThrow('stands for nothing');
  });
});
