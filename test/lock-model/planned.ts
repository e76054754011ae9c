import type { Lock } from '../../lib/domain/lock';
import { admitted, isUnchanged, seenAt } from './admission';
import { at, becomes, claimantOf, hears, type Move, regionName, type World, written } from './world';

/** Every world that the admission of a planned verb may lead to: it takes the item of each Region, then confirms each. */
export function planning(move: Move): World[] {
  const { run } = move;
  if (run.kind !== 'planned') return [];
  if (run.stage === 'idle') return [looks(move)];
  if (run.stage === 'planning') return [writes(move)];
  return [];
}

function looks(move: Move): World {
  const { run, world, protocol, setting } = move;
  const started = run.started === 0 ? 2 * world.takes + 1 : run.started;
  const claimant = claimantOf({ ...move, run: { ...run, started } });
  const items = Array.from({ length: setting.regions }, (_, region) => seenAt(move, region)).flat();
  const here = regionName(run.region);
  const verdict = protocol.judgePlanned({ items, homes: items, here, epochsKnown: [] }, claimant);
  if (verdict.kind === 'withdraw') return becomes(move, { started, stage: 'leaving' });
  if (verdict.kind === 'admitted') {
    const hears = world.items.map((_, region) => region);
    return becomes(move, { started, stage: 'working', epoch: verdict.epoch, lost: world.writer, hears });
  }
  const target = items.findIndex(({ region }) => region === verdict.region);
  if (verdict.kind === 'free') {
    const next = protocol.close(world.items[target], verdict.left);
    return becomes(move, { started }, next ? written(move, target, next) : {});
  }
  return becomes(move, {
    started,
    stage: 'planning',
    target,
    observed: world.items[target] ?? 'none',
    highestSeen: verdict.kind === 'confirm' ? verdict.highestSeen : 0,
  });
}

/** A conditional write of one Region's item, which may have become unreachable. */
function writes(move: Move): World {
  const { run, world, protocol } = move;
  const observed = run.observed === 'none' ? undefined : run.observed;
  const again = { stage: 'idle', observed: undefined, target: 0, highestSeen: 0 } as const;
  const next =
    run.highestSeen > 0 ? protocol.confirm(observed, claimantOf(move), run.highestSeen) : intent(move, observed);
  if (!next || !isUnchanged(move, run.target, observed) || !hears(world, run.region, run.target)) {
    return becomes(move, again);
  }
  const isAdmitted = next.state === 'held' && run.target === run.region;
  const heard = isAdmitted ? world.items.map((_, region) => region) : [];
  const asked = { ...move, run: { ...run, hears: heard } };
  const after = becomes(move, { ...again, hears: heard }, written(move, run.target, next));
  return isAdmitted ? admitted(asked, next, after) : after;
}

function intent(move: Move, observed: Lock | undefined): Lock | undefined {
  const taken = move.protocol.intend(observed, claimantOf(move));
  return taken && { ...taken, since: at(2 * (move.world.takes + 1)) };
}
