import { namesOf } from '../../../lib/domain/names';
import { attributesOf } from '../../../lib/domain/table-items';
import type { Verb } from '../../../lib/domain/verbs';
import { announcingWorld, unreachable } from '../../../test/announcing-world';
import { HERE, LOST, NOW, plan } from '../../../test/fixtures';
import { announcing, correction, type Difference } from './announcing';
import type { Watching } from './decide';

const difference: Difference = { active: HERE, value: LOST, seenSecondsAgo: 60, lock: undefined };

describe('the parameter of a Region', () => {
  test.each<[string, Partial<Difference>, boolean]>([
    ['is left for a minute when it differs for the first time', { seenSecondsAgo: undefined }, false],
    ['is put right when it differs for the second minute', { seenSecondsAgo: 60 }, true],
    ['is put right when the second minute is late', { seenSecondsAgo: 150 }, true],
    ['is left when the same was seen another time', { seenSecondsAgo: 151 }, false],
    ['is written at once when it is missing', { value: undefined, seenSecondsAgo: undefined }, true],
    ['is left to a failover that is under way', { lock: { state: 'held', verb: 'failover' } }, false],
    ['is left to a switchover that is being admitted', { lock: { state: 'intent', verb: 'switchover' } }, false],
    ['is put right during a drill', { lock: { state: 'held', verb: 'drill' } }, true],
    ['is put right once a failover has ended', { lock: { state: 'free', verb: 'failover' } }, true],
  ])('%s', (_, changes, correct) => {
    expect(correction({ ...difference, ...changes }).correct).toBe(correct);
  });

  test('and its sentence says what is wrong', () => {
    expect(correction(difference).because).toBe(
      'the parameter of this Region says us-east-1, active is us-west-2; it is put right',
    );
    expect(correction({ ...difference, value: undefined }).because).toContain('is missing, active is us-west-2');
  });
});

const rest: Watching = { kind: 'rest', because: 'the writers are here' };
const probe: Watching = { kind: 'probe', region: LOST, url: 'https://x', because: 'the writers are there' };

/** The watch of this Region, which remembers from minute to minute. */
function watching() {
  const world = announcingWorld();
  const more = {
    now: Date.parse(NOW),
    lock: undefined as { state: 'held' | 'free'; verb: Verb; epoch: number } | undefined,
    claims: {} as Record<string, number>,
    log: [] as object[],
    tablesAway: [] as string[],
  };
  const dynamoOf = (region: string) => ({
    async send({ input }: { input: { Key: { sk: { S: string } } } }) {
      if (more.tablesAway.includes(region)) throw unreachable;
      const { lock, claims } = more;
      if (input.Key.sk.S === 'claim') return claims[region] ? { Item: { epoch: { N: String(claims[region]) } } } : {};
      const last = { owner: 'run', version: 1, since: NOW, quietAt: NOW };
      return lock ? { Item: attributesOf({ ...last, ...lock }) } : {};
    },
  });
  const duty = announcing(
    {
      ssm: world.ssmIn(HERE),
      events: world.eventsIn(HERE),
      dynamoOf,
      clock: { now: () => more.now, sleep: async () => {} },
      say: (line) => void more.log.push(line),
    },
    { plan, region: HERE, names: namesOf(plan, HERE) },
  );
  const minute = async (which: Watching) => {
    await duty(which)();
    more.now += 60_000;
  };
  return Object.assign(world, { more, minute });
}

describe('the watch', () => {
  test('makes one call while the parameter is right, and says nothing', async () => {
    const world = watching();
    world.says(HERE, LOST, 100);
    await world.minute(probe);
    expect(world.calls).toEqual([`get ${HERE}`]);
    expect(world.more.log).toEqual([]);
  });

  test('puts the parameter right in the second minute, and puts the event', async () => {
    const world = watching();
    world.says(HERE, LOST, 100);
    world.more.claims = { [HERE]: 101 };
    await world.minute(rest);
    expect(world.put).toEqual([]);
    await world.minute(rest);
    expect(world.said(HERE)).toMatchObject({ Value: HERE, Description: expect.stringContaining(', epoch 101.') });
    expect(world.put).toEqual([
      { region: HERE, detail: { plan: 'orders', activeRegion: HERE, previousRegion: LOST, epoch: 101 } },
    ]);
    await world.minute(rest);
    expect(world.put).toHaveLength(1);
  });

  test('writes a missing parameter at once', async () => {
    const world = watching();
    await world.minute(probe);
    expect(world.said(HERE)).toMatchObject({ Value: LOST });
    expect(world.put).toEqual([{ region: HERE, detail: { plan: 'orders', activeRegion: LOST, epoch: 0 } }]);
  });

  test('starts to count again when it was right in between, or another Region is active', async () => {
    const world = watching();
    world.says(HERE, LOST, 100);
    for (const which of [rest, probe, rest]) await world.minute(which);
    await world.minute({ ...probe, region: 'eu-west-1' });
    expect(world.put).toEqual([]);
  });

  test('writes nothing on what it does not know in this minute', async () => {
    const world = watching();
    world.says(HERE, LOST, 100);
    await world.minute(rest);
    for (let minutes = 0; minutes < 3; minutes++) await world.minute({ ...rest, isOld: true });
    expect(world.calls).toEqual([`get ${HERE}`]);
  });

  test('keeps the highest epoch that it can know', async () => {
    const world = watching();
    world.says(HERE, HERE, 301);
    world.more.lock = { state: 'free', verb: 'failover', epoch: 201 };
    world.more.claims = { [LOST]: 402 };
    await world.minute(probe);
    await world.minute(probe);
    expect(world.said(HERE)).toMatchObject({ Value: LOST, Description: expect.stringContaining(', epoch 402.') });
    // The Region that is active now claims nothing yet, and the other still holds what the parameter says.
    await world.minute(rest);
    await world.minute(rest);
    expect(world.said(HERE)).toMatchObject({ Value: HERE, Description: expect.stringContaining(', epoch 402.') });
  });

  test('and none that no lock or claim holds, which it says', async () => {
    const world = watching();
    world.says(HERE, LOST, 999_999);
    world.more.lock = { state: 'free', verb: 'failover', epoch: 201 };
    world.more.claims = { [LOST]: 100 };
    await world.minute(rest);
    await world.minute(rest);
    expect(world.said(HERE)).toMatchObject({ Value: HERE, Description: expect.stringContaining(', epoch 201.') });
    expect(world.put).toMatchObject([{ detail: { epoch: 201 } }]);
    expect(world.more.log.at(-1)).toMatchObject({ because: expect.stringContaining('999999, which no lock or claim') });
  });

  test('takes the epoch of its own lock when no claim can be read', async () => {
    const world = watching();
    world.more.lock = { state: 'free', verb: 'failover', epoch: 201 };
    world.more.tablesAway = [LOST];
    await world.minute(probe);
    expect(world.put).toMatchObject([{ detail: { epoch: 201 } }]);
    const because = expect.stringContaining(`dynamodb:GetItem in ${LOST} failed`);
    expect(world.more.log).toContainEqual({ kind: 'unread', because });
  });

  test('leaves it to a run that moves users', async () => {
    const world = watching();
    world.says(HERE, LOST, 100);
    world.more.lock = { state: 'held', verb: 'failover', epoch: 101 };
    for (let minutes = 0; minutes < 3; minutes++) await world.minute(rest);
    expect(world.put).toEqual([]);
    expect(world.more.log.at(-1)).toMatchObject({ because: expect.stringContaining('a failover is under way here') });
  });

  test('fails the duty when its own parameter cannot be read', async () => {
    const world = watching();
    world.errors[`get ${HERE}`] = unreachable;
    await expect(world.minute(rest)).rejects.toThrow('no answer');
  });

  test('puts the event again in the next minutes when the bus did not take it', async () => {
    const world = watching();
    world.busErrorCode = 'ThrottlingException';
    await expect(world.minute(rest)).rejects.toThrow('try again');
    await expect(world.minute(rest)).rejects.toThrow('try again');
    world.busErrorCode = undefined;
    await world.minute(rest);
    await world.minute(rest);
    expect(world.put).toEqual([{ region: HERE, detail: { plan: 'orders', activeRegion: HERE, epoch: 0 } }]);
    expect(world.calls.filter((call) => call.startsWith('put'))).toHaveLength(1);
  });
});
