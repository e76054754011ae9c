import { chained, type EvidenceEntry, type EvidenceRecord } from '../../../lib/domain/evidence';
import { namesOf } from '../../../lib/domain/names';
import type { StepRecord } from '../../../lib/domain/run';
import { announcingWorld, denied, unreachable } from '../../../test/announcing-world';
import { document, EPOCH, HERE, inputFor, LOST, NOW, plan, RUN_ID } from '../../../test/fixtures';
import { admitted } from '../../../test/hook-world';
import { patientClock } from '../../../test/patient-clock';
import type { Edge } from '../../edge/step-handler';
import { decide, type SeenRegion } from './decide';
import { createHandler } from './handler';
import { regions } from './regions';
import { announceRegion } from './step';

const open: SeenRegion = { region: HERE, isTold: false, failures: 0, parameter: { outcome: 'read', value: undefined } };
const says = (activeRegion: string, epoch: number): Partial<SeenRegion> => ({
  parameter: { outcome: 'read', value: { activeRegion, epoch } },
});
const unknown: Partial<SeenRegion> = { failures: 1, parameter: { outcome: 'unknown', because: 'no answer' } };
const decided = (changes: Partial<SeenRegion>, elapsedSeconds = 0, others: SeenRegion[] = []) =>
  decide([{ ...open, ...changes }, ...others], inputFor(announceRegion, { elapsedSeconds }));
const failed = (secondsAgo: number, failures = 1) => ({ failures, failed: { secondsAgo, because: 'denied' } });

describe('AnnounceRegion decides', () => {
  test.each<[string, Partial<SeenRegion>, number, object]>([
    ['to write a parameter that is missing', {}, 0, { kind: 'act', act: { region: HERE, write: true } }],
    ['to write one that names another Region', says(LOST, 100), 0, { kind: 'act', act: { write: true } }],
    ['to write one of an earlier epoch', says(HERE, EPOCH - 1), 0, { kind: 'act', act: { write: true } }],
    ['to write a wrong name under its own epoch', says(LOST, EPOCH), 0, { kind: 'act', act: { write: true } }],
    [
      'to put only the event where the parameter is right',
      says(HERE, EPOCH),
      0,
      { kind: 'act', act: { write: false } },
    ],
    [
      'never to go behind a higher epoch that a run has taken',
      { ...says(LOST, EPOCH + 1), epochHeld: EPOCH + 1 },
      0,
      { kind: 'done', output: { told: [] } },
    ],
    [
      'to write over a higher epoch that nobody has taken',
      { ...says(LOST, EPOCH + 1), epochHeld: EPOCH },
      0,
      {
        kind: 'act',
        act: { write: true },
        because: expect.stringContaining('epoch 102, which no lock or claim holds'),
      },
    ],
    ['to write over it where it names this Region', says(HERE, 999_999), 0, { kind: 'act', act: { write: true } }],
    ['to wait for a Region that could not be read once', unknown, 3.9, { kind: 'wait' }],
    ['to leave it after the second time', { ...unknown, failures: 2 }, 0, { kind: 'done', output: { told: [] } }],
    ['to leave it after 4 s', unknown, 4, { kind: 'done', output: { told: [] } }],
    ['to wait after a try that failed', failed(0.9), 3.9, { kind: 'wait' }],
    ['to try again after a pause', failed(1), 3.9, { kind: 'act' }],
    ['to leave what failed twice', failed(0, 2), 0, { kind: 'done', output: { told: [] } }],
    ['to leave what failed until 4 s were over', failed(1), 4, { kind: 'done', output: { told: [] } }],
    ['that a Region that was told is done', { isTold: true }, 60, { kind: 'done', output: { told: [HERE] } }],
    ['to try a Region for the first time, however late', {}, 60, { kind: 'act' }],
  ])('%s', (_, changes, elapsedSeconds, expected) => {
    expect(decided(changes, elapsedSeconds)).toMatchObject(expected);
  });

  test('to tell a Region that can be told while another one cannot', () => {
    expect(decided(unknown, 1, [{ ...open, region: LOST }])).toMatchObject({ kind: 'act', act: { region: LOST } });
  });

  test('and says who was told, who was not, and why', () => {
    expect(decided({ isTold: true }, 15, [{ ...open, ...unknown, region: LOST }])).toEqual({
      kind: 'done',
      output: { told: [HERE], untold: [{ region: LOST, because: 'no answer' }] },
      because:
        'us-west-2 knows that us-west-2 is active; us-east-1 could not be told (no answer), its watch catches up',
    });
  });
});

/** A run that has moved users here, in a world of Regions. */
function smallWorld({ isLost = true } = {}) {
  const world = announcingWorld();
  const more = { now: Date.parse(NOW), records: [] as EvidenceRecord[], owns: true };
  const edge = {
    clock: { now: () => more.now, sleep: patientClock().sleep },
    log: () => {},
    lock: () => ({ guard: async () => more.owns }),
    evidence: () => ({
      append: async (entry: EvidenceEntry) => void more.records.push(chained(more.records.at(-1), entry)),
      read: async () => more.records,
    }),
  } as unknown as Edge;
  const handler = createHandler(world, edge);
  const done = (output: object) => ({ ...admitted, output });
  const event = {
    ...document,
    admitRun: admitted,
    ...(isLost && { confirmOutage: done({ lostRegion: LOST, signals: [], witness: 'down' }) }),
    shiftTraffic: done({ claimedEpoch: EPOCH }),
  };
  /** Until it is done, waiting as the machine does. */
  async function run(): Promise<StepRecord> {
    let record = await handler(event);
    for (let visits = 0; record.status === 'pending' && visits < 40; visits++) {
      more.now += record.lookAgainSeconds * 1000;
      record = await handler({ ...event, announceRegion: record });
    }
    return record;
  }
  const seconds = () => (more.now - Date.parse(NOW)) / 1000;
  return Object.assign(world, { more, edge, handler, event, run, seconds });
}

describe('AnnounceRegion tells', () => {
  test('every Region, this one first, its parameter before its bus', async () => {
    const world = smallWorld();
    world.says(LOST, LOST, 100);
    world.says(HERE, LOST, 100);
    expect((await world.run()).output).toEqual({ told: [HERE, LOST], untold: [] });
    const changes = world.calls.filter((call) => !call.startsWith('history'));
    expect(changes).toEqual([`put ${HERE}`, `event ${HERE}`, `put ${LOST}`, `event ${LOST}`]);
    const detail = {
      plan: 'orders',
      activeRegion: HERE,
      previousRegion: LOST,
      epoch: EPOCH,
      runId: RUN_ID,
      verb: 'failover',
    };
    expect(world.put).toEqual([
      { region: HERE, detail },
      { region: LOST, detail },
    ]);
    for (const region of plan.regions) {
      expect(world.said(region)).toMatchObject({ Value: HERE, Description: expect.stringContaining('epoch 101.') });
    }
  });

  test.each([
    ['the one that was lost is, and asks it once', true, 1],
    ['another one is, and asks it twice', false, 2],
  ])('the others when %s', async (_, isLost, times) => {
    const world = smallWorld({ isLost });
    world.errors[`history ${LOST}`] = unreachable;
    const { status, output } = await world.run();
    expect(status).toBe('done');
    expect(output).toEqual({
      told: [HERE],
      untold: [{ region: LOST, because: `ssm:GetParameterHistory in ${LOST} failed: TimeoutError, no answer` }],
    });
    expect(world.seconds()).toBe(times - 1);
    expect(world.calls.filter((call) => call === `history ${LOST}`)).toHaveLength(times);
  });

  test('the others when the one that was lost says nothing, after half a second', async () => {
    const world = smallWorld();
    const silent = { send: () => new Promise<never>(() => {}) };
    const ssmIn = (region: string) => (region === LOST ? silent : world.ssmIn(region));
    const record = await createHandler({ ...world, ssmIn }, world.edge)(world.event);
    expect(record).toMatchObject({ status: 'done', output: { told: [HERE], untold: [{ region: LOST }] } });
    expect(record.because).toContain('no answer within 500 ms');
  });

  test('the others when one is silent, and waits for it 4 s in all', async () => {
    const world = smallWorld({ isLost: false });
    // Its client gives a request up after 2 s.
    const get = () => {
      world.more.now += 2000;
      return unreachable;
    };
    Object.defineProperty(world.errors, `history ${LOST}`, { get });
    expect((await world.run()).output).toMatchObject({ told: [HERE], untold: [{ region: LOST }] });
    expect(world.seconds()).toBe(4);
  });

  test.each(['put', 'event'])(
    'once more, after a pause, when the %s is denied, and then goes on',
    async (operation) => {
      const world = smallWorld();
      world.errors[`${operation} ${HERE}`] = denied;
      const { output } = await world.run();
      expect(output).toMatchObject({ told: [LOST], untold: [{ region: HERE }] });
      expect(world.calls.filter((call) => call === `${operation} ${HERE}`)).toHaveLength(2);
      expect(world.seconds()).toBe(1);
    },
  );

  test('nobody is asked a third time, however many Regions are still to be told', async () => {
    const world = smallWorld();
    world.errors[`history ${LOST}`] = unreachable;
    const { look } = regions(world, world.edge);
    for (const seconds of [0, 0.9, 1, 2, 3]) {
      await look(inputFor(announceRegion, { now: new Date(Date.parse(NOW) + seconds * 1000).toISOString() }));
    }
    expect(world.calls.filter((call) => call === `history ${LOST}`)).toHaveLength(2);
    await look(inputFor(announceRegion, { run: { ...document.run, id: 'arn:next' } }));
    expect(world.calls.filter((call) => call === `history ${LOST}`)).toHaveLength(3);
  });

  test.each<[string, Record<string, number>, Record<string, number>, string[]]>([
    ['over a forged epoch', { [HERE]: EPOCH }, { [HERE]: EPOCH }, [HERE, LOST]],
    ['over one that is above what is held', { [LOST]: 998 }, { [HERE]: EPOCH }, [HERE, LOST]],
    ['not over one that another Region claims', { [HERE]: EPOCH }, { [LOST]: 999 }, [HERE]],
    ['not over one that another Region has a lock for', { [LOST]: 1001 }, {}, [HERE]],
  ])('every Region under its own epoch, %s', async (_, locked, claimed, told) => {
    const world = smallWorld();
    world.says(LOST, LOST, 999);
    Object.assign(world, { locked, claimed });
    expect((await world.run()).output).toMatchObject({ told });
    expect(world.said(LOST)).toMatchObject(told.includes(LOST) ? { Value: HERE } : { Value: LOST });
    expect(world.calls.filter((call) => call.startsWith('claimed'))).toHaveLength(plan.regions.length);
  });

  test('every Region that can be told, though the one that would know the epoch is gone', async () => {
    const world = smallWorld();
    world.says(HERE, LOST, 999);
    world.errors = Object.fromEntries(['history', 'locked', 'claimed'].map((what) => [`${what} ${LOST}`, unreachable]));
    expect((await world.run()).output).toMatchObject({ told: [HERE] });
    expect(world.said(HERE)).toMatchObject({ Value: HERE, Description: expect.stringContaining(', epoch 101.') });
    expect(world.calls.filter((call) => call === `locked ${LOST}`)).toHaveLength(1);
  });

  test('a Region that comes back in time', async () => {
    const world = smallWorld();
    world.errors[`put ${LOST}`] = unreachable;
    let record = await world.handler(world.event);
    expect(record.status).toBe('pending');
    world.errors = {};
    world.more.now += 1000;
    record = await world.handler({ ...world.event, announceRegion: record });
    expect(record.output).toEqual({ told: [HERE, LOST], untold: [] });
  });

  test('no Region twice, whatever became of the function', async () => {
    const world = smallWorld();
    await world.run();
    world.calls.length = 0;
    expect((await world.handler(world.event)).status).toBe('done');
    expect(world.calls).toEqual([]);
  });

  test('nobody once another run has taken over', async () => {
    const world = smallWorld();
    world.more.owns = false;
    await expect(world.run()).rejects.toThrow('no longer owns epoch');
    expect(world.put).toEqual([]);
  });
});

test('AnnounceRegion may write these parameters, and put this event alone', () => {
  const { names } = inputFor(announceRegion);
  const [parameters, bus, epochs] = announceRegion.permissions({ plan, region: HERE, names });
  expect(parameters?.resources).toEqual([
    'arn:aws:ssm:us-east-1:111122223333:parameter/understudy/orders/active-region',
    'arn:aws:ssm:us-west-2:111122223333:parameter/understudy/orders/active-region',
  ]);
  expect(bus).toEqual({
    actions: ['events:PutEvents'],
    resources: [
      'arn:aws:events:us-east-1:111122223333:event-bus/default',
      'arn:aws:events:us-west-2:111122223333:event-bus/default',
    ],
    conditions: { StringEquals: { 'events:source': 'understudy', 'events:detail-type': 'Active Region Changed' } },
  });
  expect(epochs).toEqual({
    actions: ['dynamodb:GetItem'],
    resources: plan.regions.map((region) => namesOf(plan, region).tableArn),
    conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['lock#orders', 'claim#orders'] } },
  });
});
