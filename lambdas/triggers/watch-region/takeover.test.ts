import type { Automation } from '../../../lib/domain/automation';
import { chained } from '../../../lib/domain/evidence';
import { type Lock, lastOf } from '../../../lib/domain/lock';
import { namesOf } from '../../../lib/domain/names';
import type { Plan } from '../../../lib/domain/plan';
import { REASON_CHARACTERS_MAX, readRequest } from '../../../lib/domain/request';
import { recordOf } from '../../../test/dead-run';
import { HERE, LOST, NOW, plan, planWith, RUN_ID } from '../../../test/fixtures';
import { giveUp, inTheWay, type Level, takeover } from './takeover';

const names = namesOf(plan, HERE);
const placeOf = (which: Plan) => ({ plan: which, region: HERE, names });
const down = { region: LOST, because: 'it answered 503 after 40 ms', at: NOW };
const secondsAgo = (seconds: number) => new Date(Date.parse(NOW) - seconds * 1000).toISOString();
const ringing = { state: 'ALARM', actionsEnabled: true };
const { cooldownSeconds, watch } = plan;

const lockOf = (changes: Partial<Lock> = {}): Lock => ({
  owner: RUN_ID,
  verb: 'failover',
  state: 'free',
  epoch: 101,
  version: 7,
  since: NOW,
  quietAt: NOW,
  ...changes,
});
const endedAgo = (seconds: number, changed: boolean) =>
  lockOf(lastOf({ id: RUN_ID, endedAt: secondsAgo(seconds), changed }));
const switched = (state: 'on' | 'off', acknowledgedRun?: string): Automation => ({
  state,
  ...(acknowledgedRun && { acknowledgedRun }),
  by: 'arn:ana',
  because: 'maintenance',
  at: NOW,
  version: 1,
});
const level = (changes: Partial<Level> = {}): Level => ({
  alarm: ringing,
  lock: undefined,
  automation: undefined,
  elsewhere: [],
  ...changes,
});
const lockThere = (changes: Partial<Lock> = {}) => [
  { region: LOST, lock: undefined, automation: undefined },
  { region: 'eu-central-1', lock: lockOf({ owner: 'a run there', ...changes }), automation: undefined },
];
const ofPlanned = lockOf({
  owner: 'arn:aws:states:eu-central-1:1:execution:x:run',
  verb: 'switchover',
  state: 'held',
});
const changedThere = (seconds: number, automation?: Automation) => [
  { region: LOST, lock: endedAgo(seconds, true), automation },
];

describe('The level starts a failover', () => {
  test.each<[string, Partial<Level>, Plan?]>([
    ['before the first run', {}],
    ['when the lock is free', { lock: lockOf() }],
    ['when only a drill holds the lock', { lock: lockOf({ state: 'held', verb: 'drill' }) }],
    ['when a planned run of a Region that is not heard holds the lock', { lock: ofPlanned }],
    ['when a planned run left it behind', { lock: ofPlanned, elsewhere: lockThere({ ...ofPlanned, state: 'free' }) }],
    ['when only a settle holds the lock', { lock: lockOf({ state: 'held', verb: 'settle' }) }],
    ['when the locks of the other Regions are free', { elsewhere: lockThere() }],
    ['when only a settle holds one of them', { elsewhere: lockThere({ state: 'held', verb: 'settle' }) }],
    ['when automatic runs are switched on', { automation: switched('on') }],
    ['when the plan wants all that is reversible prepared', {}, planWith({ automation: 'prepare' })],
    ['once the cooldown is over', { lock: endedAgo(cooldownSeconds, true) }],
    [
      'within the cooldown of a run that was acknowledged',
      { lock: endedAgo(1, true), automation: switched('on', RUN_ID) },
    ],
    ['once the cooldown of another Region is over', { elsewhere: changedThere(cooldownSeconds) }],
    [
      'within the cooldown of a run that was acknowledged in the other Region',
      { elsewhere: changedThere(1, switched('on', RUN_ID)) },
    ],
    ['soon after a run that changed nothing', { lock: endedAgo(watch.confirmWithinSeconds, false) }],
  ])('%s', (_, changes, which = plan) => {
    expect(takeover(level(changes), down, placeOf(which)).kind).toBe('start');
  });

  test('on an input that the machine understands, however long the reason', () => {
    const start = takeover(level(), { ...down, because: `x\n${'y'.repeat(2000)}` }, placeOf(plan));
    const read = start.kind === 'start' ? readRequest(start.input) : { problems: [start.because] };
    expect(read).toMatchObject({ request: { trigger: { kind: 'watch', alarmArn: names.alarmArn, at: NOW } } });
    expect('request' in read && read.request.reason.length).toBe(REASON_CHARACTERS_MAX);
  });

  test('under one name for each minute and epoch', () => {
    const nameAt = (at: string, lock?: Lock) => {
      const start = takeover(level({ lock }), { ...down, at }, placeOf(plan));
      return start.kind === 'start' ? start.name : start.because;
    };
    expect(nameAt(NOW)).toBe(`watch-0-${Date.parse(NOW) / 60_000}`);
    expect(nameAt('2026-11-21T12:00:59.999Z')).toBe(nameAt(NOW));
    expect(nameAt('2026-11-21T12:01:00.000Z')).not.toBe(nameAt(NOW));
    expect(nameAt(NOW, lockOf())).toBe(`watch-101-${Date.parse(NOW) / 60_000}`);
  });
});

describe('The level starts nothing', () => {
  test.each<[string, Partial<Level>, string, Plan?]>([
    ['when the plan only wants people told', {}, 'automation "notify"', planWith({ automation: 'notify' })],
    ['while the alarm is OK', { alarm: { ...ringing, state: 'OK' } }, `the alarm ${names.alarm} says OK`],
    // F-08
    ['while the alarm lacks data', { alarm: { ...ringing, state: 'INSUFFICIENT_DATA' } }, 'says INSUFFICIENT_DATA'],
    ['without the alarm', { alarm: undefined }, 'deploy the control plane again'],
    ['while the actions of the alarm are disabled', { alarm: { ...ringing, actionsEnabled: false } }, 'are disabled'],
    ['while a failover holds the lock', { lock: lockOf({ state: 'held' }) }, `${RUN_ID} has the lock`],
    ['while a failover means to hold it', { lock: lockOf({ state: 'intent' }) }, `${RUN_ID} has the lock`],
    [
      "while a failover holds another Region's lock",
      { elsewhere: lockThere({ state: 'held' }) },
      'a run there does this work in eu-central-1',
    ],
    ['while a failover means to hold it', { elsewhere: lockThere({ state: 'intent' }) }, 'a run there does this work'],
    [
      'while a planned run of another Region holds it, and that Region says so',
      { lock: ofPlanned, elsewhere: lockThere(ofPlanned) },
      `${ofPlanned.owner} has the lock`,
    ],
    ['while automatic runs are switched off', { automation: switched('off') }, 'by arn:ana: maintenance'],
    ['one second before the cooldown is over', { lock: endedAgo(cooldownSeconds - 1, true) }, 'changed something'],
    [
      'right after a run that changed nothing',
      { lock: endedAgo(watch.confirmWithinSeconds - 1, false) },
      'changed nothing',
    ],
    [
      'one second before the cooldown of another Region is over',
      { elsewhere: changedThere(cooldownSeconds - 1) },
      `in ${LOST}, ${RUN_ID} ended`,
    ],
    [
      'within it when the run was acknowledged here only',
      { elsewhere: changedThere(1), automation: switched('on', RUN_ID) },
      `in ${LOST}, ${RUN_ID} ended`,
    ],
    [
      'within the cooldown when another run was acknowledged',
      { lock: endedAgo(1, true), automation: switched('on', 'an earlier run') },
      'changed something',
    ],
  ])('%s', (_, changes, because, which = plan) => {
    expect(takeover(level(changes), down, placeOf(which))).toEqual({
      kind: 'hold',
      because: expect.stringContaining(because),
    });
  });
});

describe('A planned run is in the way of a failover', () => {
  const planned = lockOf({ verb: 'switchover', state: 'held' });
  const soon = new Date(Date.parse(NOW) + 1).toISOString();
  test.each<[string, Partial<Level>, boolean, Plan?]>([
    ['when it alone holds it back', { lock: planned }, true],
    ['when the other Regions name it too', { lock: planned, elsewhere: lockThere({ ...planned }) }, true],
    ['when it is a run of another Region', { lock: ofPlanned }, false],
    ['when it is a failover', { lock: lockOf({ state: 'held' }) }, false],
    ['when it is a drill', { lock: lockOf({ state: 'held', verb: 'drill' }) }, false],
    ['when it only means to hold the lock', { lock: { ...planned, state: 'intent' } }, false],
    ['when it gave the lock back', { lock: { ...planned, state: 'free' } }, false],
    ['while a call of it may be under way', { lock: { ...planned, quietAt: soon } }, false],
    ['while the alarm is OK', { lock: planned, alarm: { ...ringing, state: 'OK' } }, false],
    [
      'while the actions of the alarm are disabled',
      { lock: planned, alarm: { ...ringing, actionsEnabled: false } },
      false,
    ],
    ['while automatic runs are switched off', { lock: planned, automation: switched('off') }, false],
    ['when the plan only wants people told', { lock: planned }, false, planWith({ automation: 'notify' })],
    [
      'when the plan wants all that is reversible prepared',
      { lock: planned },
      true,
      planWith({ automation: 'prepare' }),
    ],
    [
      'within the cooldown of a run before it',
      { lock: { ...planned, ...lastOf({ id: 'a run', endedAt: NOW, changed: true }) } },
      false,
    ],
    ['within the cooldown of another Region', { lock: planned, elsewhere: changedThere(1) }, false],
    [
      'while a failover of another Region is at work',
      { lock: planned, elsewhere: lockThere({ state: 'held', owner: RUN_ID.replace(HERE, 'eu-central-1') }) },
      false,
    ],
  ])('%s, or not', (_, changes, isInTheWay, which = plan) => {
    expect(inTheWay(level(changes), down, placeOf(which))).toBe(isInTheWay ? changes.lock : undefined);
  });

  const called = (step: string, kind: 'called' | 'decided' = 'called') => chained(undefined, recordOf(kind, step));
  test.each<[string, ReturnType<typeof called>[], boolean]>([
    ['before it did anything', [], true],
    ['while it deploys', [called('DeployStacks')], true],
    ['while persons are asked', [called('DeployStacks'), called('AuthorizePromotion')], true],
    ['before the fence that it has only decided on', [called('FenceRegion', 'decided')], true],
    ['not once a hook may have stopped something', [called('BeforePromotion')], false],
    ['not once it has begun to fence', [called('FenceRegion')], false],
    ['not once it has sent the promotion', [called('PromoteDatabase')], false],
  ])('and is ended, %s', (_, records, isEnded) => {
    const next = giveUp(planned, records, down);
    expect(next.kind).toBe(isEnded ? 'stop' : 'hold');
    expect(next).toMatchObject(isEnded ? { executionArn: RUN_ID } : { because: expect.stringContaining(RUN_ID) });
    expect(next.because).toContain(`${LOST} is down`);
  });

  test('and is ended for a reason of one line, however long', () => {
    const { because } = giveUp(planned, [], { ...down, because: `x\n${'y'.repeat(2000)}` });
    expect(because).toHaveLength(REASON_CHARACTERS_MAX);
    expect(because).not.toContain('\n');
  });
});
