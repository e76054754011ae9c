import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DATABASES_MAX, STACKS_MAX } from '../../../lib/domain/plan';
import { prepare } from '../../simulation/prepare';
import { simulate } from '../../simulation/simulation';
import { played, STORIES } from '../../simulation/stories';
import { grown, largestIn } from './growth-world';

test('a check of the largest plan passes, and neither it nor what runs beside it calls AWS too often', async () => {
  const directory = process.env.SIMULATION_DIRECTORY ?? mkdtempSync(join(tmpdir(), 'growth-'));
  const size = { stacks: STACKS_MAX, databases: DATABASES_MAX };
  const prepared = await prepare(directory);
  const largest = await largestIn(prepared, directory, size);
  const outcome = await simulate({
    prepared: await grown(prepared, largest, { size, directory }),
    ...{ seed: 1, faults: [], story: played(STORIES.checked) },
  });
  expect(outcome.violations).toEqual([]);
  expect(outcome.throttled).toEqual([]);
  expect(outcome.runs.map(({ verb, ending }) => [verb, ending])).toEqual([['check', 'Passed']]);
}, 120_000);
