import type { Fence } from '../../../lib/domain/fence';
import type { Lock } from '../../../lib/domain/lock';
import { namesOf } from '../../../lib/domain/names';
import { readRequest } from '../../../lib/domain/request';
import { type Settlement, settlementText } from '../../../lib/domain/settlement';
import { HERE, LOST, NOW, plan, RUN_ID } from '../../../test/fixtures';
import type { TextAnswer } from '../../edge/dns';
import { SETTLE_WINDOW_SECONDS, type SeenTraffic, settling } from './settling';

const place = { plan, region: HERE, names: namesOf(plan, HERE) };
const here: Settlement = { epoch: 101, serial: 1, active: HERE, attached: [LOST, HERE] };
const says = (...settlements: readonly Settlement[]): TextAnswer => ({
  outcome: 'answered',
  values: settlements.map(settlementText),
  silent: [],
});
const lock: Lock = {
  owner: RUN_ID,
  verb: 'failover',
  state: 'free',
  epoch: 101,
  version: 7,
  since: NOW,
  quietAt: NOW,
};
const claimed = (lost: number | undefined, own: number) => [
  { region: LOST, epoch: lost },
  { region: HERE, epoch: own },
];
const seen = (changes: Partial<SeenTraffic> = {}): SeenTraffic => ({
  texts: [says(here)],
  claims: claimed(0, 101),
  lock,
  automation: undefined,
  now: NOW,
  ...changes,
});
const movedAway = { texts: [says({ ...here, epoch: 0, active: LOST })] };

describe('Traffic is settled', () => {
  test.each<[string, Partial<SeenTraffic>]>([
    ['when the records name this Region and its claim', {}],
    ['when every name says the same', { texts: [says(here), says(here)] }],
    ['while a Region that is not heard stands in the checks', { claims: claimed(undefined, 101) }],
    [
      'while a Region that is not heard is missing in the checks',
      { texts: [says({ ...here, attached: [HERE] })], claims: claimed(undefined, 101) },
    ],
  ])('%s', (_, changes) => {
    expect(settling(seen(changes), place)).toEqual({ kind: 'settled' });
  });

  test('or not, and nobody can say, while the servers of a name are silent', () => {
    const silent: TextAnswer = { outcome: 'unreachable', because: 'no name server answers' };
    expect(settling(seen({ texts: [says(here), silent] }), place)).toMatchObject({
      kind: 'unknown',
      because: expect.stringContaining('no name server answers'),
    });
  });
});

describe('Unsettled traffic starts a settle', () => {
  test.each<[string, Partial<SeenTraffic>, string]>([
    ['when the records name another Region', movedAway, `settled for ${LOST}`],
    ['when this Region claims a higher epoch', { claims: claimed(0, 201) }, 'claims epoch 201'],
    ['when a Region that returned is missing', { texts: [says({ ...here, attached: [HERE] })] }, `hear ${LOST}`],
    ['before the first run', { ...movedAway, claims: claimed(0, 0), lock: undefined }, `settled for ${LOST}`],
    ['when two names disagree', { texts: [says(here), says({ ...here, serial: 2 })] }, 'one settlement'],
    ['when the servers of one name disagree', { texts: [says(here, { ...here, serial: 2 })] }, 'one settlement'],
    ['when one of two names says nothing', { texts: [says(here), says()] }, 'one settlement'],
    [
      'when a record holds something else',
      { texts: [{ outcome: 'answered', values: ['v=spf1'], silent: [] }] },
      '"v=spf1"',
    ],
  ])('%s', (_, changes, because) => {
    expect(settling(seen(changes), place)).toMatchObject({
      kind: 'unsettled',
      because: expect.stringContaining(because),
      next: { kind: 'start' },
    });
  });

  test('on an input that the machine understands, and that no cooldown holds back', () => {
    const settled = settling(seen(movedAway), place);
    const input = settled.kind === 'unsettled' && settled.next.kind === 'start' ? settled.next.input : undefined;
    expect(readRequest(input)).toEqual({ request: { reason: expect.stringContaining('not settled') } });
  });

  test('under one name for each window, claim and settlement', () => {
    const nameAt = (milliseconds: number, { claims = claimed(0, 201), texts = [says(here)] } = {}) => {
      const settled = settling(seen({ now: new Date(milliseconds).toISOString(), claims, texts }), place);
      return settled.kind === 'unsettled' && settled.next.kind === 'start' ? settled.next.name : settled.kind;
    };
    const windowMilliseconds = SETTLE_WINDOW_SECONDS * 1000;
    const began = Math.floor(Date.parse(NOW) / windowMilliseconds) * windowMilliseconds;
    expect(nameAt(began)).toBe(`settle-201-101-1-${began / windowMilliseconds}`);
    expect(nameAt(began + windowMilliseconds - 1)).toBe(nameAt(began));
    expect(nameAt(began + windowMilliseconds)).not.toBe(nameAt(began));
    expect(nameAt(began, { claims: claimed(0, 301) })).not.toBe(nameAt(began));
    expect(nameAt(began, { texts: [says({ ...here, serial: 2 })] })).not.toBe(nameAt(began));
    // The first settlement of every epoch has the same serial number.
    expect(nameAt(began, { texts: [says({ ...here, epoch: 1 })] })).not.toBe(nameAt(began));
    expect(nameAt(began, { texts: [says(here), says()] })).toBe(`settle-201-0-0-${began / windowMilliseconds}`);
  });
});

describe('A fence that stands in the active Region', () => {
  const fence = (more: Partial<Fence> = {}): Fence => ({
    ...{ epoch: 201, runId: 'arn:switchover', at: NOW, state: 'fenced', version: 3 },
    before: { services: [], rules: [], schedules: [] },
    ...more,
  });
  const recordUpdate = { ...plan, traffic: { ...plan.traffic, strategy: 'record-update' as const } };
  const withoutDatabases = { ...plan, databases: [] };
  const judged = (changes: Partial<SeenTraffic>, of = plan) =>
    settling(seen({ fence: fence(), ...changes }), { ...place, plan: of });
  const starting = { kind: 'unsettled', next: { kind: 'start', name: expect.stringMatching(/^settle-fence-201-3-/) } };

  test.each<[string, Partial<SeenTraffic>, typeof plan]>([
    ['whatever the records say', {}, plan],
    ['while it is only begun', { fence: fence({ state: 'begun' }) }, plan],
    ['in any strategy', { texts: [] }, recordUpdate],
    ['while the servers of the zone are silent', { texts: [{ outcome: 'unreachable', because: 'b' }] }, plan],
    ['where the writers are here, and another Region claims more', { claims: claimed(300, 101) }, plan],
    ['without databases', {}, withoutDatabases],
  ])('starts a settle %s', (_, changes, of) => {
    expect(judged(changes, of)).toMatchObject(starting);
  });

  test.each<[string, Partial<SeenTraffic>, typeof plan]>([
    ['a run has the lock: that may be the switchover', { lock: { ...lock, state: 'held' } }, plan],
    ['automatic runs are off', { automation: { state: 'off', by: 'a', because: 'b', at: NOW, version: 1 } }, plan],
    ['another Region claims more, without databases', { claims: claimed(300, 101) }, withoutDatabases],
  ])('is told and starts nothing while %s', (_, changes, of) => {
    expect(judged(changes, of)).toMatchObject({ kind: 'unsettled', next: { kind: 'hold' } });
  });

  test('that was lifted is nothing to settle', () => {
    expect(judged({ fence: fence({ state: 'lifted' }) })).toEqual({ kind: 'settled' });
    expect(judged({ fence: undefined, texts: [] }, recordUpdate)).toEqual({ kind: 'settled' });
  });
});

describe('Unsettled traffic starts nothing', () => {
  const off = { state: 'off', by: 'arn:ana', because: 'maintenance', at: NOW, version: 1 } as const;

  test.each<[string, Partial<SeenTraffic>, string]>([
    ['before the names were ever attached', { texts: [says(), says()] }, 'run npx understudy traffic attach'],
    ['while a failover holds the lock', { ...movedAway, lock: { ...lock, state: 'held' } }, `${RUN_ID} has the lock`],
    ['while a failover means to hold it', { ...movedAway, lock: { ...lock, state: 'intent' } }, 'has the lock'],
    [
      'while a settle holds the lock',
      { ...movedAway, lock: { ...lock, verb: 'settle', state: 'held' } },
      'has the lock',
    ],
    ['while another Region claims a higher epoch', { ...movedAway, claims: claimed(200, 101) }, 'claims epoch 200'],
    ['while automatic runs are switched off', { ...movedAway, automation: off }, 'by arn:ana: maintenance'],
  ])('%s', (_, changes, because) => {
    expect(settling(seen(changes), place)).toMatchObject({
      kind: 'unsettled',
      next: { kind: 'hold', because: expect.stringContaining(because) },
    });
  });
});
