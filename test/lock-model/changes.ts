import { at, becomes, endOf, hears, type Move, nameOf, QUIET, standingOf, stopped, type World, written } from './world';

/** Every world that the changes of one admitted run may lead to: a guard, its effect, and giving back the lock. */
export function changing(move: Move): World[] {
  const { run, setting } = move;
  if (run.stage === 'calling') return [effect(move)];
  if (run.stage === 'leaving') return [leaves(move)];
  if (run.stage !== 'working') return [];
  const isDone = run.changes === setting.changes || (setting.promotes && run.changes === 0 && run.lost === run.region);
  return [isDone ? becomes(move, { stage: 'leaving' }) : guards(move)];
}

function guards(move: Move): World {
  const { run, world, index, protocol } = move;
  const next = protocol.guard(world.items[run.region], nameOf(world, index), run.epoch, at(QUIET));
  return next
    ? becomes(move, { stage: 'calling', saw: world.changedBy }, written(move, run.region, next))
    : becomes(move, { stage: 'leaving' });
}

function effect(move: Move): World {
  const { run, world, index, protocol, setting } = move;
  const me = nameOf(world, index);
  const done = { stage: 'working', changes: run.changes + 1, saw: 0 } as const;
  if (run.kind === 'settle' && protocol.settleCompares && run.saw !== world.changedBy) {
    return becomes(move, { ...done, stage: 'leaving' });
  }
  const { movesUsers } = standingOf(run);
  const isPromotion = setting.promotes === true && movesUsers && run.changes === 0;
  if (isPromotion && protocol.checksWriter && world.writer !== run.lost) {
    return becomes(move, { ...done, stage: 'leaving' });
  }
  const problems = [
    // What a drill has under way is in a lane of its own.
    ...(run.kind !== 'drill' && run.epoch < world.changedBy && !setting.mayBeDeaf
      ? [`a change of epoch ${run.epoch} took effect after one of ${world.changedBy}`]
      : []),
    ...(movesUsers && run.epoch <= (setting.settledEpoch ?? 0)
      ? [`${me} changed the world under epoch ${run.epoch}, which was settled before`]
      : []),
    ...(run.closed ? [`${me} changed the world after it was closed`] : []),
    ...(isPromotion && world.writer !== run.lost ? [`${me} promoted a second time what was lost once`] : []),
  ];
  return becomes(move, done, {
    changedBy: movesUsers ? Math.max(world.changedBy, run.epoch) : world.changedBy,
    ...(isPromotion && { writer: run.region }),
    ...(problems.length > 0 && { violation: problems.join('; ') }),
  });
}

/** Gives back one item that it holds, its own Region's last; what it cannot reach it leaves to be closed there. */
function leaves(move: Move): World {
  const { run, world, index, protocol } = move;
  const mine = world.items.flatMap((item, region) =>
    item && item.state !== 'free' && item.owner === nameOf(world, index) && hears(world, run.region, region)
      ? [region]
      : [],
  );
  const region = mine.find((one) => one !== run.region) ?? mine[0];
  const item = region === undefined ? undefined : world.items[region];
  const next =
    item && protocol.release(item, nameOf(world, index), item.epoch, run.epoch > 0 ? endOf(item, world) : undefined);
  return region !== undefined && next ? becomes(move, {}, written(move, region, next)) : becomes(move, stopped(run));
}
