import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from './canonical-json';
import { PLAN_BYTES_MAX, PLAN_CHARACTERS_MAX, PlanError, readPlan } from './plan-reader';

const numbered = (count: number) => Array.from({ length: count }, (_, n) => `s${n}`);
const text = readFileSync(join(__dirname, '../../plan.json'), 'utf8');

/** A plan with one place changed; the example, unless another is given. */
function changed(path: string, value: unknown, written = text): string {
  const plan = JSON.parse(written);
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const at = keys.reduce((object, key) => object[key], plan);
  if (value === undefined) delete at[last];
  else at[last] = value;
  return JSON.stringify(plan);
}

function problemsOf(plan: string): string[] {
  try {
    readPlan(plan);
    return [];
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    return [...error.problems];
  }
}

/** The example plan with several of its places changed. */
const changedIn = (changes: Readonly<Record<string, unknown>>): string =>
  Object.entries(changes).reduce((written, [path, value]) => changed(path, value, written), text);

const CLUSTER_REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'ap-northeast-1', 'ap-southeast-2'];
const PANEL = 'arn:aws:route53-recovery-control::111122223333:controlpanel/0a1b';
/** What strategy "routing-control" needs, for the example plan. */
const routingControl = {
  endpoints: Object.fromEntries(
    CLUSTER_REGIONS.map((region) => [region, `https://host-a1b2c3.${region}.cluster.routing-control.amazonaws.com/v1`]),
  ),
  controls: { 'us-east-1': `${PANEL}/routingcontrol/01`, 'us-west-2': `${PANEL}/routingcontrol/02` },
};
const withControl = (changes: object) => ({
  'traffic.strategy': 'routing-control',
  'traffic.routingControl': { ...routingControl, ...changes },
});
const endpoints = (changes: object) => withControl({ endpoints: { ...routingControl.endpoints, ...changes } });
const controls = (changes: object) => withControl({ controls: { ...routingControl.controls, ...changes } });

const THREE = {
  regions: ['us-east-1', 'us-west-2', 'eu-central-1'],
  'databases.0.clusters': { 'us-east-1': 'a', 'us-west-2': 'b', 'eu-central-1': 'c' },
};

const CANARY_URL = 'https://{region}.orders.example.com/catalogue';
const canaryUrl = (url: string): [string, unknown] => ['canaries.0.url', url];
const record = (name: string): [string, unknown] => ['traffic.records.0.name', name];

describe('a plan', () => {
  test('that is the example has every default filled in', () => {
    const minimal = JSON.parse(text);
    for (const key of ['approval', 'cooldownSeconds', 'prewarmSeconds', 'notify']) delete minimal[key];
    delete minimal.release.stackName;
    delete minimal.databases[0].dataLossSecondsMax;
    expect(readPlan(JSON.stringify(minimal))).toMatchObject({
      approval: { expirySeconds: 3600, persons: 1 },
      cooldownSeconds: 3600,
      prewarmSeconds: 14_400,
      notify: [],
      release: { stackName: '{stack}-{release}', role: '{plan}-release-{region}' },
      databases: [{ dataLossSecondsMax: 30 }],
    });
  });

  test('may begin with a byte-order mark', () => {
    expect(problemsOf(`\uFEFF${text}`)).toEqual([]);
  });

  test.each<[string, string, string]>([
    ['an empty file', '', 'got an empty file'],
    ['null', 'null', 'expected an object, got null'],
    ['an array', '[]', 'expected an object, got []'],
    ['a number', '42', 'expected an object, got 42'],
    ['a trailing comma', '{\n  "name": "orders",\n}', '3:1: not JSON'],
    ['a prototype key', '{"__proto__": {"name": "orders"}}', '__proto__'],
    ['UTF-16', '\u0000{\u0000}', 'not JSON'],
  ])('refuses %s', (_, plan, expected) => {
    expect(problemsOf(plan).join('\n')).toContain(expected);
  });

  test.each<[string, [string, unknown], string]>([
    ['B-05 an unknown key', ['regoins', []], 'regoins: unknown key; did you mean regions'],
    ['B-05 an unknown key deeper down', ['watch.prope', 'x'], 'watch.prope: unknown key; did you mean probe'],
    ['B-06 a number written as text', ['databases.0.dataLossSecondsMax', '30'], 'databases[0].dataLossSecondsMax'],
    ['B-07 a constructor key', ['constructor', {}], 'constructor: unknown key'],
    ['B-08 a Region twice', ['regions', ['us-east-1', 'us-east-1']], 'regions[1]: "us-east-1" is already there'],
    ['B-08 one Region', ['regions', ['us-east-1']], 'regions'],
    ['B-09 a mistyped Region', ['regions', ['us-east-1', 'eu-west-11']], 'did you mean eu-west-1'],
    ['B-09 an upper-case Region', ['regions', ['us-east-1', 'EU-WEST-1']], 'did you mean eu-west-1'],
    ['B-09 Regions of two partitions', ['regions', ['us-east-1', 'cn-north-1']], 'partition aws-cn'],
    ['B-11 an account of 11 digits', ['account', '11112222333'], 'expected a string of 12 digits'],
    ['B-11 an account with dashes', ['account', '1111-2222-3333'], 'expected a string of 12 digits'],
    ['B-11 an account as a number', ['account', 111122223333], 'account'],
    ['B-13 an empty global cluster', ['databases.0.globalCluster', ''], 'databases[0].globalCluster'],
    ['B-13 upper case', ['databases.0.globalCluster', 'Orders'], 'lower-case'],
    ['B-13 two hyphens', ['databases.0.globalCluster', 'a--b'], 'single hyphens'],
    ['B-13 a trailing hyphen', ['databases.0.globalCluster', 'orders-'], 'not ending in a hyphen'],
    ['B-13 64 characters', ['databases.0.globalCluster', 'a'.repeat(64)], '1–63'],
    ['B-14 a Region without a cluster', ['databases.0.clusters', { 'us-east-1': 'a' }], 'no cluster for us-west-2'],
    [
      'B-14 a cluster in a foreign Region',
      ['databases.0.clusters', { 'us-east-1': 'a', 'us-west-2': 'b', 'eu-west-1': 'c' }],
      'databases[0].clusters.eu-west-1: not a Region of this plan',
    ],
    ['B-17 a mode', ['mode', 'graceful'], 'mode: unknown key'],
    ['B-18 a negative limit', ['databases.0.dataLossSecondsMax', -1], 'databases[0].dataLossSecondsMax'],
    ['B-18 a limit with a unit', ['databases.0.dataLossSecondsMax', '5s'], 'databases[0].dataLossSecondsMax'],
    ['B-18 an endless limit', ['databases.0.dataLossSecondsMax', 1e300], 'databases[0].dataLossSecondsMax'],
    ['B-19 confirming in no time', ['watch.confirmWithinSeconds', 0], 'watch.confirmWithinSeconds'],
    ['B-19 a cooldown shorter than confirming', ['cooldownSeconds', 60], 'must be at least watch.confirmWithinSeconds'],
    ['B-20 no passes', ['canaries.0.passesInARow', 0], 'canaries[0].passesInARow'],
    ['B-20 a watch that never pauses', ['watch.everySeconds', 0], 'watch.everySeconds'],
    ['B-21 no canaries', ['canaries', []], 'canaries'],
    ['B-21 no write canary', ['canaries.1.kind', 'read'], 'needs a canary of kind "write"'],
    ['B-22 a relative URL', canaryUrl('/catalogue'), 'not an absolute URL'],
    ['B-22 ftp', canaryUrl('ftp://{region}.example.com/'), 'only https is allowed'],
    ['B-22 a script', canaryUrl('javascript:alert("{region}")'), 'only https is allowed'],
    ['B-23 an address as one number', canaryUrl('https://2130706433/{region}'), 'address not allowed'],
    ['B-23 an address in hex', canaryUrl('https://0x7f.1/{region}'), 'address not allowed'],
    ['B-23 a short address', canaryUrl('https://127.1/{region}'), 'not allowed'],
    ['B-23 IPv6 loopback', canaryUrl('https://[::1]/{region}'), 'address not allowed'],
    ['B-23 a mapped metadata address', canaryUrl('https://[::ffff:169.254.169.254]/{region}'), 'not allowed'],
    ['B-23 the metadata address', canaryUrl('https://169.254.169.254/{region}'), 'address not allowed'],
    ['B-23 localhost', canaryUrl('https://localhost/{region}'), 'address not allowed'],
    ['B-24 a password', canaryUrl('https://u:p@{region}.example.com/'), 'user or password'],
    ['B-24 another port', canaryUrl('https://{region}.example.com:8443/'), 'only port 443'],
    [
      'B-24 another port of a drill',
      ['canaries.0.drillUrl', 'https://{region}.x.com:25/'],
      'only port 443 or one from',
    ],
    ['B-54 a drill where users are', ['canaries.0.drillUrl', CANARY_URL], 'is the url that users are served at'],
    ['B-54 a drill without {region}', ['canaries.0.drillUrl', 'https://a.x.com:8443/'], 'must hold {region}: a drill'],
    ['B-54 a stack called as a drill', ['release.stacks', ['drill-web']], 'begins with drill-'],
    ['B-24 a final dot', canaryUrl('https://{region}.example.com./'), 'ends in a dot'],
    ['B-24 a fragment', canaryUrl('https://{region}.example.com/#x'), 'fragment'],
    ['B-24 a tab', canaryUrl('https://{region}.exam\tple.com/'), 'plain lower-case ASCII'],
    ['B-24 a backslash', canaryUrl('https://{region}.example.com\\@169.254.169.254/'), 'plain lower-case ASCII'],
    ['B-24 another alphabet', canaryUrl('https://{region}.ⓔxample.com/'), 'plain lower-case ASCII'],
    ['B-24 a canary without {region}', canaryUrl('https://us-east-1.example.com/'), 'must hold {region}'],
    ['B-29 a zone with its prefix', ['traffic.hostedZoneId', '/hostedzone/Z1'], 'without /hostedzone/'],
    ['B-29 a lower-case zone', ['traffic.hostedZoneId', 'z0123'], 'expected a hosted zone id'],
    ['B-30 a wildcard', record('*.example.com'), '"*" is not a DNS label'],
    ['B-30 a final dot', record('orders.example.com.'), 'without its final dot'],
    ['B-30 an underscore', record('or_ders.example.com'), 'not a DNS label'],
    ['B-30 a label of 64', record(`${'a'.repeat(64)}.example.com`), 'not a DNS label'],
    ['B-30 a name too long', record(`${'abcdefgh.'.repeat(30)}com`), 'at most 253 characters'],
    ['B-30 no records', ['traffic.records', []], 'traffic.records'],
    ['B-33 a record twice', ['traffic.records', Array(2).fill(JSON.parse(text).traffic.records[0])], 'already there'],
    ['B-34 a stack with an underscore', ['release.stacks', ['orders_data']], 'expected a CloudFormation stack name'],
    ['B-34 a stack that begins with a digit', ['release.stacks', ['1orders']], 'beginning with a letter'],
    ['B-35 a stack twice', ['release.stacks', ['a', 'a']], 'release.stacks[1]: "a" is already there'],
    [
      '51 databases',
      ['databases', Array.from({ length: 51 }, () => JSON.parse(text).databases[0])],
      'at most 50 databases move',
    ],
    ['B-36 1,001 stacks', ['release.stacks', numbered(1001)], 'release.stacks: at most 1000 stacks move together'],
    ['B-38 a key that is none', ['release.publicKey', 'abc'], 'release.publicKey'],
    ['B-43 an expression', ['canaries.0.name', '{% $x %}'], 'canaries[0].name'],
    ['B-43 a dynamic reference', ['$schema', '{{resolve:ssm:x}}'], '{{resolve:'],
    ['B-46 a topic in one Region', ['notify', ['arn:aws:sns:us-east-1:111122223333:oncall']], 'write {region}'],
    ['B-46 a FIFO topic', ['notify', ['arn:aws:sns:{region}:111122223333:oncall.fifo']], 'standard SNS topic'],
    [
      'B-46 a topic of another account',
      ['notify', ['arn:aws:sns:{region}:999922223333:oncall']],
      'account 999922223333',
    ],
    ['B-48 a lock table', ['lockTable', 'x'], 'lockTable: unknown key'],
    ['a probe that is no canary', ['watch.probe', 'nothing'], 'allowed: read-catalogue'],
    ['a probe that writes', ['watch.probe', 'place-order'], 'no read canary'],
    ['a stack name without {stack}', ['release.stackName', 'x-{release}'], 'must hold {stack}'],
    ['a stack name with another brace', ['release.stackName', '{stack}-{epoch}'], 'only {stack} and {release}'],
    ['full automation without a witness', ['watch.witness', undefined], '"full" needs watch.witness'],
    ['a witness among the Regions', ['watch.witness', 'us-west-2'], 'a witness stands outside'],
    ['a name too long for bucket names', ['name', 'a'.repeat(16)], 'expected 1–15'],
    ['a sixth Region', ['regions', [...CLUSTER_REGIONS, 'eu-central-1']], 'regions'],
    ['a witness of another partition', ['watch.witness', 'cn-north-1'], 'cn-north-1 is in partition aws-cn'],
    [
      'a heartbeat without {region}',
      ['databases.0.heartbeat', 'https://orders.example.com/beat'],
      'databases[0].heartbeat: must hold {region}',
    ],
    ['a heartbeat over http', ['databases.0.heartbeat', 'http://{region}.example.com/'], 'only https is allowed'],
    ['a strategy that does not exist', ['traffic.strategy', 'weighted'], 'traffic.strategy'],
    ['an approval that never expires', ['approval.expirySeconds', 86_401], 'approval.expirySeconds'],
    ['an approval nobody could give in time', ['approval.expirySeconds', 9], 'approval.expirySeconds'],
    ['three persons', ['approval.persons', 3], 'approval.persons: expected 1 or 2; got 3'],
    ['a pause of 45 s', ['watch.everySeconds', 45], 'watch.everySeconds: expected 10, 30 or 60; got 45'],
    ['a missing field', ['traffic', undefined], 'traffic: required, expected object'],
  ])('refuses %s', (_, [path, value], expected) => {
    expect(problemsOf(changed(path, value)).join('\n')).toContain(expected);
  });

  test.each<[string, [string, unknown]]>([
    ['no stacks at all', ['release.stacks', []]],
    ['a limit of 0, which means always ask', ['databases.0.dataLossSecondsMax', 0]],
    ['a cooldown as long as confirming', ['cooldownSeconds', 120]],
    ['a fixed stack name', ['release.stackName', '{stack}']],
    ['100 stacks', ['release.stacks', Array.from({ length: 100 }, (_, n) => `s${n}`)]],
    ['a global cluster of 63 characters', ['databases.0.globalCluster', 'a'.repeat(63)]],
  ])('accepts %s', (_, [path, value]) => {
    expect(problemsOf(changed(path, value))).toEqual([]);
  });

  test.each<[string, Record<string, unknown>, string]>([
    [
      'routing control without its strategy',
      { 'traffic.routingControl': routingControl },
      'traffic.routingControl: only strategy "routing-control" reads it; got "health-signal"',
    ],
    [
      'the strategy without routing control',
      { 'traffic.strategy': 'routing-control' },
      'traffic.routingControl: required by strategy "routing-control"',
    ],
    ['four endpoints', endpoints({ 'ap-southeast-2': undefined }), 'got 4; a cluster has 5 endpoints'],
    [
      'six endpoints',
      endpoints({ 'eu-north-1': 'https://host-a1b2c3.eu-north-1.example.com/v1' }),
      'got 6; a cluster has 5 endpoints',
    ],
    [
      'an endpoint in no Region',
      endpoints({ 'ap-southeast-2': undefined, 'ap-southeast-22': 'https://host.example.com/v1' }),
      'traffic.routingControl.endpoints.ap-southeast-22: not an AWS Region',
    ],
    [
      'an endpoint twice',
      endpoints({ 'us-west-2': routingControl.endpoints['us-east-1'] }),
      'endpoints.us-west-2: is the endpoint of another Region already',
    ],
    ['an endpoint over http', endpoints({ 'us-west-2': 'http://host.example.com/v1' }), 'only https is allowed'],
    ['a Region without a control', controls({ 'us-west-2': undefined }), 'no routing control for us-west-2; add one'],
    [
      'a control of a foreign Region',
      controls({ 'eu-west-1': `${PANEL}/routingcontrol/03` }),
      'controls.eu-west-1: not a Region of this plan',
    ],
    [
      'a control twice',
      controls({ 'us-west-2': routingControl.controls['us-east-1'] }),
      'controls.us-west-2: is the control of another Region already',
    ],
    [
      'a control of another account',
      controls({ 'us-west-2': `${PANEL.replace('1111', '9999')}/routingcontrol/02` }),
      'controls.us-west-2: belongs to account 999922223333; expected 111122223333',
    ],
    ['a control panel as a control', controls({ 'us-west-2': PANEL }), 'expected the ARN of a routing control'],
    [
      'a pair of records for three Regions',
      { ...THREE, 'traffic.strategy': 'record-update' },
      'traffic.strategy: "record-update" moves users between 2 Regions; got 3',
    ],
  ])('refuses %s', (_, changes, expected) => {
    expect(problemsOf(changedIn(changes)).join('\n')).toContain(expected);
  });

  test.each<[string, Record<string, unknown>]>([
    ['three Regions', THREE],
    [
      'three Regions behind routing controls',
      { ...THREE, ...controls({ 'eu-central-1': `${PANEL}/routingcontrol/03` }) },
    ],
    ['a pair of records for two Regions', { 'traffic.strategy': 'record-update' }],
    ['routing control with five endpoints', withControl({})],
    ['a heartbeat of each Region', { 'databases.0.heartbeat': 'https://{region}.orders.example.com/heartbeat' }],
    ['an approval that stands for ten seconds', { 'approval.expirySeconds': 10 }],
    ['an approval that stands for a day', { 'approval.expirySeconds': 86_400 }],
    ['two persons', { 'approval.persons': 2 }],
  ])('accepts %s', (_, changes) => {
    expect(problemsOf(changedIn(changes))).toEqual([]);
  });

  describe('as long as', () => {
    /** With canaries in all lengths until it takes so many bytes as a run carries it. */
    const ofBytes = (bytes: number, letter = 'a') => {
      const plan = JSON.parse(text);
      const [canary] = plan.canaries;
      const bytesOf = (value: unknown) => Buffer.byteLength(canonicalJson(value));
      const named = (path: string) => ({
        ...plan,
        canaries: [{ ...canary, url: canary.url + path }, plan.canaries[1]],
      });
      const missing = bytes - bytesOf(readPlan(JSON.stringify(named('?q='))));
      return named(`?q=${letter.repeat(missing / Buffer.byteLength(letter))}`);
    };

    test('it may be is accepted, however it is indented', () => {
      for (const indent of [0, 2, 8]) {
        expect(problemsOf(JSON.stringify(ofBytes(PLAN_BYTES_MAX), null, indent))).toEqual([]);
      }
    });

    test('it may not be is refused, counted in bytes and with its defaults', () => {
      const refused =
        /^got 65537 bytes with its defaults; at most 65536 are allowed, because every run carries its plan$/;
      expect(problemsOf(JSON.stringify(ofBytes(PLAN_BYTES_MAX + 1)))).toEqual([expect.stringMatching(refused)]);
    });

    test('no file of a plan is, is not even parsed', () => {
      const padded = text.padEnd(PLAN_CHARACTERS_MAX);
      expect(problemsOf(padded)).toEqual([]);
      expect(problemsOf(`${padded} `)).toEqual([
        'got 262145 characters; at most 262144 are allowed, because every run carries its plan',
      ]);
    });
  });

  test('moves users by its health signal unless it says otherwise', () => {
    expect(readPlan(changed('traffic.strategy', undefined)).traffic.strategy).toBe('health-signal');
  });

  test('is refused with all its problems in one pass: shapes and rules, each with its path', () => {
    const plan = JSON.parse(text);
    const problems = problemsOf(
      JSON.stringify({
        ...plan,
        acount: '1',
        account: '12',
        regions: ['us-east-1', 'us-east-1'],
        watch: { ...plan.watch, probe: 'nothing' },
        canaries: [{ ...plan.canaries[0], url: 'https://orders.example.com/' }, plan.canaries[1]],
        traffic: { strategy: 'health-signal', hostedZoneId: 'z1' },
      }),
    );
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'account',
      'acount',
      'canaries[0].url',
      'databases[0].clusters.us-west-2',
      'regions[1]',
      'traffic.hostedZoneId',
      'traffic.records',
      'watch.probe',
    ]);
  });
});
