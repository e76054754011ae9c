/** What `understudy init` makes of a zone's records: which public names can be moved, and why others cannot. */
import { proposeRecords } from '../lib/cli/init/judge-records';
import type { Routing, SeenRecord } from '../lib/cli/init/seen';

const ZONE = { id: 'Z0123456789ABC', name: 'example.com', isPrivate: false };
const REGIONS = ['us-east-1', 'us-west-2'];
const PER_REGION = '{region}.orders.example.com';

type Written = Partial<SeenRecord>;
const record = (name: string, more: Written = {}): SeenRecord => ({ name, type: 'A', routing: 'simple', ...more });
const balancerIn = (region: string) => `orders-1.${region}.elb.amazonaws.com`;
const own = (more: Written = {}, host = 'orders.example.com') =>
  REGIONS.map((region) => record(`${region}.${host}`, { aliasTo: balancerIn(region), ...more }));
const pair = (targets: readonly string[], more: Written = {}) =>
  (['PRIMARY', 'SECONDARY'] as const).map((failover, index) =>
    record('orders.example.com', { routing: 'failover', failover, aliasTo: targets[index], ...more }),
  );
const PAIR = pair(REGIONS.map((region) => `${region}.orders.example.com`));
const ORDERS = { name: 'orders.example.com', type: 'A', perRegion: PER_REGION };

const propose = (
  records: readonly SeenRecord[],
  more: { wanted?: string[]; perRegion?: string; regions?: string[] } = {},
) => proposeRecords(records, { zone: ZONE, regions: REGIONS, ...more });

test.each<[string, SeenRecord[], string]>([
  ['a failover pair of aliases to them', PAIR, 'its failover pair leads to'],
  ['a failover pair that leads where they do', pair(REGIONS.map(balancerIn)), 'its failover pair leads where'],
  [
    'an alias to one of them',
    [record('orders.example.com', { aliasTo: 'us-east-1.orders.example.com' })],
    'it leads to',
  ],
  [
    'an alias that leads where one does',
    [record('orders.example.com', { aliasTo: balancerIn('us-east-1') })],
    'it leads where',
  ],
  ['their name without the Region', [record('orders.example.com')], 'without its Region'],
])("takes a public name with names of each Region's own behind it: %s", (_, records, because) => {
  const { chosen, notes } = propose([...own(), ...records]);
  expect(chosen).toEqual([ORDERS]);
  expect(notes).toEqual([expect.stringContaining(because)]);
});

test.each(['orders-{region}.example.com', '{region}-orders.example.com', 'orders.{region}.example.com'])(
  'reads the pattern %s from the names',
  (pattern) => {
    const names = REGIONS.map((region) => record(pattern.replace('{region}', region), { aliasTo: balancerIn(region) }));
    const chosen = propose([...names, record('shop.example.com', { aliasTo: balancerIn('us-east-1') })]).chosen;
    expect(chosen).toEqual([{ name: 'shop.example.com', type: 'A', perRegion: pattern }]);
  },
);

test('takes both types where both have names of their own', () => {
  const records = [...own(), ...PAIR].flatMap((one) => [one, { ...one, type: 'AAAA' }]);
  expect(propose(records).chosen).toEqual([ORDERS, { ...ORDERS, type: 'AAAA' }]);
});

test('tells of users over IPv6 who would stay behind', () => {
  const { chosen, notes } = propose([...own(), ...PAIR, record('orders.example.com', { type: 'AAAA' })]);
  expect(chosen).toEqual([ORDERS]);
  expect(notes).toContainEqual(expect.stringMatching(/^orders.example.com has AAAA records too/));
});

test.each<Routing>(['weighted', 'latency', 'geolocation', 'geoproximity', 'cidr', 'multivalue'])(
  'refuses %s records with the reason',
  (routing) => {
    const records = REGIONS.map((region) =>
      record('orders.example.com', { routing, aliasTo: `${region}.orders.example.com` }),
    );
    for (const more of [
      {},
      { wanted: ['orders.example.com'] },
      { wanted: ['orders.example.com'], perRegion: PER_REGION },
    ]) {
      const { chosen, open } = propose([...own(), ...records], more);
      expect({ chosen, open }).toEqual({
        chosen: undefined,
        open: expect.stringContaining(
          `orders.example.com A has ${routing} routing, beside which no failover pair can stand`,
        ),
      });
    }
  },
);

test('refuses to read a pattern from names that Route 53 chooses between', () => {
  const { chosen, open } = propose([...own({ routing: 'weighted' }), ...PAIR]);
  expect({ chosen, open }).toEqual({
    chosen: undefined,
    open: expect.stringContaining('no record of example.com leads'),
  });
});

test('wants a name in every Region of the plan', () => {
  const three = [...REGIONS, 'eu-west-1'];
  expect(propose([...own(), ...PAIR], { regions: three }).chosen).toBeUndefined();
  const third = record('eu-west-1.orders.example.com', { aliasTo: balancerIn('eu-west-1') });
  const behind = record('_standby.orders.example.com', {
    routing: 'failover',
    aliasTo: 'us-west-2.orders.example.com',
  });
  expect(propose([...own(), third, behind, ...PAIR], { regions: three }).chosen).toEqual([ORDERS]);
});

test('says what to make where nothing leads anywhere', () => {
  expect(propose([record('www.example.com'), record('example.com', { type: 'NS' })]).open).toBe(
    "no record of example.com leads to a name of each Region's own, such as us-east-1.example.com: make an alias to " +
      'its load balancer in each Region, or give --record and --per-region',
  );
});

test('leaves the choice to a person where several public names fit', () => {
  const records = [...own(), ...PAIR, record('shop.example.com', { aliasTo: balancerIn('us-east-1') })];
  const { chosen, open, choices } = propose(records);
  expect(chosen).toBeUndefined();
  expect(open).toMatch(/^2 public names fit: orders.example.com and shop.example.com; give --record/);
  expect(choices?.map(({ label }) => label)).toEqual(['orders.example.com', 'shop.example.com']);
  expect(propose(records, { wanted: ['shop.example.com'] }).chosen).toEqual([{ ...ORDERS, name: 'shop.example.com' }]);
});

test('takes a name that is not there yet only with the names behind it, and says what is missing', () => {
  expect(propose([], { wanted: ['new.example.com'] }).open).toMatch(
    /^new.example.com leads to no name of each Region's own; give --per-region/,
  );
  const { chosen, notes } = propose([], { wanted: ['new.example.com'], perRegion: '{region}.new.example.com' });
  expect(chosen).toEqual([{ name: 'new.example.com', type: 'A', perRegion: '{region}.new.example.com' }]);
  expect(notes.join()).toContain('us-east-1.new.example.com is not in the zone yet');
});
