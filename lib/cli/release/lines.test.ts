import { HERE, NOW } from '../../../test/fixtures';
import { sizeOf } from '../../domain/text';
import type { Finding } from '../../release/finding';
import { SourceError } from '../../release/source';
import { linesOf } from './audit';
import { driftLines } from './drift-lines';
import { tellingFailure } from './failed';
import { listedLines } from './listed-lines';
import { publishedLines } from './published-lines';

/** Clears the screen, in seven bits and in eight; begins a line of its own. */
const NASTY = 'a\u001b[2Jb\u009b2Jc\nd';

const finding: Finding = {
  id: NASTY,
  rule: NASTY,
  level: 'warning',
  stack: NASTY,
  logicalId: NASTY,
  because: NASTY,
  remedy: NASTY,
};
const findings: Finding[] = [finding, { ...finding, accepted: NASTY }];
const listed = { release: NASTY, commit: NASTY, createdAt: NASTY, ageHours: 1, problems: [NASTY] };

describe('No line takes more than text from', () => {
  const ofFindings = { release: NASTY, stacks: [NASTY], findings, errors: 0, warnings: 1 };
  test.each<[string, readonly string[], number]>([
    ['an audit', linesOf(ofFindings), 9],
    [
      'what was published',
      publishedLines({
        release: NASTY,
        commit: NASTY,
        createdAt: NASTY,
        regions: { [HERE]: { uploaded: 1, reused: 0, bytes: 1, manifestVersionId: NASTY } },
        findings,
        warnings: [`${HERE}: what was current was signed by the key ${NASTY}`],
      }),
      5,
    ],
    [
      'a list of releases',
      listedLines([{ region: HERE, current: listed, earlier: [listed], problems: [NASTY] } as never], {
        ageHoursMax: 48,
      }),
      5,
    ],
    [
      'drift',
      driftLines({
        findings: [{ level: 'drift', region: HERE, stack: NASTY, because: NASTY } as never],
        releases: { [HERE]: NASTY },
        at: NOW,
      } as never),
      2,
    ],
  ])('%s', (_, lines, count) => {
    expect(lines.filter((line) => /\p{C}/u.test(line))).toEqual([]);
    expect(lines).toHaveLength(count);
    expect(lines.join('')).toContain('a [2Jb 2Jc d');
  });

  test('the problems of a source', async () => {
    const told: string[] = [];
    const error = jest.spyOn(console, 'error').mockImplementation((line) => void told.push(String(line)));
    const refused = () => Promise.reject(new SourceError([NASTY]));
    await expect(tellingFailure({}, refused)).resolves.toBe(1);
    error.mockRestore();
    expect(told).toEqual(['understudy: a [2Jb 2Jc d']);
  });
});

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1.0 kB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [23_068_672, '23.1 MB'],
])('%i bytes are shown as %s', (bytes, shown) => {
  expect(sizeOf(bytes)).toBe(shown);
});
