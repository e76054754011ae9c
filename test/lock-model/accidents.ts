import { homeOf, isOwnedBy } from '../../lib/domain/admission';
import { at, becomes, endOf, type Move, nameOf, ownItem, QUIET, regionName, type World, written } from './world';

/** A run is aborted, or redriven. What it had under way goes on all the same. */
export function interruptions(move: Move): World[] {
  const { run, world, setting } = move;
  if (run.stage === 'stopped' || run.started === 0) return [];
  if (!run.dead) {
    return world.aborts < setting.abortsMax ? [becomes(move, { dead: true }, { aborts: world.aborts + 1 })] : [];
  }
  return run.redrives < setting.redrivesMax && run.stage !== 'calling'
    ? [becomes(move, { dead: false, redrives: run.redrives + 1 })]
    : [];
}

type Around = Pick<Move, 'world' | 'protocol' | 'setting'>;

/** The watch of each Region sees a lock whose run is dead and quiet, and then closes it. */
export function closings({ world, protocol }: Around): World[] {
  if (world.closing) return [closes({ world, protocol }, world.closing)];
  return world.items.flatMap((item, region) => {
    const owner = world.runs.find((_, index) => nameOf(world, index) === item?.owner);
    if (!item || item.state === 'free' || !owner) return [];
    if (homeOf({ region: regionName(region), lock: item }) !== undefined) {
      return protocol.freesForeign && isLeft(world, region) ? [{ ...world, closing: { region, observed: item } }] : [];
    }
    if (!owner.dead) return [];
    // Time is what separates a call from its end: while one is under way, quietAt has not come.
    const now = at(owner.stage === 'calling' ? QUIET - 1 : QUIET);
    return protocol.isQuiet(item, now) ? [{ ...world, closing: { region, observed: item } }] : [];
  });
}

/** Whether the Region of the run that an item names is heard, and says that it is over. */
function isLeft(world: World, region: number): boolean {
  const { lock, home } = ownItem(world, region, world.items[region]);
  return home?.outcome === 'read' && !isOwnedBy(home.lock, lock?.owner ?? '');
}

function closes(
  { world, protocol }: Pick<Around, 'world' | 'protocol'>,
  { region, observed }: NonNullable<World['closing']>,
): World {
  const next = protocol.close(world.items[region], observed, endOf(observed, world));
  if (!next) return { ...world, closing: undefined };
  const runs = world.runs.map((run, index) =>
    nameOf(world, index) === observed.owner && run.region === region ? { ...run, closed: true } : run,
  );
  return { ...world, ...written({ world, protocol }, region, next), runs, closing: undefined };
}

/** All links heal. */
export const heals = ({ world, setting }: Around): World[] =>
  setting.heals && world.cuts.length > 0 ? [{ ...world, cuts: [] }] : [];

/** A link between two Regions breaks or heals. */
export function flips({ world, setting }: Around): World[] {
  if (world.flips >= (setting.flipsMax ?? 0)) return [];
  const pairs = Array.from({ length: setting.regions }, (_, low) => low).flatMap((low) =>
    Array.from({ length: setting.regions - low - 1 }, (_, distance) => `${low}${low + 1 + distance}`),
  );
  return pairs.map((pair) => ({
    ...world,
    cuts: world.cuts.includes(pair) ? world.cuts.filter((cut) => cut !== pair) : [...world.cuts, pair].sort(),
    flips: world.flips + 1,
  }));
}
