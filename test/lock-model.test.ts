/**
 * Every interleaving of three runs over the lock of one Region, explored breadth first with the product's own protocol.
 *
 * A run acquires, then changes the world twice: each change is a guard write and, later, its effect. Runs are aborted at
 * any moment, their sent calls land all the same, and they are redriven. Nothing may take effect for an epoch below one
 * that already changed the world, and no two runs may hold the lock. Each weaker protocol must be caught.
 */
import { acquire, guard, type Lock, release } from '../lib/domain/lock';

type Stage = 'idle' | 'working' | 'calling' | 'finished' | 'aborted' | 'stopped';

interface Execution {
  readonly stage: Stage;
  /** 0 until admitted. */
  readonly epoch: number;
  /** A call that passed its guard and has not had its effect. */
  readonly inFlight: boolean;
  readonly changes: number;
  readonly redrives: number;
  /** The lock as this run read it, between reading and writing. */
  readonly observed: Lock | 'none' | undefined;
}

interface World {
  readonly lock: Lock | undefined;
  /** Highest epoch whose change has taken effect. */
  readonly changedBy: number;
  readonly executions: readonly Execution[];
  readonly violation: string;
}

interface Protocol {
  acquire: typeof acquire;
  guard: typeof guard;
  release: typeof release;
  /** Whether writing the acquired lock is conditional on the version that was read. */
  readonly compareVersion: boolean;
}

const product: Protocol = { acquire, guard, release, compareVersion: true };
const NOW = '2026-11-21T12:00:00.000Z';
const CHANGES = 2;
const idle: Execution = { stage: 'idle', epoch: 0, inFlight: false, changes: 0, redrives: 0, observed: undefined };
const START: World = { lock: undefined, changedBy: 0, executions: [idle, idle, idle], violation: '' };

const nameOf = (index: number) => `run-${index}`;

function withExecution(world: World, index: number, change: Partial<Execution>, rest: Partial<World> = {}): World {
  const executions = world.executions.map((one, at) => (at === index ? { ...one, ...change } : one));
  return { ...world, ...rest, executions };
}

/** Every world that may come next because of one run. */
function next(world: World, index: number, protocol: Protocol): World[] {
  const one = world.executions[index] ?? idle;
  return [
    ...admission(world, index, one, protocol),
    ...changing(world, index, one, protocol),
    ...interruptions(world, index, one),
  ];
}

function admission(world: World, index: number, one: Execution, protocol: Protocol): World[] {
  if (one.stage !== 'idle') return [];
  if (one.observed === undefined) return [withExecution(world, index, { observed: world.lock ?? 'none' })];
  const seen = one.observed === 'none' ? undefined : one.observed;
  const taken = protocol.acquire(seen, { owner: nameOf(index), rank: 1, now: NOW });
  const unchanged = !protocol.compareVersion || (world.lock?.version ?? 0) === (seen?.version ?? 0);
  if (!taken || !unchanged) return [withExecution(world, index, { stage: 'stopped', observed: undefined })];
  const lives = world.executions.some((other, at) => at !== index && other.stage === 'calling' && other.inFlight);
  const violation = lives ? `${nameOf(index)} acquired while another run's call was under way` : world.violation;
  return [
    withExecution(
      world,
      index,
      { stage: 'working', epoch: taken.epoch, observed: undefined },
      { lock: taken, violation },
    ),
  ];
}

function changing(world: World, index: number, one: Execution, protocol: Protocol): World[] {
  const worlds: World[] = [];
  if (one.stage === 'working' && one.changes < CHANGES) {
    const guarded = protocol.guard(world.lock, nameOf(index), one.epoch, NOW);
    worlds.push(
      guarded
        ? withExecution(world, index, { stage: 'calling', inFlight: true }, { lock: guarded })
        : withExecution(world, index, { stage: 'stopped' }),
    );
  }
  if (one.inFlight) worlds.push(effect(world, index, one));
  if (one.stage === 'working' && one.changes === CHANGES) {
    const freed = protocol.release(world.lock, nameOf(index), one.epoch);
    worlds.push(withExecution(world, index, { stage: 'finished' }, freed ? { lock: freed } : {}));
  }
  return worlds;
}

function effect(world: World, index: number, one: Execution): World {
  const stale = one.epoch < world.changedBy;
  return withExecution(
    world,
    index,
    { inFlight: false, changes: one.changes + 1, stage: one.stage === 'calling' ? 'working' : one.stage },
    {
      changedBy: Math.max(world.changedBy, one.epoch),
      violation: stale ? `a change of epoch ${one.epoch} took effect after one of ${world.changedBy}` : world.violation,
    },
  );
}

function interruptions(world: World, index: number, one: Execution): World[] {
  if (one.stage === 'working' || one.stage === 'calling') return [withExecution(world, index, { stage: 'aborted' })];
  // A redrive goes on where the run was; it keeps its epoch and does not ask for a new one.
  if (one.stage === 'aborted' && one.redrives < 1 && !one.inFlight) {
    return [withExecution(world, index, { stage: 'working', redrives: one.redrives + 1 })];
  }
  return [];
}

/** The first violation any interleaving reaches, and how many worlds there are. */
function explore(protocol: Protocol): { violation: string; worlds: number } {
  const seen = new Set([JSON.stringify(START)]);
  let frontier: World[] = [START];
  while (frontier.length > 0) {
    const bad = frontier.find(({ violation }) => violation !== '');
    if (bad) return { violation: bad.violation, worlds: seen.size };
    const reached = frontier.flatMap((world) => world.executions.flatMap((_, index) => next(world, index, protocol)));
    frontier = reached.filter((world) => {
      const key = JSON.stringify(world);
      return !seen.has(key) && seen.add(key);
    });
  }
  return { violation: '', worlds: seen.size };
}

test('the lock protocol is safe in every interleaving', () => {
  const { violation, worlds } = explore(product);
  expect(violation).toBe('');
  // Fewer worlds than this would mean that the model no longer explores aborts and redrives.
  expect(worlds).toBeGreaterThan(2000);
});

const withoutOwner = (lock: Lock | undefined): Lock | undefined => lock && { ...lock, version: lock.version + 1 };
/** The take-over that a lock with a lease would do: nobody proved that the owner is dead. */
const lease: Protocol['acquire'] = (lock, claimant) => acquire(lock && { ...lock, state: 'free' }, claimant);

test.each<[string, Partial<Protocol>]>([
  ['acquires without comparing the version it read', { compareVersion: false }],
  ['changes the world without a guard', { acquire: lease, guard: withoutOwner }],
  ['guards by owner only and takes a held lock over', { acquire: lease }],
  [
    'lets anybody release',
    {
      release: (lock) => lock && { ...lock, state: 'free', version: lock.version + 1 },
      guard: withoutOwner,
      acquire: lease,
    },
  ],
])('the model catches a protocol that %s', (_, weaker) => {
  expect(explore({ ...product, ...weaker }).violation).not.toBe('');
});
