/** What `understudy init` makes of an account: tables over what was seen, without AWS. */
import { proposeAccount } from '../lib/cli/init/judge-account';
import { proposeDatabases } from '../lib/cli/init/judge-databases';
import { proposeName } from '../lib/cli/init/judge-name';
import { proposePilotLight, proposeStacks, releaseCandidates } from '../lib/cli/init/judge-stacks';
import { proposeZone } from '../lib/cli/init/judge-zone';
import type { SeenGlobal, SeenMember, SeenStack } from '../lib/cli/init/seen';

const REGIONS = ['us-east-1', 'us-west-2'];
const ACCOUNT = '111122223333';

describe('the databases that init proposes', () => {
  const member = (region: string, more: Partial<SeenMember> = {}): SeenMember => ({
    ...{ region, cluster: `orders-${region}`, isWriter: region === 'us-east-1', instances: 1 },
    ...more,
  });
  const global = (more: Partial<SeenGlobal> = {}): SeenGlobal => ({
    identifier: 'orders',
    arn: `arn:aws:rds::${ACCOUNT}:global-cluster:orders`,
    engine: 'aurora-postgresql',
    storageEncrypted: true,
    members: REGIONS.map((region) => member(region)),
    ...more,
  });
  const ORDERS = {
    globalCluster: 'orders',
    engine: 'aurora-postgresql',
    clusters: { 'us-east-1': 'orders-us-east-1', 'us-west-2': 'orders-us-west-2' },
  };
  const propose = (globals: readonly SeenGlobal[], wanted?: string[]) =>
    proposeDatabases(globals, { regions: REGIONS, wanted });

  test('are the only one that has a member in every Region, with where it came from', () => {
    expect(propose([global()])).toEqual({
      path: 'databases',
      chosen: [ORDERS],
      notes: ['databases: orders is from arn:aws:rds::111122223333:global-cluster:orders'],
    });
  });

  test('are none where none has a member in the Regions, and says so', () => {
    const elsewhere = global({ members: [member('eu-west-1'), member('eu-west-2')] });
    for (const globals of [[], [elsewhere]]) {
      const { chosen, notes } = propose(globals);
      expect({ chosen, notes }).toEqual({
        chosen: [],
        notes: ['databases: none: no global database has a member in us-east-1 and us-west-2'],
      });
    }
  });

  test('are left to a person where several fit', () => {
    const { chosen, open, choices } = propose([global(), global({ identifier: 'users' })]);
    expect(chosen).toBeUndefined();
    expect(open).toMatch(/^2 global databases fit: orders and users; give --global-cluster/);
    expect(choices?.map(({ value }) => value[0]?.globalCluster)).toEqual(['orders', 'users']);
  });

  test.each<[string, Partial<SeenGlobal>, RegExp]>([
    ['of an engine that is not Aurora', { engine: 'docdb' }, /^orders is of engine docdb; only aurora-postgresql and/],
    ['of an engine from before', { engine: 'aurora' }, /^orders is of engine aurora;/],
    [
      'without a member in a Region',
      { members: [member('us-east-1')] },
      /^orders has no member cluster in us-west-2; add one there first/,
    ],
  ])('are not taken for absent where one is %s', (_, more, because) => {
    const { chosen, open } = propose([global(more)]);
    expect({ chosen, open }).toEqual({ chosen: undefined, open: expect.stringMatching(because) });
    const beside = propose([global(more), global({ identifier: 'users' })]);
    expect(beside.chosen).toMatchObject([{ globalCluster: 'users' }]);
    expect(beside.notes.at(-1)).toMatch(/^left out: orders /);
  });

  test.each<[string, Partial<SeenGlobal>, string]>([
    [
      'is headless in a Region',
      { members: [member('us-east-1'), member('us-west-2', { instances: 0 })] },
      'orders-us-west-2 in us-west-2 is headless; it cannot be promoted until it has an instance',
    ],
    [
      'has clusters that could not be read',
      { members: [member('us-east-1'), member('us-west-2', { instances: undefined })] },
      'how many instances orders-us-west-2 in us-west-2 has could not be read',
    ],
    [
      'has its writer away from home',
      { members: [member('us-east-1', { isWriter: false }), member('us-west-2', { isWriter: true })] },
      'orders has its writer in us-west-2; home is us-east-1',
    ],
    [
      'has a member outside the plan',
      { members: [...REGIONS.map((region) => member(region)), member('eu-west-1')] },
      'orders has members in eu-west-1 too, outside this plan',
    ],
    ['is not encrypted', { storageEncrypted: false }, 'orders is not encrypted at rest'],
  ])('are told of where one %s', (_, more, note) => {
    const { chosen, notes } = propose([global(more)]);
    expect(chosen).toEqual([ORDERS]);
    expect(notes).toContain(note);
  });

  test('are those that a flag names', () => {
    const globals = [global(), global({ identifier: 'users' }), global({ identifier: 'old', engine: 'neptune' })];
    expect(propose(globals, ['users']).chosen).toMatchObject([{ globalCluster: 'users' }]);
    expect(propose(globals, ['none']).chosen).toEqual([]);
    expect(propose(globals, ['user']).open).toBe(
      'no global database is called "user": there are orders, users and old',
    );
    expect(propose(globals, ['users', 'old']).open).toMatch(/^old is of engine neptune/);
    expect(propose([], ['users']).open).toBe('no global database is called "users": there are none');
  });
});

describe('the stacks that init proposes', () => {
  const stack = (name: string, region = 'us-east-1', more: Partial<SeenStack> = {}): SeenStack => ({
    ...{ name, region, status: 'CREATE_COMPLETE', tags: {} },
    arn: `arn:aws:cloudformation:${region}:${ACCOUNT}:stack/${name}/1`,
    ...more,
  });
  const both = (name: string) => REGIONS.map((region) => stack(name.replace('{region}', region), region));
  const holding = (stacks: readonly SeenStack[], types = ['AWS::ECS::Service']) =>
    new Map(stacks.map(({ arn }) => [arn, types]));
  const propose = (stacks: readonly SeenStack[], more: { wanted?: string[]; name?: string; types?: string[] } = {}) =>
    proposeStacks(stacks, holding(stacks, more.types), { regions: REGIONS, name: 'orders', ...more });

  test('are those of home alone that are called after the application, by name', () => {
    const stacks = [
      stack('orders-web'),
      stack('billing'),
      stack('OrdersApi'),
      stack('reorders'),
      ...both('orders-net'),
    ];
    expect(propose(stacks)).toEqual({
      path: 'release.stacks',
      chosen: ['OrdersApi', 'orders-web'],
      notes: [
        'release.stacks: OrdersApi and orders-web stand in us-east-1 alone, called after orders',
        'left out: billing and reorders, called otherwise; --stacks names what a release holds',
      ],
    });
  });

  test.each(['CDKToolkit', 'understudy-orders', 'StackSet-orders', 'aws-sam-cli-managed-default'])(
    'are never tools such as %s',
    (name) => {
      expect(releaseCandidates([stack(name)], { regions: REGIONS }).asked).toEqual([]);
    },
  );

  test('are never nested ones, nor what a takeover has made, nor those of the standby', () => {
    const stacks = [
      stack('orders-nested', 'us-east-1', { root: 'arn:aws:cloudformation:us-east-1:1:stack/orders/1' }),
      stack('orders-web-r1', 'us-east-1', { tags: { 'understudy:plan': 'orders' } }),
      stack('orders-there', 'us-west-2'),
    ];
    expect(releaseCandidates(stacks, { regions: REGIONS, name: 'orders' })).toEqual({ asked: [], others: [] });
  });

  test.each(['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::RDS::DBCluster', 'AWS::SecretsManager::Secret'])(
    'hold no %s, because a takeover would create it empty',
    (type) => {
      const { chosen, open, notes } = propose([stack('orders-web')], { types: ['AWS::ECS::Service', type] });
      expect(chosen).toBeUndefined();
      expect(open).toMatch(/^no stack in us-east-1 alone can be made anew/);
      expect(notes).toEqual([expect.stringContaining(`stack orders-web holds data (${type});`)]);
      expect(propose([stack('orders-web')], { types: [type], wanted: ['orders-web'] }).open).toContain('holds data');
    },
  );

  test.each([
    ['CREATE_COMPLETE', true],
    ['UPDATE_COMPLETE', true],
    ['IMPORT_COMPLETE', true],
    ['UPDATE_ROLLBACK_COMPLETE', true],
    ['ROLLBACK_COMPLETE', false],
    ['UPDATE_IN_PROGRESS', false],
    ['REVIEW_IN_PROGRESS', false],
    ['IMPORT_ROLLBACK_COMPLETE', false],
    ['DELETE_FAILED', false],
  ])('that are %s are proposed: %s', (status, isProposed) => {
    expect(propose([stack('orders-web', 'us-east-1', { status })]).chosen !== undefined).toBe(isProposed);
  });

  test('that could not be read may hold anything', () => {
    const { chosen, notes } = proposeStacks([stack('orders-web')], new Map(), { regions: REGIONS, name: 'orders' });
    expect({ chosen, notes }).toEqual({
      chosen: undefined,
      notes: ['left out: what stack orders-web holds could not be read'],
    });
  });

  test('are left to a person where none is called after the application', () => {
    const { chosen, open, choices } = propose([stack('shop'), stack('basket')]);
    expect(chosen).toBeUndefined();
    expect(open).toMatch(/^2 stacks in us-east-1 may belong to a release: basket and shop; give --stacks/);
    expect(choices?.map(({ label }) => label)).toEqual(['basket', 'shop']);
  });

  test('are what a flag names, in its order, there or not', () => {
    expect(propose([stack('a'), stack('b')], { wanted: ['b', 'c', 'a'] })).toMatchObject({
      chosen: ['b', 'c', 'a'],
      notes: [
        'release.stacks: b and a stand in us-east-1',
        'release.stacks: c is not in us-east-1; it is taken as it was given',
      ],
    });
    expect(propose([stack('a')], { wanted: ['none'] }).chosen).toEqual([]);
  });

  const pilot = (stacks: readonly SeenStack[], wanted?: string) =>
    proposePilotLight(stacks, { regions: REGIONS, name: 'orders', wanted });

  test('leave the one that stands in every Region to be the pilot light', () => {
    expect(pilot([...both('orders-net'), ...both('billing'), stack('orders-web')]).chosen).toBe('orders-net');
    expect(pilot(both('orders-net-{region}')).chosen).toBe('orders-net-{region}');
    expect(pilot([stack('orders-web'), stack('orders-there', 'us-west-2')]).chosen).toBe('');
  });

  test('leave the choice of the pilot light to a person where several fit', () => {
    const stacks = [...both('orders-net'), ...both('orders-db')];
    expect(pilot(stacks)).toMatchObject({
      open: expect.stringMatching(/^2 stacks stand in every Region: orders-db and orders-net; give --pilot-light/),
      choices: [{ value: 'orders-db' }, { value: 'orders-net' }, { value: '' }],
    });
    expect(pilot(stacks, 'none').chosen).toBe('');
    expect(pilot(stacks, 'orders-db').chosen).toBe('orders-db');
    expect(pilot(stacks, 'other').notes).toEqual(['release.pilotLight: other does not stand in every Region yet']);
  });
});

describe('the hosted zone that init proposes', () => {
  const zone = (id: string, name: string, isPrivate = false) => ({ id, name, isPrivate });
  const [PUBLIC, SUB, PRIVATE] = [
    zone('Z1', 'example.com'),
    zone('Z2', 'shop.example.com'),
    zone('Z3', 'in.corp', true),
  ];

  test('is the only public one, and private ones are told of', () => {
    expect(proposeZone([PUBLIC, PRIVATE], {})).toMatchObject({
      chosen: PUBLIC,
      notes: [
        'traffic.hostedZoneId: the public hosted zone Z1 (example.com)',
        'left out: private hosted zones, which users cannot ask: Z3 (in.corp)',
      ],
    });
  });

  test('is left to a person where several fit, and open where none does', () => {
    expect(proposeZone([PUBLIC, SUB], {}).open).toMatch(
      /^2 public hosted zones fit: .*; give --zone with the id of one$/,
    );
    expect(proposeZone([PRIVATE], {}).open).toMatch(/^no public hosted zone was found;/);
    expect(proposeZone([PUBLIC, zone('Z4', 'example.com')], {}).chosen).toBeUndefined();
  });

  test.each([
    [['www.example.com'], 'Z1'],
    [['api.shop.example.com'], 'Z2'],
    [['shop.example.com'], 'Z2'],
    [['www.badexample.com'], undefined],
  ])('holds the names that a flag says: %s in %s', (names, id) => {
    expect(proposeZone([PUBLIC, SUB], { names }).chosen?.id).toBe(id);
  });

  test('is what a flag says, if it is there and public', () => {
    expect(proposeZone([PUBLIC, SUB], { wanted: 'Z2' }).chosen).toBe(SUB);
    expect(proposeZone([PUBLIC, PRIVATE], { wanted: 'Z3' }).open).toMatch(/^zone Z3 \(in.corp\) is private/);
    expect(proposeZone([PUBLIC], { wanted: 'Z9' }).open).toBe(
      'there is no hosted zone Z9; public ones are Z1 (example.com)',
    );
  });
});

describe('the account and the name that init proposes', () => {
  const arn = (account: string) => `arn:aws:rds::${account}:global-cluster:orders`;
  test.each<[string, string[], string | undefined, object]>([
    ['is that of what was found', [arn(ACCOUNT), arn(ACCOUNT)], undefined, { chosen: ACCOUNT }],
    ['may be said by a flag too', [arn(ACCOUNT)], ACCOUNT, { chosen: ACCOUNT }],
    [
      'is not another one',
      [arn(ACCOUNT)],
      '444455556666',
      { open: expect.stringContaining('see account 111122223333') },
    ],
    ['is not guessed', [], undefined, { open: expect.stringContaining('give --account') }],
    ['is a flag where nothing names it', [], ACCOUNT, { chosen: ACCOUNT }],
    ['is one alone', [arn(ACCOUNT), arn('444455556666')], undefined, { open: expect.stringContaining('several own') }],
  ])('the account %s', (_, arns, wanted, expected) => {
    expect(proposeAccount(arns, wanted)).toMatchObject(expected);
  });

  const database = (globalCluster: string) => ({ globalCluster, engine: 'aurora-mysql' as const, clusters: {} });
  test.each([
    [['orders'], 'orders'],
    [['a-name-of-sixteen'], undefined],
    [['orders', 'users'], undefined],
    [[], undefined],
  ])('the name after %j is %s', (names, expected) => {
    expect(proposeName(names.map(database)).chosen).toBe(expected);
  });
});
