import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportData } from '../../../test/report-data';
import { temporaryDirectory } from '../../../test/temporary';
import { rehearsalFile } from './rehearsal-file';

test('the report of a rehearsal is one file for each scenario and seed, and the next overwrites it', () => {
  const folder = join(temporaryDirectory('rehearsals'), 'rehearsals');
  const path = rehearsalFile({ name: 'primary-lost', seed: 1, folder }).keep(reportData());
  expect(path).toBe(join(folder, 'primary-lost-1.html'));
  rehearsalFile({ name: 'primary-lost', seed: 1, folder }).keep(reportData({ reason: 'the second' }));
  rehearsalFile({ name: 'primary-lost', seed: 2, folder }).keep(reportData());
  expect(readdirSync(folder).sort()).toEqual(['primary-lost-1.html', 'primary-lost-2.html']);
  expect(readFileSync(path, 'utf8')).toContain('the second');
});
