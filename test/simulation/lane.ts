/** One lane of simulations: a process that plays what it is given, one after the other. */

import type { Job } from './lanes';
import { playJob } from './play-job';
import { prepare } from './prepare';

const [directory = ''] = process.argv.slice(2);

void prepare(directory).then((prepared) => {
  process.on('message', async ({ index, job }: { index: number; job: Job }) => {
    process.send?.({ index, result: await playJob(prepared, job) });
  });
  process.send?.('ready');
});
