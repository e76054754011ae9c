/** One lane of tales: a process that plays what it is given, one after the other. */

import { prepare } from '../prepare';
import { ownRolesOf } from './own-roles';
import { playTale, type TaleJob } from './play-tale';

const [directory = ''] = process.argv.slice(2);

const begin = async () => {
  const prepared = await prepare(directory);
  const ground = { prepared, ownRoles: ownRolesOf(prepared) };
  process.on('message', async ({ index, job }: { index: number; job: TaleJob }) => {
    process.send?.({ index, result: await playTale(ground, job) });
  });
  process.send?.('ready');
};

void begin();
