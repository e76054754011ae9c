/** Every bad input by its number: what is given, and what is said of it. None of them creates anything. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publicAddresses } from '../lambdas/edge/public-connection';
import { judgeAlarm } from '../lambdas/steps/audit-control-plane/judge-alarm';
import { createHandler as controls } from '../lambdas/triggers/change-controls/handler';
import { createHandler as approvals } from '../lambdas/triggers/decide-approval/handler';
import { decide as decideSchedule } from '../lambdas/triggers/on-schedule/decide';
import { explained } from '../lib/cli/aws/explain';
import { main } from '../lib/cli/main';
import type { Approval } from '../lib/domain/approval';
import { sha256Of } from '../lib/domain/canonical-json';
import { namesOf } from '../lib/domain/names';
import { orderProblem } from '../lib/domain/release';
import { readRequest } from '../lib/domain/request';
import { approvalKey } from '../lib/domain/table-items';
import { differencesFrom, shownDifferences } from '../lib/domain/traffic';
import { readTemplate } from '../lib/release/read-template';
import { auditTemplate } from './audited';
import { EPOCH, HERE, LOST, NOW, plan, RUN_ID } from './fixtures';
import { expectSentences } from './fuzz/fuzz';
import { deepList, replaced } from './fuzz/texts';
import { personRequest } from './person-request';
import { smallTable } from './small-table';
import { awsError, decided, fails, manifestText, type Standby } from './standby';
import { temporaryDirectory } from './temporary';

/** What was said of an input; `code` is an exit code or an HTTP status. */
interface Said {
  readonly said: readonly string[];
  readonly code?: number;
  /** What was written or created. @default nothing can be */
  readonly created?: readonly string[];
}
type Row = readonly [number: string, input: string, expected: string, give: () => Said | Promise<Said>];

const PLAN = join(__dirname, '../plan.json');
const home = temporaryDirectory('bad-inputs');
const file = join(home, 'plan.json');
const folder = join(home, 'folder');
mkdirSync(folder);
const former = process.env.UNDERSTUDY_PLAN;
afterEach(() => {
  if (former === undefined) delete process.env.UNDERSTUDY_PLAN;
  else process.env.UNDERSTUDY_PLAN = former;
});

/** A command line in this process: what it printed, and its exit code. */
async function cli(args: readonly string[], at = file): Promise<Said> {
  const said: string[] = [];
  const spies = (['log', 'error'] as const).map((to) =>
    jest.spyOn(console, to).mockImplementation((line) => void said.push(String(line))),
  );
  process.env.UNDERSTUDY_PLAN = at;
  try {
    return { code: await main(args), said };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** The plan is read before anything is asked, so that a command which reads tells of it. */
const planText = (text: string | Buffer) => () => {
  writeFileSync(file, text);
  return cli(['status', '--region', 'us-east-1']);
};
const written = JSON.parse(JSON.stringify(plan));
/** The example's plan with another value at a path such as `watch.probe`. */
const planAt = (path: string, value: unknown) => {
  const places = path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  return planText(JSON.stringify(replaced(written, places, value)));
};
const canaryUrl = (url: string) => planAt('canaries.0.url', url);
const record = (name: string) => planAt('traffic.records.0.name', name);

const request = (input: unknown) => (): Said => {
  const read = readRequest(input);
  return { said: 'problems' in read ? read.problems : [`taken as text: ${read.request.reason}`] };
};
const audited =
  (template: object, changes: object = {}) =>
  (): Said => ({
    said: auditTemplate(template, changes).map(({ id, because }) => `${id}: ${because}`),
  });
const resource = (Type: string, Properties: object = {}) => audited({ Resources: { It: { Type, Properties } } });
const templateText = (text: string) => (): Said => {
  const read = readTemplate(text);
  return { said: 'problems' in read ? read.problems : [] };
};
const readiness = (change: (at: Standby) => void) => async (): Promise<Said> => {
  const decision = await decided(change);
  expect(decision.kind).not.toBe('done');
  return { said: [decision.because] };
};
const readinessUnder = (context: object) => async (): Promise<Said> => ({
  said: [(await decided(() => {}, context)).because],
});
const readinessWith = (changes: Partial<Standby>) => readiness((at) => void Object.assign(at, changes));
const staged = (changed: object) =>
  readiness((at) => {
    at.objects['current.json'] = { text: manifestText(changed), versionId: 'v' };
  });

const names = namesOf(plan, HERE);
const place = { plan, region: HERE, names };
const clock = { now: () => Date.parse(NOW), sleep: async () => {} };
const asked: Approval = {
  runId: RUN_ID,
  planSha256: sha256Of(plan),
  epoch: EPOCH,
  persons: 1,
  facts: { loss: [], signals: [], canaries: [], at: NOW },
  because: 'because',
  askedAt: NOW,
  expiresAt: '2026-11-21T13:00:00.000Z',
  answers: [],
  toldAt: [],
  version: 1,
};

/** A person's request at a function that keeps this approval. */
const person =
  (which: 'approval' | 'controls', event: unknown, kept: Partial<Approval> = {}) =>
  async (): Promise<Said> => {
    const table = smallTable([
      {
        ...approvalKey(plan.name, RUN_ID),
        approval: { S: JSON.stringify({ ...asked, ...kept }) },
        version: { N: '1' },
      },
    ]);
    const created: string[] = [];
    const other = { send: async (command: object) => void created.push(command.constructor.name) };
    const handler =
      which === 'approval'
        ? approvals({ dynamo: table }, place, { clock, log: () => {} })
        : controls({ dynamo: table, states: other, s3: other, sns: other, clock, log: () => {} } as never, place);
    const { statusCode, body } = await handler(event);
    created.push(...table.sent.filter((name) => /Put|Update/.test(name)));
    return { code: statusCode, said: [JSON.parse(body).because], created };
  };
const yes = { kind: 'approve', run: RUN_ID, because: 'I looked' };

const ROWS: readonly Row[] = [
  ['B-01', 'no file', 'no plan at', () => cli(['status'], join(home, 'missing.json'))],
  ['B-01', 'a folder', 'cannot be read (EISDIR)', () => cli(['status'], folder)],
  ['B-02', 'an empty file', 'expected an object, got an empty file', planText('')],
  ['B-02', 'null', 'expected an object, got null', planText('null')],
  ['B-02', 'a list', 'expected an object, got []', planText('[]')],
  ['B-02', 'a number', 'expected an object, got 42', planText('42')],
  ['B-03', 'a trailing comma', '3:1: not JSON', planText('{\n  "name": "orders",\n}')],
  ['B-03', 'UTF-16', 'not JSON', planText(Buffer.from('\uFEFF{"name": "orders"}', 'utf16le'))],
  ['B-04', 'a key twice', 'watch.probe: written twice', planText('{"watch": {"probe": "a", "probe": "b"}}')],
  [
    'B-04',
    'YAML of aliases',
    'alias',
    templateText(
      `a: &a [x, x]\n${[...'bcdefgh'].map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[at]}`)}]\n`).join('')}`,
    ),
  ],
  ['B-04', 'YAML with a key twice', 'map keys must be unique', templateText('Resources: {}\nResources: {}\n')],
  ['B-05', 'an unknown key', 'regoins: unknown key; did you mean regions', planAt('regoins', [])],
  [
    'B-06',
    'text for a number',
    'cooldownSeconds: invalid input: expected number, received string; got "30"',
    planAt('cooldownSeconds', '30'),
  ],
  ['B-07', '__proto__', '__proto__', planText('{"__proto__": {"name": "orders"}}')],
  ['B-07', 'constructor', 'constructor: unknown key', planAt('constructor', {})],
  [
    'B-08',
    'one Region twice',
    'regions[1]: "us-east-1" is already there',
    planAt('regions', ['us-east-1', 'us-east-1']),
  ],
  ['B-09', 'a Region that is none', 'did you mean eu-west-1', planAt('regions.1', 'eu-west-11')],
  ['B-09', 'an upper-case Region', 'did you mean eu-west-1', planAt('regions.1', 'EU-WEST-1')],
  ['B-09', 'another partition', 'partition aws-cn', planAt('regions.1', 'cn-north-1')],
  [
    'B-10',
    'a Region that is not enabled',
    'rds:DescribeDBClusters failed: UnrecognizedClientException',
    readiness(fails('DescribeDBClustersCommand', awsError('UnrecognizedClientException', 403))),
  ],
  ['B-11', '11 digits', 'account: expected a string of 12 digits', planAt('account', '11112222333')],
  ['B-11', 'a number', 'account: invalid input: expected string', planAt('account', 111122223333)],
  [
    'B-12',
    'an ARN of another service',
    'notify[0]: expected the ARN of a standard SNS topic',
    planAt('notify', [`arn:aws:sqs:{region}:${plan.account}:q`]),
  ],
  [
    'B-12',
    'a wildcard',
    'notify[0]: expected the ARN of a standard SNS topic',
    planAt('notify', [`arn:aws:sns:{region}:${plan.account}:*`]),
  ],
  [
    'B-12',
    'another account',
    'belongs to account 999922223333',
    planAt('notify', ['arn:aws:sns:{region}:999922223333:oncall']),
  ],
  ['B-13', 'an empty identifier', 'databases[0].globalCluster', planAt('databases.0.globalCluster', '')],
  ['B-13', 'upper case', 'lower-case letters', planAt('databases.0.globalCluster', 'Orders')],
  ['B-13', 'two hyphens', 'single hyphens', planAt('databases.0.globalCluster', 'a--b')],
  ['B-13', 'a last hyphen', 'not ending in a hyphen', planAt('databases.0.globalCluster', 'orders-')],
  ['B-13', '64 characters', '1–63', planAt('databases.0.globalCluster', 'a'.repeat(64))],
  ['B-14', 'a cluster that is no member', 'orders has no member in us-west-2', readinessWith({ members: [LOST] })],
  [
    'B-14',
    'a writer elsewhere',
    'the writer of orders is in eu-west-1',
    readinessWith({ members: [LOST, HERE, 'eu-west-1'], writerRegion: 'eu-west-1' }),
  ],
  [
    'B-15',
    'a headless cluster',
    'headless',
    readinessWith({ cluster: { Status: 'available', EngineVersion: '16.4', DBClusterMembers: [] } }),
  ],
  ['B-15', 'another version', 'engine versions differ, 16.4 here and 16.6', readinessWith({ primaryVersion: '16.6' })],
  ['B-16', 'a mode', 'mode: unknown key', planAt('mode', 'auto-ish')],
  ['B-17', 'allowDataLoss', 'input.allowDataLoss: unknown key', request({ reason: 'r', allowDataLoss: true })],
  ['B-18', 'a negative limit', 'databases[0].dataLossSecondsMax', planAt('databases.0.dataLossSecondsMax', -1)],
  ['B-18', 'a limit with its unit', 'databases[0].dataLossSecondsMax', planAt('databases.0.dataLossSecondsMax', '5s')],
  [
    'B-18',
    '1e309',
    'databases[0].dataLossSecondsMax',
    planText(JSON.stringify(written).replace('"dataLossSecondsMax":30', '"dataLossSecondsMax":1e309')),
  ],
  ['B-19', 'no time', 'watch.confirmWithinSeconds', planAt('watch.confirmWithinSeconds', 0)],
  [
    'B-19',
    'a cooldown that is too short',
    'must be at least watch.confirmWithinSeconds (120)',
    planAt('cooldownSeconds', 60),
  ],
  ['B-20', 'no passes', 'canaries[0].passesInARow', planAt('canaries.0.passesInARow', 0)],
  ['B-20', 'no pause', 'watch.everySeconds: expected 10, 30 or 60; got 0', planAt('watch.everySeconds', 0)],
  ['B-21', 'no canaries', 'canaries: ', planAt('canaries', [])],
  ['B-22', 'a relative URL', 'not an absolute URL', canaryUrl('/catalogue')],
  ...['ftp://{region}.example.com/', 'file:///etc/passwd', 'javascript:alert(1)', 'http://{region}.example.com/'].map(
    (url): Row => ['B-22', url, 'only https is allowed', canaryUrl(url)],
  ),
  ...[
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
    '[::1]',
    '[::ffff:169.254.169.254]',
    '[fd00:ec2::254]',
    '[64:ff9b::a9fe:a9fe]',
    '100.64.0.1',
    '0.0.0.0',
  ].map((host): Row => ['B-23', host, 'address not allowed', canaryUrl(`https://${host}/{region}`)]),
  ['B-23', 'the metadata address with a final dot', 'not allowed', canaryUrl('https://169.254.169.254./{region}')],
  ['B-24', 'a password', 'a user or password', canaryUrl('https://u:p@{region}.example.com/')],
  ['B-24', 'another port', 'only port 443 is allowed, got 8443', canaryUrl('https://{region}.example.com:8443/')],
  ['B-24', 'a fragment', 'a fragment (#…) is not allowed', canaryUrl('https://{region}.example.com/#x')],
  ...[
    'https://{region}.exam\tple.com/',
    'https://{region}.example.com\\x',
    'https://{region}.ⓔxample.com/',
    'https://{region}.example.com/a b',
  ].map((url): Row => ['B-24', JSON.stringify(url), 'plain lower-case ASCII', canaryUrl(url)]),
  [
    'B-25',
    'a name that leads inwards',
    'address not allowed: a.example.com is 10.0.0.1 (private)',
    async () => {
      const internet = { resolve: async () => ['52.1.0.1', '10.0.0.1'], placeOf: () => ({ host: '', port: 0 }) };
      const found = await publicAddresses({ host: 'a.example.com', internet, deadline: new AbortController().signal });
      return { said: 'problem' in found ? [found.problem] : [] };
    },
  ],
  [
    'B-26',
    'a header of a canary',
    'canaries[0].headers: unknown key',
    planAt('canaries.0.headers', { Host: 'a\r\nb' }),
  ],
  ['B-27', 'a pattern of a canary', 'canaries[0].matches: unknown key', planAt('canaries.0.matches', '(a+)+$')],
  ['B-28', 'a status of a canary', 'canaries[0].status: unknown key', planAt('canaries.0.status', 99)],
  ['B-29', 'a zone with its prefix', 'without /hostedzone/', planAt('traffic.hostedZoneId', '/hostedzone/Z1')],
  ['B-29', 'lower case', 'expected a hosted zone id', planAt('traffic.hostedZoneId', 'z0123')],
  ['B-30', 'a wildcard', '"*" is not a DNS label', record('*.example.com')],
  ['B-30', 'a final dot', 'without its final dot', record('orders.example.com.')],
  ['B-30', 'a label of 64', 'at most 63 characters', record(`${'a'.repeat(64)}.example.com`)],
  ['B-30', 'a name of 270', 'at most 253 characters', record(`${'abcdefgh.'.repeat(30)}com`)],
  ['B-30', 'an underscore', 'not a DNS label', record('or_ders.example.com')],
  [
    'B-31',
    'a record that is no failover record',
    'found {"Name":"orders.example.com"',
    () => {
      const records = [
        { Name: 'orders.example.com.', Type: 'A', TTL: 86_400, ResourceRecords: [{ Value: '192.0.2.1' }] },
      ];
      const settlement = { epoch: 1, serial: 1, active: LOST, attached: [] };
      return { said: [shownDifferences(differencesFrom(plan, settlement, { records, checks: [] }))] };
    },
  ],
  ['B-32', 'another type of record', 'traffic.records[0].type', planAt('traffic.records.0.type', 'CNAME')],
  ['B-33', 'a record twice', 'already there', planAt('traffic.records', Array(2).fill(plan.traffic.records[0]))],
  ['B-34', 'an underscore', 'expected a CloudFormation stack name', planAt('release.stacks', ['orders_data'])],
  ['B-34', 'a digit first', 'beginning with a letter', planAt('release.stacks', ['1orders'])],
  ['B-34', '129 characters', 'at most 101 characters', planAt('release.stacks', ['a'.repeat(129)])],
  [
    'B-35',
    'a circle',
    'in a circle: a and b',
    () => ({
      said: [
        orderProblem([
          { name: 'a', dependsOn: ['b'] },
          { name: 'b', dependsOn: ['a'] },
        ] as never) || '',
      ],
    }),
  ],
  [
    'B-35',
    'a stack that is not there',
    'web depends on',
    () => ({ said: [orderProblem([{ name: 'web', dependsOn: ['none'] }] as never) || ''] }),
  ],
  ['B-35', 'a stack twice', 'release.stacks[1]: "a" is already there', planAt('release.stacks', ['a', 'a'])],
  [
    'B-36',
    '1,001 stacks',
    'release.stacks: at most 1000 stacks move together: make two plans',
    planAt(
      'release.stacks',
      Array.from({ length: 1001 }, (_, n) => `s${n}`),
    ),
  ],
  [
    'B-37',
    'a bucket without versions',
    'keeps no versions',
    readiness((at) => void Object.assign(at.objects, { 'current.json': { text: manifestText(), versionId: 'null' } })),
  ],
  [
    'B-37',
    'a template that is not there',
    'orders-web.json',
    readiness((at) => void delete at.objects['orders-web.json']),
  ],
  [
    'B-38',
    'a digest in upper case',
    'sha256',
    staged({ assets: [{ key: 'web.zip', versionId: 'v', sha256: 'A'.repeat(64) }] }),
  ],
  [
    'B-38',
    'a key that is none',
    'expected the base64 of an Ed25519 public key',
    planAt('release.publicKey', `${'A'.repeat(59)}=`),
  ],
  ['B-39', 'another application', 'it is a release of billing', staged({ plan: 'billing' })],
  ['B-39', 'too old', 'the plan allows 168 h', staged({ createdAt: '2026-01-01T00:00:00Z' })],
  ['B-39', 'a key that the plan does not pin', 'which the plan does not pin', readinessUnder({ plan })],
  [
    'B-39',
    'an older release in the place of a newer one',
    'rolled back',
    readinessWith({ earlier: [{ versionId: 'v0', text: manifestText({ createdAt: '2026-11-21T11:59:59.000Z' }) }] }),
  ],
  ['B-40', 'a macro', 'macro:', audited({ Transform: 'AWS::Include', Resources: {} } as object)],
  ['B-40', 'a custom resource', 'custom-resource:web/It', resource('Custom::It')],
  [
    'B-40',
    'a nested template elsewhere',
    'nested-elsewhere:web/It',
    resource('AWS::CloudFormation::Stack', { TemplateURL: 'https://example.com/a.json' }),
  ],
  ['B-41', 'a record of Route 53', 'global-control-plane:web/It', resource('AWS::Route53::RecordSet')],
  ['B-41', 'a distribution', 'global-control-plane:web/It', resource('AWS::CloudFront::Distribution')],
  [
    'B-41',
    'a template of 2 MB',
    'template-too-large:web',
    audited({ Resources: { It: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'x'.repeat(2_000_000) } } } }),
  ],
  [
    'B-42',
    'a secret',
    'literal-secret:',
    audited({ Parameters: { DbPassword: { Type: 'String', Default: 'hunter2hunter2' } }, Resources: {} }),
  ],
  [
    'B-42',
    'a parameter without a value',
    'parameter-without-value:',
    audited({ Parameters: { Size: { Type: 'String' } }, Resources: {} }, { release: { pilotLight: undefined } }),
  ],
  ['B-43', 'an expression', 'canaries[0].name', planAt('canaries.0.name', '{% $x %}')],
  ['B-43', 'a dynamic reference', 'must not hold {%, %} or {{resolve:', planAt('$schema', '{{resolve:ssm:x}}')],
  [
    'B-43',
    'an expression as a reason',
    'taken as text: {% $states.input %}',
    request({ reason: '{% $states.input %}' }),
  ],
  ['B-44', 'tags', 'tags: unknown key', planAt('tags', { 'aws:x': 'y' })],
  ['B-45', 'approvers', 'approval.approvers: unknown key', planAt('approval.approvers', [])],
  ['B-45', 'three persons', 'approval.persons: expected 1 or 2; got 3', planAt('approval.persons', 3)],
  [
    'B-46',
    'a topic in one Region',
    'write {region}',
    planAt('notify', [`arn:aws:sns:us-east-1:${plan.account}:oncall`]),
  ],
  [
    'B-46',
    'a FIFO topic',
    'standard SNS topic',
    planAt('notify', [`arn:aws:sns:{region}:${plan.account}:oncall.fifo`]),
  ],
  ['B-47', 'a webhook', 'notify[0]: expected the ARN', planAt('notify', ['http://hooks.example.com/secret'])],
  ['B-48', 'a lock table', 'lockTable: unknown key', planAt('lockTable', 'mine')],
  ['B-49', 'no input', 'input.reason: required', request({})],
  ['B-49', 'more keys', 'input.schemaVersion: unknown key', request({ reason: 'r', schemaVersion: 9 })],
  ['B-49', '300 KiB', 'got 307200 characters, at most 500 are allowed', request({ reason: 'a'.repeat(300 * 1024) })],
  ['B-49', '10,000 lists', 'expected an object', request(JSON.parse(deepList(10_000)))],
  ['B-50', 'control characters', 'taken as text: a [31mb', request({ reason: 'a\u001b[31mb' })],
  ['B-50', 'nothing but control characters', 'input.reason: required', request({ reason: '\u0000\u200B' })],
  ['B-50', '10 KB', 'at most 500 are allowed', request({ reason: 'é'.repeat(10_000) })],
  ['B-51', 'no reason of a person', '--because is required', () => cli(['approve', RUN_ID, '--because', ' '], PLAN)],
  [
    'B-51',
    'no reason to go without a majority',
    'input.withoutMajority: expected a sentence',
    request({ reason: 'r', withoutMajority: ' ' }),
  ],
  [
    'B-52',
    'an expected Region',
    'input.expectedActiveRegion: unknown key',
    request({ reason: 'r', expectedActiveRegion: LOST }),
  ],
  [
    'B-52',
    'another epoch',
    'the lock in us-west-2 is free',
    person('controls', personRequest({ kind: 'break-lock', epoch: 7, because: 'b' })),
  ],
  [
    'B-53',
    'a time without its zone',
    'drill.blackouts[0].from',
    planAt('drill.blackouts.0.from', '2026-12-20T00:00:00'),
  ],
  [
    'B-53',
    'a moment that is over',
    'was due',
    () => ({ said: [decideSchedule({ verb: 'drill', at: '2026-01-01T00:00:00Z' }, { plan, now: NOW }).because] }),
  ],
  [
    'B-53',
    'the end of time',
    's from now',
    () => ({ said: [decideSchedule({ verb: 'drill', at: '9999-12-31T00:00:00Z' }, { plan, now: NOW }).because] }),
  ],
  [
    'B-54',
    'a drill where users are',
    'is the url that users are served at',
    planAt('canaries.0.drillUrl', plan.canaries[0]?.url),
  ],
  ['B-55', 'an unknown flag', 'unknown flag --jsn; did you mean --json', () => cli(['status', '--jsn'])],
  ['B-55', 'a flag without its value', '--region', () => cli(['status', '--region'])],
  ['B-55', 'two runs', 'one run at a time', () => cli(['approve', RUN_ID, RUN_ID, '--because', 'b'])],
  [
    'B-55',
    'a Region of another plan',
    'is not a Region of plan orders',
    () => cli(['break-lock', '101', '--region', 'eu-west-3', '--because', 'b'], PLAN),
  ],
  [
    'B-56',
    'no credentials',
    'no usable AWS credentials',
    () => ({ said: [explained(Object.assign(new Error('expired'), { name: 'CredentialsProviderError' })) ?? ''] }),
  ],
  [
    'B-57',
    'no alarm',
    'does not exist: deploy the control plane again',
    () => {
      const read = <Value>(value: Value) => ({ outcome: 'read', value }) as const;
      const seen = { name: names.alarm, alarm: read(undefined), rules: read([]) };
      return { said: [JSON.stringify(judgeAlarm(seen))] };
    },
  ],
  [
    'B-58',
    "another plan's run",
    'no run of this plan and Region asks',
    person('approval', personRequest({ ...yes, run: RUN_ID.replace('orders', 'billing') })),
  ],
  [
    'B-58',
    'a run that was never',
    'no run of this plan and Region asks',
    person('approval', personRequest({ ...yes, run: `${RUN_ID}0` })),
  ],
  [
    'B-58',
    'upper case',
    'no run of this plan and Region asks',
    person('approval', personRequest({ ...yes, run: RUN_ID.toUpperCase() })),
  ],
  [
    'B-58',
    'a replay',
    'approved at',
    person('approval', personRequest(yes), {
      persons: 2,
      answers: [{ kind: 'approve', by: 'arn:aws:sts::111122223333:assumed-role/OnCall/alice', because: 'b', at: NOW }],
    }),
  ],
  [
    'B-58',
    'too late',
    'the request expired at',
    person('approval', personRequest(yes), { expiresAt: '2026-11-21T11:00:00.000Z' }),
  ],
  ['B-58', 'used', 'the run went on at', person('approval', personRequest(yes), { usedAt: NOW })],
  ['B-59', 'GET', 'only POST is understood', person('approval', personRequest(yes, { method: 'GET' }))],
  [
    'B-59',
    '10 MB',
    'at most 4096 are allowed',
    person('approval', { ...personRequest(yes), body: 'x'.repeat(10_000_000) }),
  ],
  [
    'B-59',
    'another content type',
    'expected content-type application/json',
    person('approval', { ...personRequest(yes), headers: { 'content-type': 'text/plain' } }),
  ],
  [
    'B-59',
    'another verb',
    'expected "approve" or "decline"',
    person('approval', personRequest({ ...yes, kind: 'maybe' })),
  ],
  ['B-59', 'no signature', 'IAM names no caller of this account', person('approval', personRequest(yes, { by: '' }))],
  ['B-60', 'another version of the plan', 'version: unknown key', planAt('version', 0)],
];

/** Exit codes and HTTP statuses that tell of a mistake of whoever asks. */
const REFUSED = [1, 2, 400, 403, 404, 405, 409, 410, 413, 415];

test.each(ROWS)('%s %s: %s', async (_, __, expected, give) => {
  const { said, code, created = [] } = await give();
  expect(said.join('\n')).toContain(expected);
  expectSentences(said, 2100);
  expect(said.join('\n')).not.toMatch(/\n\s+at /);
  if (code !== undefined) expect(REFUSED).toContain(code);
  expect(created).toEqual([]);
});

test('no number is missing', () => {
  const numbers = Array.from({ length: 60 }, (_, index) => `B-${String(index + 1).padStart(2, '0')}`);
  expect([...new Set(ROWS.map(([number]) => number))]).toEqual(numbers);
});
