import { type Divergence, divergenceItem } from '../../../lib/domain/divergence';
import { type Fence, fenceItem } from '../../../lib/domain/fence';
import type { Lock } from '../../../lib/domain/lock';
import { namesOf } from '../../../lib/domain/names';
import { readRequest } from '../../../lib/domain/request';
import { attributesOf, claimKey, divergenceKey, type Item, lockKey } from '../../../lib/domain/table-items';
import { HERE, LOST, NOW, plan, planWith, RUN_ID } from '../../../test/fixtures';
import { smallTable } from '../../../test/small-table';
import { awsError } from '../../../test/standby';
import type { Watching } from './decide';
import { type SeenReplaced, STAND_DOWN_WINDOW_SECONDS, standDown, standingDown } from './standing-down';

const home = { plan, region: LOST, names: namesOf(plan, LOST) };
const standby = { plan, region: HERE, names: namesOf(plan, HERE) };
const fenced: Fence = {
  epoch: 201,
  runId: RUN_ID,
  at: NOW,
  state: 'fenced',
  version: 3,
  before: { services: [], rules: [], schedules: [] },
};
/** What a stand-down under an epoch has recorded. */
const left = (epoch: number): Divergence => ({
  ...{ epoch, activeRegion: HERE, runId: RUN_ID, at: NOW, version: 1 },
  databases: [{ globalCluster: 'orders', because: 'two rows more than there' }],
});
const recorded = (epoch: number) => ({ outcome: 'read', value: left(epoch) }) as const;
const lock: Lock = {
  ...{ owner: RUN_ID, verb: 'failover', state: 'free', epoch: 100, version: 7, since: NOW, quietAt: NOW },
};
const claimed = (here: number, other: number | undefined) => [
  { region: LOST, epoch: here },
  { region: HERE, epoch: other },
];
const seen = (changes: Partial<SeenReplaced> = {}): SeenReplaced => ({
  claims: claimed(100, 201),
  fence: undefined,
  divergence: recorded(201),
  lock,
  automation: undefined,
  now: NOW,
  ...changes,
});

describe('A stand-down starts', () => {
  test.each<[string, Partial<SeenReplaced>]>([
    ['where another Region claims more', {}],
    ['at home, which serves without ever having claimed', { claims: claimed(0, 101) }],
    ['where the fence is of an earlier epoch', { fence: { ...fenced, epoch: 200 } }],
    ['where the fence was only begun', { fence: { ...fenced, state: 'begun' } }],
    ['where the fence was lifted', { fence: { ...fenced, state: 'lifted' } }],
    ['before any run was here', { lock: undefined }],
  ])('%s', (_, changes) => {
    expect(standingDown(seen(changes), home)).toMatchObject({
      kind: 'start',
      because: expect.stringMatching(
        /^us-west-2 claims epoch \d01, above \d+ of us-east-1, which may still take writes$/,
      ),
    });
  });

  test.each<[string, SeenReplaced['divergence']]>([
    ['is not recorded', { outcome: 'read', value: undefined }],
    ['is recorded of an earlier takeover alone', recorded(101)],
  ])('where the fence stands, and what the databases here may hold alone %s', (_, divergence) => {
    expect(standingDown(seen({ fence: fenced, divergence }), home)).toMatchObject({
      kind: 'start',
      because:
        'us-west-2 claims epoch 201, above 100 of us-east-1, and what only the databases here may hold is not recorded',
    });
  });

  test('while automatic runs are switched off too, and tells that they are', () => {
    const off = { state: 'off', by: 'arn:ana', because: 'maintenance', at: NOW, version: 1 } as const;
    const next = standingDown(seen({ automation: off }), home);
    expect(next).toMatchObject({
      kind: 'start',
      because: expect.stringMatching(
        /writes; automatic runs are switched off .* by arn:ana: maintenance; a stand-down/,
      ),
    });
    expect(next.kind === 'start' && readRequest(next.input)).toMatchObject({
      request: { reason: expect.stringContaining('moves nobody') },
    });
    const on = standingDown(seen({ automation: { ...off, state: 'on' } }), home);
    expect(on.because).toMatch(/writes$/);
  });

  test('on an input that the machine understands', () => {
    const next = standingDown(seen(), home);
    expect(next.kind === 'start' && readRequest(next.input)).toEqual({
      request: { reason: expect.stringContaining('claims epoch 201'), trigger: { kind: 'upkeep', at: NOW } },
    });
  });

  test('under one name for each window and epoch', () => {
    const nameAt = (milliseconds: number, claims = claimed(100, 201)) => {
      const next = standingDown(seen({ now: new Date(milliseconds).toISOString(), claims }), home);
      return next.kind === 'start' ? next.name : next.because;
    };
    const windowMilliseconds = STAND_DOWN_WINDOW_SECONDS * 1000;
    const began = Math.floor(Date.parse(NOW) / windowMilliseconds) * windowMilliseconds;
    expect(nameAt(began)).toBe(`stand-down-201-${began / windowMilliseconds}`);
    expect(nameAt(began + windowMilliseconds - 1)).toBe(nameAt(began));
    expect(nameAt(began + windowMilliseconds)).not.toBe(nameAt(began));
    expect(nameAt(began, claimed(100, 301))).not.toBe(nameAt(began));
  });
});

describe('No stand-down starts', () => {
  test.each<[string, Partial<SeenReplaced>, string]>([
    ['while the other Region claims no more', { claims: claimed(201, 201) }, 'claims more than epoch 201'],
    ['while the claim of the other Region is not known', { claims: claimed(100, undefined) }, 'claims more than'],
    ['once the fence stands under that epoch', { fence: fenced }, 'fenced under epoch 201'],
    ['once the fence stands under a later one', { fence: { ...fenced, epoch: 301 } }, 'fenced under epoch 301'],
    [
      'where nobody can tell what was recorded',
      { fence: fenced, divergence: { outcome: 'unknown', because: 'throttled' } },
      'fenced under epoch 201',
    ],
    [
      'where a switchover moved users, which leaves no row behind',
      {
        fence: fenced,
        divergence: { outcome: 'read', value: undefined },
        claims: [
          { region: LOST, epoch: 100 },
          { region: HERE, epoch: 201, runId: RUN_ID.replace('-failover:', '-switchover:') },
        ],
      },
      'fenced under epoch 201',
    ],
    [
      'where the last failover is recorded, and a switchover has moved users on since',
      {
        fence: { ...fenced, epoch: 302 },
        claims: [
          ...claimed(100, 201),
          {
            region: 'eu-west-1',
            epoch: 302,
            runId: RUN_ID.replace(HERE, 'eu-west-1').replace('-failover:', '-switchover:'),
          },
        ],
      },
      'fenced under epoch 302',
    ],
    ['while a run is open here', { lock: { ...lock, state: 'held' } }, 'has the lock'],
    ['while a run means to be', { lock: { ...lock, state: 'intent', verb: 'drill' } }, 'has the lock'],
  ])('%s', (_, changes, because) => {
    expect(standingDown(seen(changes), home)).toEqual({ kind: 'hold', because: expect.stringContaining(because) });
  });

  test('once the fence stands where the plan has no database: nothing would ever be recorded', () => {
    const bare = { ...home, plan: planWith({ databases: [] }) };
    const nothing = { outcome: 'read', value: undefined } as const;
    expect(standingDown(seen({ fence: fenced, divergence: nothing }), bare)).toMatchObject({ kind: 'hold' });
  });

  test('in a standby that never served, and in one that has, only under a claim above its own', () => {
    const elsewhere = (own: number) => [
      { region: LOST, epoch: 300 },
      { region: HERE, epoch: own },
    ];
    expect(standingDown(seen({ claims: elsewhere(0) }), standby)).toMatchObject({ kind: 'hold' });
    expect(standingDown(seen({ claims: elsewhere(201) }), standby)).toMatchObject({ kind: 'start' });
    expect(standingDown(seen({ claims: elsewhere(300) }), standby)).toMatchObject({ kind: 'hold' });
  });
});

describe('Each minute', () => {
  const probe = { kind: 'probe', region: HERE, url: '', because: '' } as const;
  const rest = { kind: 'rest', because: '' } as const;
  const claim = (epoch: number) => ({ ...claimKey(plan.name), epoch: { N: String(epoch) } });

  async function minute(
    watching: Watching,
    place: typeof home,
    { there = 201, own = 0, cut = false, items = [] as Item[] } = {},
  ) {
    const other = place.region === LOST ? HERE : LOST;
    const tables = {
      [place.region]: smallTable([
        ...items,
        ...(own ? [claim(own)] : []),
        { ...lockKey(plan.name), ...attributesOf(lock) },
      ]),
      [other]: smallTable([claim(there)]),
    };
    if (cut) Object.assign(tables[other] ?? {}, { send: () => Promise.reject(awsError('TimeoutError', 500)) });
    const made: string[] = [];
    const said: unknown[] = [];
    await standDown(
      {
        dynamoOf: (region) => tables[region] ?? smallTable(),
        starts: { make: async (verb, { name }) => void made.push(`${verb} ${name}`) },
        clock: { now: () => Date.parse(NOW), sleep: async () => {} },
        say: (line) => void said.push(line),
      },
      place,
    )(watching)();
    return { made, said, asked: tables[other]?.sent ?? [] };
  }

  test('a Region that was replaced starts its stand-down', async () => {
    expect((await minute(probe, home)).made).toEqual([expect.stringMatching(/^stand-down stand-down-201-\d+$/)]);
  });

  test('one that is fenced starts it again until what its databases may hold alone is recorded', async () => {
    const fence = fenceItem(plan.name, fenced);
    expect((await minute(probe, home, { items: [fence] })).made).toHaveLength(1);
    const known = divergenceItem(plan.name, left(201));
    expect((await minute(probe, home, { items: [fence, known] })).made).toEqual([]);
    const unknown = { ...divergenceKey(plan.name), divergence: { S: '{}' } };
    const { made, said } = await minute(probe, home, { items: [fence, unknown] });
    expect(made).toEqual([]);
    expect(said).toContainEqual({ kind: 'unread', because: expect.stringContaining('of the divergence failed') });
  });

  test('one that is active asks nobody', async () => {
    expect(await minute(rest, home)).toEqual({ made: [], said: [], asked: [] });
  });

  test('a standby that never served does not ask the Region that may be down', async () => {
    expect(await minute(probe, standby, { there: 300 })).toEqual({ made: [], said: [], asked: [] });
    expect((await minute(probe, standby, { there: 300, own: 101 })).made).toHaveLength(1);
  });

  test('a Region whose claim nobody understands fails the duty: it may have replaced this one', async () => {
    await expect(minute(probe, home, { there: Number.NaN })).rejects.toThrow(
      `dynamodb:GetItem in ${HERE} failed: MalformedItem, the item does not hold what a claim holds`,
    );
  });

  test('a Region that cannot be heard has replaced nobody, and why it cannot is said', async () => {
    const because = `dynamodb:GetItem in ${HERE} failed: TimeoutError, TimeoutError was answered`;
    expect(await minute(probe, home, { cut: true })).toMatchObject({
      made: [],
      said: [{ kind: 'unread', because }, { kind: 'hold' }],
    });
  });
});
