import { chained, type EvidenceRecord } from '../../../lib/domain/evidence';
import type { FailureRecord } from '../../../lib/domain/failure';
import { namesOf, STACK_TAGS } from '../../../lib/domain/names';
import type { Place } from '../../../lib/domain/step';
import type { Verb } from '../../../lib/domain/verbs';
import { closed, type Warm } from '../../../lib/domain/warm';
import { recordOf } from '../../../test/dead-run';
import { document, EPOCH, HERE, inputFor, LOST, NOW, plan } from '../../../test/fixtures';
import { decide, namedStuck, nothingToDelete } from './decide';
import type { Input, Seen, SeenStack } from './seen';
import { retireStacks } from './step';

const names = namesOf(plan, HERE);
const RELEASE = { id: 'r-1', commit: 'c0ffee', versionId: 'v1', sha256: 'a'.repeat(64) };
const UPKEEP = { reason: 'r', trigger: { kind: 'upkeep', at: NOW } };
const ago = (seconds: number) => new Date(Date.parse(NOW) - seconds * 1000).toISOString();

const inputOf = (verb: Verb, more: Partial<Input> = {}): Input =>
  inputFor(retireStacks, {
    run: { ...document.run, verb },
    document: { ...document, checkReadiness: { status: 'done', output: { lags: [], release: RELEASE } } },
    ...more,
  });

const doneRecord = { status: 'done', looks: 1, because: 'b', firstLookAt: NOW, lookAgainSeconds: 0, said: [] };

interface Made {
  readonly epoch?: number;
  readonly lane?: 'live' | 'drill';
  readonly release?: string;
  readonly plan?: string;
  readonly role?: string;
  readonly status?: string;
  readonly age?: number;
}

const stack = (base: string, { epoch = EPOCH, lane = 'live', release = 'r-1', ...made }: Made = {}): SeenStack => {
  const stackName = `${lane === 'drill' ? 'drill-' : ''}${base}-${release}`;
  return {
    id: `arn:${stackName}`,
    stackName,
    status: made.status ?? 'CREATE_COMPLETE',
    createdAt: ago(made.age ?? 3600),
    roleArn: made.role ?? names.releaseRoleArn,
    tags: {
      [STACK_TAGS.plan]: made.plan ?? 'orders',
      [STACK_TAGS.release]: release,
      [STACK_TAGS.epoch]: String(epoch),
      [STACK_TAGS.lane]: lane,
    },
  };
};

const seen = (stacks: readonly SeenStack[], more: Partial<Seen> = {}): Seen => ({
  records: [],
  claimedEpoch: 0,
  texts: [],
  stacks,
  active: { value: LOST },
  ...more,
});
const deleted = (...stacks: readonly SeenStack[]): EvidenceRecord[] =>
  stacks.map(({ stackName }) =>
    chained(undefined, recordOf('called', 'RetireStacks', { act: { kind: 'delete', stacks: [{ stackName }] } })),
  );

/** Names of all that is deleted, in order, as if CloudFormation did it at once; then what the run says. */
function retired(
  given: Seen,
  input: Input,
): { readonly deleted: string[]; readonly closes: boolean; readonly because: string } {
  const stacks = [...given.stacks];
  const gone: SeenStack[] = [];
  let { warm } = given;
  for (;;) {
    const decision = decide({ ...given, warm, stacks, records: deleted(...gone) }, input);
    if (decision.kind !== 'act') {
      expect(decision.kind).toBe('done');
      return {
        deleted: gone.map(({ stackName }) => stackName),
        closes: warm !== given.warm,
        because: decision.because,
      };
    }
    const { act } = decision;
    if (act.kind === 'close') {
      expect(warm?.version).toBe(act.version);
      warm = warm && closed(warm, NOW);
    } else {
      for (const one of act.stacks) {
        const place = stacks.findIndex(({ id }) => id === one.id);
        gone.push(...stacks.splice(place, 1));
      }
    }
  }
}

describe('A switchover', () => {
  const own = stack('orders-web');
  const failed = (step: string, kind: FailureRecord['kind'], because = 'b'): FailureRecord[] => [
    { step, kind, because, at: NOW },
  ];
  const stopped = (failures: FailureRecord[], verb: Verb = 'switchover', more: object = {}) =>
    inputOf(verb, { document: { ...inputOf(verb).document, failures, ...more } });
  const lost = 'us-east-1 is silent since 61 s: TimeoutError; nothing was promoted';

  test.each<[string, FailureRecord[], Verb, boolean]>([
    ['that was refused by a hook deletes', failed('BeforePromotion', 'refused', 'no'), 'switchover', false],
    ['that was refused at the fence deletes', failed('FenceRegion', 'refused', 'access denied'), 'switchover', false],
    ['whose other Region came to no end keeps', failed('FenceRegion', 'overdue'), 'switchover', true],
    [
      'whose other Region could not be unfenced keeps',
      [...failed('BeforePromotion', 'refused', 'no'), ...failed('UnfenceRegion', 'overdue')],
      'switchover',
      true,
    ],
    ['whose other Region stays fenced keeps', failed('UnfenceRegion', 'refused', 'not known'), 'switchover', true],
    ['whose other Region was silent at the fence keeps', failed('FenceRegion', 'refused', lost), 'switchover', true],
    [
      'whose other Region is down keeps',
      failed('AuthorizePromotion', 'refused', 'us-east-1 is down now (503); if it is lost, start a failover'),
      'switchover',
      true,
    ],
    ['that nobody approved in time deletes', failed('AuthorizePromotion', 'overdue'), 'switchover', false],
    ['of a failover deletes', failed('AuthorizePromotion', 'refused', 'us-east-1 is down'), 'failover', false],
    ['of a broken step deletes', failed('FenceRegion', 'broken'), 'switchover', false],
  ])('%s what it created', (_, failures, verb, keeps) => {
    const { deleted: gone, because } = retired(seen([own]), stopped(failures, verb));
    expect(gone).toEqual(keeps ? [] : [own.stackName]);
    expect(because.includes('a failover needs them')).toBe(keeps);
  });

  const verified = { verifyTraffic: { ...doneRecord, output: {} } };
  test.each<[string, FailureRecord[], object, boolean]>([
    ['in which nothing failed asks nobody', [], verified, false],
    ['in which something failed looks', failed('SettleTraffic', 'refused'), verified, true],
    ['that moved nobody looks', [], {}, true],
  ])('%s', (_, failures, more, looks) => {
    expect(nothingToDelete(stopped(failures, 'switchover', more)) === undefined).toBe(looks);
  });

  test('in which nothing failed deletes nothing', () => {
    const decision = decide(undefined, stopped([], 'switchover', verified));
    expect(decision).toMatchObject({ kind: 'done', output: { retired: [], leftovers: [] } });
  });
});

describe('A drill removes', () => {
  const ofDrill = (epoch: number, more: Made = {}) => stack('orders-web', { lane: 'drill', epoch, ...more });

  test.each<[string, SeenStack, boolean]>([
    ['what it created', ofDrill(EPOCH), true],
    ['what an earlier drill left', ofDrill(EPOCH - 100), true],
    ['what an earlier drill of another release left', ofDrill(EPOCH - 100, { release: 'r-0' }), true],
    ['what an earlier drill left half made', ofDrill(EPOCH - 100, { status: 'CREATE_FAILED' }), true],
    ['nothing of a later drill', ofDrill(EPOCH + 1), false],
    ['nothing whose run nobody knows', ofDrill(Number.NaN), false],
    // F-124
    ['nothing that serves', stack('orders-web', { epoch: EPOCH - 100 }), false],
    ['nothing that is live, though it had its epoch', stack('orders-web'), false],
    ['nothing of another plan', ofDrill(EPOCH - 100, { plan: 'shop' }), false],
    ['nothing that was made with another role', ofDrill(EPOCH - 100, { role: 'arn:aws:iam::1:role/x' }), false],
    [
      'nothing that only has the tags of a drill',
      { ...stack('orders-web', { epoch: EPOCH - 100 }), tags: ofDrill(EPOCH - 100).tags },
      false,
    ],
    [
      'nothing that only has the name of a drill',
      { ...ofDrill(EPOCH - 100), tags: stack('orders-web', { epoch: EPOCH - 100 }).tags },
      false,
    ],
  ])('%s', (_, given, isGone) => {
    expect(retired(seen([given]), inputOf('drill')).deleted).toEqual(isGone ? [given.stackName] : []);
  });

  test('its stacks although this Region claims the traffic: nothing serves from them', () => {
    expect(retired(seen([ofDrill(EPOCH)], { claimedEpoch: EPOCH + 100 }), inputOf('drill')).deleted).toHaveLength(1);
  });

  test('the last created first, and says nothing of what is live', () => {
    const data = stack('orders-data', { lane: 'drill', age: 200 });
    const web = stack('orders-web', { lane: 'drill', age: 100 });
    const live = stack('orders-web', { epoch: 1 });
    expect(retired(seen([data, web, live]), inputOf('drill'))).toEqual({
      deleted: [web.stackName, data.stackName],
      closes: false,
      because: 'drill-orders-web-r-1 and drill-orders-data-r-1 are deleted',
    });
  });

  test('and says whose it is', () => {
    const decision = decide(seen([ofDrill(EPOCH - 100)]), inputOf('drill'));
    expect(decision.because).toBe('deleting drill-orders-web-r-1, which an earlier drill left');
  });
});

const warm: Warm = {
  epoch: EPOCH,
  release: 'r-1',
  stacks: ['orders-data-r-1', 'orders-web-r-1'].map((name) => ({ id: `arn:${name}`, name })),
  since: ago(20_000),
  until: NOW,
  history: [{ from: ago(20_000), until: NOW }],
  version: 3,
};
const pair = [stack('orders-data', { age: 200 }), stack('orders-web', { age: 100 })];
const settled = (active: string, epoch: number): Seen['texts'] => [
  { outcome: 'answered', values: [`epoch=${epoch} serial=1 active=${active} attached=`], silent: [] },
];
const silent: Seen['texts'] = [{ outcome: 'unreachable', because: 'no name server answers' }];

describe('A retire that the watch started removes', () => {
  const upkeep = (more: Partial<Input> = {}) => inputOf('retire', { request: UPKEEP, ...more });
  const gone = ['orders-web-r-1', 'orders-data-r-1'];

  test.each<[string, Partial<Seen>, string[], boolean]>([
    ['what was kept warm until now', { warm }, gone, true],
    ['what a run before the last prewarm created', { warm: { ...warm, epoch: 301 } }, gone, true],
    ['nothing that is warm for longer', { warm: { ...warm, until: '2026-11-21T12:00:01Z' } }, [], false],
    ['nothing where no prewarm was', {}, [], false],
    ['nothing once it was closed', { warm: closed(warm, ago(1)) }, [], false],
    ['nothing that is not in the item', { warm: { ...warm, stacks: [] } }, [], true],
    ['nothing where this Region is active: the item is closed', { warm, active: { value: HERE } }, [], true],
    ['nothing while nobody knows who is active', { warm, active: { unknown: 'RDS is away' } }, [], false],
    ['nothing while the zone is silent', { warm, texts: silent }, [], false],
    ['nothing while another run is at work', { warm, lock: { owner: 'x', state: 'held' } }, [], false],
    ['nothing of the release that its claim refers to', { warm, claimedEpoch: EPOCH }, [], true],
    [
      'it once another Region was settled above the claim',
      { warm, claimedEpoch: 1, texts: settled(LOST, 2) },
      gone,
      true,
    ],
  ])('%s', (_, more, expected, closes) => {
    expect(retired(seen(pair, more), upkeep())).toMatchObject({ deleted: expected, closes });
  });

  test('what drills have left, whatever else stays', () => {
    const left = stack('orders-web', { lane: 'drill', epoch: 1 });
    expect(retired(seen([left, ...pair], { active: { unknown: 'RDS is away' }, warm }), upkeep())).toEqual({
      deleted: [left.stackName],
      closes: false,
      because:
        'drill-orders-web-r-1 is deleted; orders-data-r-1 and orders-web-r-1 stay: ' +
        'which Region is active is not known: RDS is away',
    });
  });

  test('nothing in a request that only looks like it', () => {
    const forged = upkeep({ request: { reason: 'r', trigger: { kind: 'upkeep', at: NOW, more: 1 } } });
    const other = stack('orders-web', { release: 'r-9', epoch: 1 });
    expect(retired(seen([other], { warm }), upkeep()).deleted).toEqual([]);
    expect(retired(seen([other], { warm }), forged).deleted).toEqual([other.stackName]);
  });
});

describe('A retire that a person started removes', () => {
  const retire = inputOf('retire', { request: { reason: 'r' } });
  const old = stack('orders-web', { release: 'r-0', epoch: 1 });

  test.each<[string, readonly SeenStack[], Partial<Seen>, string[]]>([
    ['what a run before it created, under the epoch that stands too', [pair[1] as SeenStack], {}, ['orders-web-r-1']],
    [
      'what is kept warm, before its time',
      pair,
      { warm: { ...warm, until: '2030-01-01T00:00:00Z' } },
      ['orders-web-r-1', 'orders-data-r-1'],
    ],
    ['nothing of a later run', [stack('orders-web', { epoch: EPOCH + 1 })], {}, []],
    ['nothing that was made with another role', [stack('orders-web', { role: 'x', epoch: 1 })], {}, []],
    ['nothing whose name the plan does not give', [stack('orders-jobs', { epoch: 1 })], {}, []],
    ['nothing while nobody knows who is active', [old], { active: { unknown: 'b' } }, []],
    ['nothing while nobody was asked', [old], { active: undefined as never }, []],
    ['nothing while the zone is silent', [old], { texts: silent }, []],
    [
      'where this Region serves, only other releases',
      [old, ...pair],
      { active: { value: HERE }, claimedEpoch: EPOCH },
      ['orders-web-r-0'],
    ],
    ['nothing where this Region serves and never claimed', [old], { active: { value: HERE } }, []],
    ['nothing where two releases may serve', [old, stack('orders-web', { epoch: 2 })], { claimedEpoch: 50 }, []],
  ])('%s', (_, stacks, more, expected) => {
    expect(retired(seen(stacks, more), retire).deleted).toEqual(expected);
  });

  test('all of it, however much there is', () => {
    const many = Array.from({ length: 45 }, (_, n) => stack('orders-web', { release: `r-${n}`, epoch: 1 }));
    expect(retired(seen(many), retire).deleted).toHaveLength(45);
  });

  test('and ends the prewarm', () => {
    const given = seen(pair, { warm: { ...warm, until: '2030-01-01T00:00:00Z' } });
    expect(retired(given, retire).closes).toBe(true);
  });

  test('and says of what stays why', () => {
    const jobs = stack('orders-jobs', { epoch: 1 });
    expect(retired(seen([jobs]), retire).because).toBe(
      'orders-jobs-r-1 stays: neither name nor role tells that a run of this plan made it',
    );
    expect(retired(seen([old], { active: { value: HERE } }), retire).because).toBe(
      'orders-web-r-0 stays: us-west-2 is active, and no claim says with which release',
    );
    expect(retired(seen([]), retire).because).toBe('no stack is left here that nothing refers to');
  });

  test('nothing where nothing ever ran', () => {
    expect(decide(undefined, { ...retire, epoch: 0 })).toMatchObject({
      kind: 'done',
      because: 'no run ever created anything here',
    });
  });
});

test('Two retires under one epoch send tokens of their own', () => {
  const tokenOf = (id: string) => {
    const input = inputOf('retire', { request: { reason: 'r' }, run: { ...document.run, verb: 'retire', id } });
    const decision = decide(seen([stack('orders-web', { epoch: 1 })]), input);
    return decision.kind === 'act' && decision.act.kind === 'delete' ? decision.act.stacks[0]?.token : undefined;
  };
  expect(tokenOf('run-1')).not.toBe(tokenOf('run-2'));
  expect(tokenOf('run-1')).toMatch(/^retire-[0-9a-f]{12}-orders-web-r-1$/);
});

test('A failed failover names what is kept warm to nobody', () => {
  const given = seen(pair.map((one) => ({ ...one, tags: { ...one.tags, [STACK_TAGS.epoch]: '1' } })));
  const because = (more: Partial<Seen>) => decide({ ...given, ...more }, inputOf('failover')).because;
  expect(because({})).toContain('2 stacks of earlier runs are left here');
  expect(because({ warm })).toBe('no stack that this run created exists');
});

describe('Why a stack would not go is asked', () => {
  const stuck = { status: 'DELETE_FAILED' };
  const drill = stack('orders-web', { ...stuck, lane: 'drill', epoch: 1, age: 2 });
  const live = stack('orders-web', { ...stuck, epoch: 1, age: 1 });
  const asked = (verb: Verb, stacks: readonly SeenStack[], more: Partial<Input> = {}) =>
    namedStuck(seen(stacks), inputOf(verb, { request: { reason: 'r' }, ...more })).map(({ id }) => id);

  test('only of what a run of this verb is to delete', () => {
    const own = stack('orders-web', stuck);
    expect(asked('failover', [drill, live, own])).toEqual([own.id]);
    expect(asked('drill', [drill, live, own])).toEqual([drill.id]);
    expect(asked('retire', [drill])).toEqual([drill.id]);
    expect(asked('retire', [drill, live])).toEqual([live.id]);
  });

  test('of none where there is nothing to delete, or nothing is stuck', () => {
    expect(asked('failover', [stack('orders-web', stuck)], { epoch: 0 })).toEqual([]);
    expect(asked('retire', [stack('orders-web', { epoch: 1 })])).toEqual([]);
  });
});

describe('RetireStacks may', () => {
  const place: Place = { plan, region: HERE, names };
  const resourcesOf = (lane: 'live' | 'drill') =>
    retireStacks.permissions({ ...place, lane }).flatMap(({ resources }) => resources);
  const isLive = (resource: string) => resource.includes(':stack/orders-');

  test('in a drill touch no live stack, and read neither claim nor lock nor database', () => {
    expect(resourcesOf('drill').filter(isLive)).toEqual([]);
    expect(resourcesOf('drill').filter((resource) => /dynamodb|rds/.test(resource))).toEqual([]);
  });

  test('in a drill delete only what carries the tag of a drill', () => {
    const deleting = retireStacks
      .permissions({ ...place, lane: 'drill' })
      .filter(({ actions }) => actions.includes('cloudformation:DeleteStack'));
    expect(deleting).toHaveLength(1);
    expect(deleting[0]?.conditions?.StringEquals).toMatchObject({
      'aws:ResourceTag/understudy:lane': 'drill',
      'aws:ResourceTag/understudy:plan': 'orders',
    });
  });

  test('otherwise delete live stacks, and those of drills by their tag', () => {
    const deleting = retireStacks
      .permissions(place)
      .filter(({ actions }) => actions.includes('cloudformation:DeleteStack'))
      .map(({ resources, conditions }) => [
        resources.every(isLive),
        conditions?.StringEquals?.['aws:ResourceTag/understudy:lane'],
      ]);
    expect(deleting).toEqual([
      [true, undefined],
      [false, 'drill'],
    ]);
  });
});
