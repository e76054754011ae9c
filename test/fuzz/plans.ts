import fc from 'fast-check';

const ACCOUNT = '111122223333';
const PARTITION = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-southeast-2', 'sa-east-1'];
const KEY = 'MCowBQYDK2VwAyEAd3r2Le+hAgPfqMvxKMFALyDivbXhyfVlrnLAohFWJeM=';

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const words = (max: number) => fc.uniqueArray(word, { maxLength: max });
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

const database = (regions: readonly string[]) =>
  fc.record(
    {
      engine: fc.constantFrom('aurora-postgresql', 'aurora-mysql'),
      clusters: fc.constant(Object.fromEntries(regions.map((region) => [region, `c-${region}`]))),
      dataLossSecondsMax: fc.nat({ max: 86_400 }),
      heartbeat: fc.constant('https://{region}.orders.example.com/beat'),
      ledger: fc.constant('https://{region}.orders.example.com/ledger'),
    },
    { requiredKeys: ['engine', 'clusters'] },
  );

const canary = (kind: 'read' | 'write') =>
  fc.record(
    {
      kind: fc.constant(kind),
      url: word.map((path) => `https://{region}.orders.example.com/${path}`),
      passesInARow: fc.integer({ min: 1, max: 20 }),
      latencyMillisecondsMax: fc.integer({ min: 10, max: 30_000 }),
      drillUrl: word.map((path) => `https://{region}.orders.example.com:8443/${path}`),
    },
    { requiredKeys: ['kind', 'url'] },
  );

const release = words(10).chain((stacks) =>
  fc.record(
    {
      publicKey: fc.constant(KEY),
      stacks: fc.constant(stacks),
      stacksAtOnce: fc.integer({ min: 1, max: 50 }),
      pilotLight: fc.constant('pilot-{region}'),
      parameters: fc.constant({ Bucket: 'assets-{region}-{lane}' }),
      ageHoursMax: fc.integer({ min: 1, max: 87_600 }),
      stackName: fc.constantFrom('{stack}', '{stack}-{release}', 'x-{stack}'),
      role: fc.constant('{plan}-release-{region}'),
    },
    { requiredKeys: ['publicKey', 'stacks'] },
  ),
);

const hook = fc.record(
  {
    function: word,
    timeoutSeconds: fc.integer({ min: 10, max: 7200 }),
    onFailure: fc.constantFrom('stop', 'continue'),
  },
  { requiredKeys: ['function'] },
);

/** Plans that keep every rule, with and without what may be left out. */
export const anyPlan: fc.Arbitrary<unknown> = fc
  .shuffledSubarray(PARTITION, { minLength: 2, maxLength: 5 })
  .chain((regions) =>
    fc.record({
      name: word,
      regions: fc.constant(regions),
      databases: fc
        .uniqueArray(word, { maxLength: 3 })
        .chain((names) =>
          fc.tuple(...names.map((name) => database(regions).map((one) => ({ ...one, globalCluster: name })))),
        ),
      release,
      canaries: fc.tuple(canary('read'), canary('write')).map(([read, write]) => [
        { ...read, name: 'read' },
        { ...write, name: 'write' },
      ]),
      strategy: fc.constantFrom(...(regions.length === 2 ? ['health-signal', 'record-update'] : ['health-signal'])),
      everySeconds: fc.constantFrom(10, 30, 60),
      confirmWithinSeconds: fc.integer({ min: 10, max: 600 }),
      witness: optional(fc.constant(PARTITION.find((region) => !regions.includes(region)))),
      persons: fc.constantFrom(1, 2),
      cooldownSeconds: fc.integer({ min: 600, max: 86_400 }),
      prewarmSeconds: fc.integer({ min: 600, max: 172_800 }),
      beforeTraffic: fc.uniqueArray(hook, { maxLength: 5, selector: (one) => one.function }),
      fenced: fc.boolean(),
    }),
  )
  .chain((made) =>
    fc
      .constantFrom(...(made.witness === undefined ? ['notify', 'prepare'] : ['notify', 'prepare', 'full']))
      .map((automation) => planOf({ ...made, automation })),
  );

// biome-ignore lint/suspicious/noExplicitAny: what the arbitraries above have made, as JSON
const planOf = (made: any): unknown => ({
  name: made.name,
  account: ACCOUNT,
  regions: made.regions,
  databases: made.databases,
  release: made.release,
  canaries: made.canaries,
  traffic: {
    strategy: made.strategy,
    hostedZoneId: 'Z0123456789ABC',
    records: [{ name: 'orders.example.com', type: 'A', perRegion: '{region}.orders.example.com' }],
  },
  watch: {
    probe: 'read',
    everySeconds: made.everySeconds,
    confirmWithinSeconds: made.confirmWithinSeconds,
    ...(made.witness && { witness: made.witness }),
  },
  automation: made.automation,
  approval: { persons: made.persons },
  cooldownSeconds: made.cooldownSeconds,
  prewarmSeconds: made.prewarmSeconds,
  hooks: { beforeTraffic: made.beforeTraffic },
  fence: { stacks: made.fenced ? made.release.stacks : [] },
});
