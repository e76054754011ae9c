import type { Automation } from '../../../lib/domain/automation';
import { type Lock, lastOf } from '../../../lib/domain/lock';
import { namesOf } from '../../../lib/domain/names';
import type { Plan } from '../../../lib/domain/plan';
import { REASON_CHARACTERS_MAX, readRequest } from '../../../lib/domain/request';
import { HERE, LOST, NOW, plan, planWith, RUN_ID } from '../../../test/fixtures';
import { type Level, takeover } from './takeover';

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
