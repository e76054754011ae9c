/** One lane of the bench: a process that plays what it is given, one world after the other. */

import { prepare } from '../../simulation/prepare';
import { type Job, measure } from './play';

// Nobody hears what a lane plays on for when the bench has broken off.
process.on('disconnect', () => process.exit(0));

const [directory = ''] = process.argv.slice(2);

void prepare(directory).then((prepared) => {
  process.on('message', async ({ index, job }: { index: number; job: Job }) => {
    process.send?.({ index, result: await measure(prepared, job) });
  });
  process.send?.('ready');
});
