import { closings, flips, heals, interruptions } from './accidents';
import { admission } from './admission';
import { changing } from './changes';
import { planning } from './planned';
import { type Protocol, product, type Setting, startsOf, type World } from './world';

export interface Explored {
  /** The first that any interleaving reaches; empty when there is none. */
  readonly violation: string;
  readonly worlds: number;
  /** A world with a lock that nothing sure to happen ever frees. */
  readonly stuck: World | undefined;
  /** A world where nothing happens any more and nobody was ever admitted. */
  readonly idle: World | undefined;
}

/** Every world that may come next. Only what is sure to happen in time is `due`: no accident, and no move of the dead. */
function next(world: World, setting: Setting, protocol: Protocol): { world: World; due: boolean }[] {
  const ofRuns = world.runs.flatMap((run, index) => {
    const move = { protocol, setting, world, index, run };
    const due = !run.dead || run.stage === 'calling';
    return [
      ...[...admission(move), ...planning(move), ...changing(move)].map((after) => ({ world: after, due })),
      ...interruptions(move).map((after) => ({ world: after, due: false })),
    ];
  });
  return [
    ...ofRuns,
    ...closings({ world, protocol, setting }).map((after) => ({ world: after, due: true })),
    ...heals({ world, protocol, setting }).map((after) => ({ world: after, due: true })),
    ...flips({ world, protocol, setting }).map((after) => ({ world: after, due: false })),
  ];
}

/** Breadth first, so that a violation is found in as few moves as it needs. */
export function explore(setting: Setting, weaker: Partial<Protocol> = {}): Explored {
  const protocol = { ...product, ...weaker };
  const numbers = new Map<string, number>();
  const worlds: World[] = [];
  const before: number[][] = [];
  const quiet: number[] = [];
  const add = (world: World, from: number | undefined): void => {
    const key = JSON.stringify(world);
    let number = numbers.get(key);
    if (number === undefined) {
      number = worlds.push(world) - 1;
      numbers.set(key, number);
      before.push([]);
    }
    if (from !== undefined && from !== number) before[number]?.push(from);
  };
  for (const start of startsOf(setting)) add(start, undefined);
  let idle: World | undefined;
  for (let number = 0; number < worlds.length; number++) {
    const world = worlds[number] as World;
    if (world.violation !== '') return { violation: world.violation, worlds: worlds.length, stuck: undefined, idle };
    const after = next(world, setting, protocol);
    for (const { world: one, due } of after) add(one, due ? number : undefined);
    if (isFree(world)) quiet.push(number);
    if (world.runs.every(({ stage, epoch }) => stage === 'stopped' && epoch === 0)) idle ??= world;
  }
  return { violation: '', worlds: worlds.length, stuck: worlds[unreached(before, quiet)], idle };
}

const isFree = ({ items }: World): boolean => items.every((item) => item === undefined || item.state === 'free');

/** The first world from which none of `goals` can be reached; -1 when there is none. */
function unreached(before: readonly (readonly number[])[], goals: readonly number[]): number {
  const reached = new Uint8Array(before.length);
  const frontier = [...goals];
  for (const goal of goals) reached[goal] = 1;
  for (let number = frontier.pop(); number !== undefined; number = frontier.pop()) {
    for (const earlier of before[number] ?? []) {
      if (reached[earlier]) continue;
      reached[earlier] = 1;
      frontier.push(earlier);
    }
  }
  return reached.indexOf(0);
}
