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
  const keyOf = keys();
  const worlds: World[] = [];
  const before: number[][] = [];
  const quiet: number[] = [];
  const add = (world: World, from: number | undefined): void => {
    const key = keyOf(world);
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

/**
 * Worlds that are alike have the same key. A move leaves most runs and items the very objects that they were: each is
 * written down once, and a key is their numbers and the little that stands beside them.
 */
function keys(): (world: World) => string {
  const ofTexts = new Map<string, number>();
  const ofParts = new WeakMap<object, number>();
  const numberOf = (part: object | undefined): number => {
    if (part === undefined) return 0;
    const known = ofParts.get(part);
    if (known !== undefined) return known;
    const text = JSON.stringify(part);
    const number = ofTexts.get(text) ?? ofTexts.size + 1;
    ofTexts.set(text, number);
    ofParts.set(part, number);
    return number;
  };
  return ({ items, earlier, runs, closing, ...rest }) =>
    [items.map(numberOf), earlier.map(numberOf), runs.map(numberOf), numberOf(closing), JSON.stringify(rest)].join(';');
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
