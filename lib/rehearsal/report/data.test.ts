import { LOST, plan } from '../../../test/fixtures';
import type { StageProps } from '../stage/props';
import { createStage } from '../stage/rehearsal-stage';
import type { TimedMoment } from '../timeline';
import { eventOf } from './data';

/** A world of which only the clock stands still, and nothing is ever lost. */
function stillStage() {
  const moments: TimedMoment[] = [];
  const nothing: unknown = new Proxy(() => nothing, { get: (_, name) => (name === 'then' ? undefined : nothing) });
  const services = new Proxy(
    { pace: { clock: { now: () => 1000 } } },
    { get: (own, name) => Reflect.get(own, name) ?? nothing },
  );
  const props = { world: { services }, plan, moments, tell: (moment: TimedMoment) => moments.push(moment) };
  return { moments, stage: createStage(props as unknown as StageProps) };
}

test('the event of a report is the loss of the Region, whatever was said within the same millisecond', async () => {
  const { moments, stage } = stillStage();
  stage.failCreation(stage.standby, { logicalId: 'Service', reason: 'no capacity' });
  await stage.loseRegion(stage.home);
  expect(moments.map(({ at }) => at)).toEqual([1000, 1000]);
  expect(eventOf(stage)).toEqual({ event: { at: 1000, what: moments[1]?.because } });
  expect(moments[1]?.because).toMatch(new RegExp(`^${LOST} is lost`));
});

test('a fault of another kind is called what the story says of it, and a story without one has no event', () => {
  const { stage } = stillStage();
  expect(eventOf(stage)).toEqual({});
  stage.faultIs('the line is cut');
  expect(eventOf(stage)).toEqual({ event: { at: 1000, what: 'the line is cut' } });
});
