import { join } from 'node:path';
import { inLanes } from './lanes';
import type { Uses } from './permissions/play-tale';
import type { Removed } from './permissions/removal';
import { TALES } from './permissions/tales';
import { prepare } from './prepare';
import { judgeUnused } from './unused-permissions';

export interface PermissionsOptions {
  /** Where what all simulations share is prepared. */
  readonly directory: string;
  /** Only grants of roles whose name has this in it are taken away. @default all */
  readonly only?: string | undefined;
  readonly json?: boolean | undefined;
}

const LANE = join(__dirname, 'permissions', 'lane.ts');

/**
 * Plays every tale, takes each single grant away that one of them needs, and prints what came of it.
 *
 * @returns 1 when a removal is silent, or the list of what is never used does not fit
 */
export async function permissions({ directory, only = '', json = false }: PermissionsOptions): Promise<number> {
  const beganAt = performance.now();
  await prepare(directory);
  const uses = await usesOfTales(directory);
  const wanted = [...uses.talesOf.keys()].filter((key) => (key.split(' ')[0] ?? '').includes(only));
  const jobs = wanted.map((without) => ({ tales: uses.talesOf.get(without) ?? [], without }));
  const kinds: Record<Removed['kind'], string[]> = { ended: [], quiet: [], silent: [], unmet: [] };
  await inLanes<Removed>(
    directory,
    jobs,
    (index, { kind, where, sentence }) => {
      kinds[kind].push(jobs[index]?.without ?? '');
      if (!json && kind !== 'ended')
        console.log(`${kind} ${jobs[index]?.without}\n    ${where}: ${sentence.slice(0, 300)}`);
    },
    LANE,
  );
  const unused = judgeUnused({ granted: uses.all, needed: new Set(uses.talesOf.keys()) });
  if (!json) for (const problem of unused.problems) console.log(problem);
  const silent = [...kinds.silent, ...kinds.unmet];
  const told = {
    permissions: uses.all.size,
    removed: jobs.length,
    ...{ ended: kinds.ended.length, quiet: kinds.quiet.length, silent },
    unused: { listed: unused.listed, unlisted: unused.unlisted },
    seconds: Math.round((performance.now() - beganAt) / 1000),
  };
  console.log(JSON.stringify(told, null, json ? 0 : 2));
  return silent.length > 0 || unused.problems.length > 0 ? 1 : 0;
}

/** Which grants there are, and the tales that need each. */
async function usesOfTales(directory: string) {
  const tales = Object.keys(TALES);
  const all = new Set<string>();
  const results: Uses[] = [];
  await inLanes<Uses>(
    directory,
    tales.map((tale) => ({ tale })),
    (index, result) => {
      results[index] = result;
    },
    LANE,
  );
  const talesOf = new Map<string, string[]>();
  for (const [index, { all: given, needed }] of results.entries()) {
    for (const key of given) all.add(key);
    for (const key of needed) talesOf.set(key, [...(talesOf.get(key) ?? []), tales[index] ?? '']);
  }
  return { all, talesOf };
}
