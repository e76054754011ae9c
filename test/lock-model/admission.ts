import { isOwnedBy, type RegionSeen } from '../../lib/domain/admission';
import { givesWay, type Lock } from '../../lib/domain/lock';
import {
  at,
  becomes,
  claimantOf,
  hears,
  type Move,
  nameOf,
  ownItem,
  ranked,
  readsOf,
  regionName,
  standingOf,
  stopped,
  type World,
  written,
} from './world';

/** Every world that the admission of one run may lead to: it looks, writes its intent, asks, and confirms. */
export function admission(move: Move): World[] {
  const { run } = move;
  if (run.kind === 'planned') return [];
  if (run.stage === 'idle') return looks(move);
  if (run.stage === 'taking') return takes(move);
  if (run.stage === 'asking') return asks(move);
  if (run.stage === 'confirming') return confirms(move);
  return [];
}

function looks(move: Move): World[] {
  const { run, world, protocol } = move;
  if (run.started === 0) {
    const started = { ...run, started: 2 * world.takes + 1 };
    if (protocol.asksBeforeIntent && run.kind === 'failover' && run.heard.length === 0) {
      return [becomes(move, { ...started, stage: 'asking' })];
    }
    return looks({ ...move, run: started });
  }
  return readsOf(move, run.region).map((lock) => judged(move, lock));
}

/** What the run makes of its own Region's item. */
function judged(move: Move, lock: Lock | undefined): World {
  const { run, world, protocol } = move;
  const { started } = run;
  const verdict = protocol.judgeOwnItem(ownItem(world, run.region, lock), claimantOf(move));
  const observed = lock ?? ('none' as const);
  switch (verdict.kind) {
    case 'take':
      return becomes(move, { started, stage: 'taking', observed, seizes: verdict.unheard !== undefined });
    case 'ask':
      return becomes(move, { started, stage: run.heard.length > 0 ? 'confirming' : 'asking', observed });
    case 'admitted':
      return becomes(move, { started, ...workingUnder(verdict.lock, world) });
    case 'over':
      return becomes(move, stopped(run));
    case 'left': {
      const next = protocol.close(world.items[run.region], verdict.lock);
      return becomes(move, { started }, next ? written(move, run.region, next) : {});
    }
    case 'taken': {
      const { owner } = verdict.lock;
      if (run.kind === 'failover' && givesWay(verdict.lock)) {
        return { ...world, violation: `${owner}, which gives way, keeps ${nameOf(world, move.index)} out` };
      }
      const dead = world.runs.some(
        (other, index) => nameOf(world, index) === owner && other.dead && other.region === run.region,
      );
      return becomes(move, dead ? { started } : stopped(run));
    }
  }
}

const workingUnder = ({ epoch }: Lock, world: World) =>
  ({ stage: 'working', epoch, lost: world.writer, observed: undefined, heard: [] }) as const;

/** A conditional write of the own item: its intent, or the hold of a settle. */
function takes(move: Move): World[] {
  const { run } = move;
  const observed = run.observed === 'none' ? undefined : run.observed;
  const taken = takenBy(move, observed);
  const again = { stage: 'idle', observed: undefined, seizes: false } as const;
  if (!taken || !isUnchanged(move, run.region, observed)) return [becomes(move, again)];
  const next = { ...taken, since: at(2 * (move.world.takes + 1)) };
  const after = becomes(move, again, written(move, run.region, next));
  if (run.seizes && isAtWorkAndHeard(move)) {
    return [{ ...after, violation: `${next.owner} took what ${observed?.owner} holds, which it hears` }];
  }
  return [taken.state === 'held' ? admitted(move, next, after) : after];
}

function takenBy(move: Move, observed: Lock | undefined): Lock | undefined {
  const { run, protocol } = move;
  if (run.seizes && observed) return protocol.seize(observed, claimantOf(move));
  return (standingOf(run).takes === 'own' ? protocol.acquire : protocol.intend)(observed, claimantOf(move));
}

/** Whether the Region of the item's owner has been heard all the time, and says that it is at work. */
function isAtWorkAndHeard({ world, run }: Move): boolean {
  const { lock, home } = ownItem(world, run.region, world.items[run.region]);
  return world.flips === 0 && home?.outcome === 'read' && isOwnedBy(home.lock, lock?.owner ?? '');
}

export const isUnchanged = ({ world, protocol }: Move, region: number, observed: Lock | undefined): boolean =>
  !protocol.comparesVersion || (world.items[region]?.version ?? 0) === (observed?.version ?? 0);

/** Reads the next Region that was not read yet, and judges after the last. */
function asks(move: Move): World[] {
  const { run, protocol, setting } = move;
  const others = Array.from({ length: setting.regions }, (_, region) => region).filter(
    (region) => region !== run.region,
  );
  const next = others[run.heard.length];
  if (next !== undefined) {
    return seenAt(move, next).map((seen) => {
      const heard = [...run.heard, seen];
      const asked = { ...move, run: { ...run, heard } };
      return heard.length < others.length ? becomes(asked, { heard, started: run.started }) : answered(asked);
    });
  }
  return protocol.asksBeforeIntent ? [] : [answered(move)];
}

export const seenAt = (move: Pick<Move, 'world' | 'protocol' | 'run'>, region: number): RegionSeen[] =>
  hears(move.world, move.run.region, region)
    ? readsOf(move, region).map((lock) => ({ region: regionName(region), outcome: 'read', lock, claimedEpoch: 0 }))
    : [{ region: regionName(region), outcome: 'unreachable', because: 'no answer' }];

function answered(move: Move): World {
  const { run, protocol, setting } = move;
  const verdict = protocol.judgeOthers({
    regions: Array.from({ length: setting.regions }, (_, region) => regionName(region)),
    here: regionName(run.region),
    others: run.heard,
    epochsKnown: [setting.settledEpoch ?? 0],
    withoutMajority: false,
  });
  const { heard } = run;
  if (verdict.kind === 'confirm') {
    const stage = protocol.asksBeforeIntent && run.observed === undefined ? 'idle' : 'confirming';
    return becomes(move, { stage, heard, highestSeen: verdict.highestSeen });
  }
  return becomes(move, { stage: verdict.kind === 'wait' ? 'idle' : 'leaving', heard: [], observed: undefined });
}

function confirms(move: Move): World[] {
  const { run, world, protocol } = move;
  const observed = run.observed === 'none' ? undefined : run.observed;
  const next = protocol.confirm(observed, claimantOf(move), run.highestSeen);
  if (!next || !isUnchanged(move, run.region, observed)) {
    return [becomes(move, { stage: 'idle', observed: undefined, heard: [] })];
  }
  const hears = run.heard.flatMap(({ region, outcome }) => (outcome === 'read' ? [ranked(region)] : []));
  const heard = { ...move, run: { ...run, hears } };
  return [
    admitted(heard, next, becomes(heard, { ...workingUnder(next, world), hears }, written(move, run.region, next))),
  ];
}

/** What must not be when a run is admitted. */
export function admitted(move: Move, lock: Lock, after: World): World {
  const problems = standingOf(move.run).takes === 'own' ? asksNobody(move, lock) : asksOthers(move, lock);
  return problems.length > 0 ? { ...after, violation: problems.join('; ') } : after;
}

/** A settle or a drill takes only what is free, and is beside no planned run. */
function asksNobody({ world, run, index, setting }: Move, lock: Lock): string[] {
  const me = nameOf(world, index);
  const before = world.items[run.region];
  const kept = before?.epoch ?? 0;
  const isLinked = setting.flipsMax === undefined;
  return [
    ...(run.kind === 'settle' && lock.epoch !== kept ? [`${me} settles and made epoch ${kept} ${lock.epoch}`] : []),
    ...(run.kind === 'drill' && lock.epoch <= kept ? [`${me} drills under the epoch ${kept} of another run`] : []),
    ...(before && before.state !== 'free' ? [`${me} took the lock from ${before.owner}`] : []),
    ...world.runs.flatMap((other, position) =>
      isLinked && other.kind === 'planned' && isHeldBy(world, position)
        ? [`${me} was admitted while ${nameOf(world, position)} was`]
        : [],
    ),
  ];
}

function asksOthers(move: Move, lock: Lock): string[] {
  const { run, world, index } = move;
  const me = nameOf(world, index);
  return world.runs.flatMap((other, position) => {
    if (position === index) return [];
    const name = nameOf(world, position);
    const { givesWay: isBeside } = standingOf(other);
    if (isBeside) {
      return run.kind === 'planned' && isHeldBy(world, position) ? [`${me} was admitted while ${name} was`] : [];
    }
    return [
      ...(excludes(move, position) ? [`${me} was admitted while ${name} was`] : []),
      ...(other.region === run.region && other.stage === 'calling'
        ? [`${me} was admitted while a call of ${name} was under way`]
        : []),
      ...(other.epoch === lock.epoch ? [`${me} and ${name} were both admitted under epoch ${lock.epoch}`] : []),
    ];
  });
}

/** Whether a run holds its own Region's item. Who gives its locks back changes nothing any more. */
function isHeldBy(world: World, position: number): boolean {
  const other = world.runs[position];
  const item = other && world.items[other.region];
  return item?.state === 'held' && item.owner === nameOf(world, position) && other?.stage !== 'leaving';
}

/** Whether another run is admitted that this one must not be beside. */
function excludes({ world, run, setting }: Move, position: number): boolean {
  const other = world.runs[position];
  if (!other || !isHeldBy(world, position)) return false;
  return !setting.mayBeDeaf || (run.hears.includes(other.region) && other.hears.includes(run.region));
}
