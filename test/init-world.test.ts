/** `understudy init` against the wire: the example's own templates, provisioned in a world, seen by real clients. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ordersStacks } from '../examples/orders/lib/orders-stacks';
import { READ_ACTIONS } from '../lib/cli/init/clients';
import { main } from '../lib/cli/main';
import { readPlan } from '../lib/domain/plan-reader';
import { failoverRecords } from '../lib/domain/traffic';
import { provisionStack } from '../lib/rehearsal/aws/provisioner';
import { type EndpointInTest, openEndpoint } from './conformance/aws-endpoint';
import { type AwsWorld, awsWorld } from './conformance/aws-world';
import { plan } from './synthesised';
import { temporaryDirectory } from './temporary';

const REGIONS = ['--regions', plan.regions.join()];
const KEY = 'MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=';
/** What no account says. */
const GIVEN = [
  ...['--public-key', KEY, '--read-url', 'https://{region}.orders.example.com/catalogue'],
  ...['--write-url', 'https://{region}.orders.example.com/canary-order'],
];

let world: AwsWorld;
let endpoint: EndpointInTest;
/** Synthesis of the example, on a machine that has other work too. */
const HOOK_MILLISECONDS_MAX = 120_000;
const env = { ...process.env };

beforeAll(async () => {
  world = awsWorld();
  const { rds, route53, cloudformation } = world.services;
  const { hostedZoneId: id } = plan.traffic;
  route53.createZone({ id, name: 'example.com', nameServers: ['ns-1.awsdns-01.com'] });
  await deployExample();
  attach();
  endpoint = await openEndpoint([rds.service, route53.service, cloudformation.service]);
}, HOOK_MILLISECONDS_MAX);
afterAll(async () => {
  await endpoint.close();
  await world.services.close();
  process.env = env;
});

beforeEach(() => signIn(READ_ACTIONS));

/** The pilot light in both Regions, and the release at home, from the templates that a team would deploy. */
async function deployExample(): Promise<void> {
  const app = new App({
    outdir: temporaryDirectory('orders'),
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
  });
  ordersStacks(app, { plan, image: `orders@sha256:${'0'.repeat(64)}` });
  for (const stack of app.node.children as Stack[]) {
    const template = Template.fromStack(stack).toJSON();
    const region = plan.regions.find((one) => stack.node.id.endsWith(one));
    const place = { name: stack.stackName, account: plan.account, region: region ?? 'us-east-1' };
    const made = region
      ? await world.clock.until(provisionStack(world.services, { ...place, template, assetDirectory: '' }))
      : { outputs: {}, resources: outlined(template), remove: async () => {} };
    world.services.cloudformation.register({ ...made, ...place, template: '{"Resources":{}}' });
  }
}

/** The release's tasks would need containers; here it matters only that they are there. */
const outlined = ({ Resources = {} }: { Resources?: Record<string, { Type: string }> }) =>
  Object.entries(Resources).map(([logicalId, { Type: type }]) => ({ logicalId, type, physicalId: logicalId }));

/** The failover pair as `traffic attach` leaves it. */
function attach(): void {
  const settlement = { epoch: 0, serial: 1, active: 'us-east-1', attached: [] };
  const records = failoverRecords(plan, settlement, () => '');
  world.services.route53.apply(
    plan.traffic.hostedZoneId,
    records.map((ResourceRecordSet) => ({ Action: 'CREATE', ResourceRecordSet })),
  );
}

/** Whoever runs the command may do exactly this. */
function signIn(actions: readonly string[]): void {
  const { credentials } = endpoint.as({
    name: 'planner',
    region: 'global',
    statements: [{ Effect: 'Allow', Action: [...actions], Resource: '*' }],
  });
  process.env.AWS_ACCESS_KEY_ID = credentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = credentials.secretAccessKey;
}

async function init(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line) => void out.push(String(line)));
  const error = jest.spyOn(console, 'error').mockImplementation((line) => void err.push(String(line)));
  try {
    const code = await main(['init', '--from-account', '--world', endpoint.url, ...args]);
    return { code, out: out.join('\n'), err: err.join('\n') };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}

const inJson = async (...args: string[]) => JSON.parse((await init('--json', ...args)).out);

test('the example is found as its plan writes it: databases, traffic and stacks', async () => {
  const file = join(temporaryDirectory('init'), 'plan.json');
  const { code, out, err } = await init(...REGIONS, ...GIVEN, '--out', file);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const found = readPlan(readFileSync(file, 'utf8'), file);
  const { ledger: _, ...database } = plan.databases[0] ?? {};
  expect(found).toMatchObject({ name: plan.name, account: plan.account, regions: plan.regions });
  expect({ databases: found.databases, traffic: found.traffic }).toEqual({
    databases: [database],
    traffic: plan.traffic,
  });
  expect(found.release).toMatchObject({ stacks: plan.release.stacks, pilotLight: plan.release.pilotLight });
  expect(out).toContain('account: 111122223333, which owns what was found');
  expect(out).toContain(`npx cdk bootstrap aws://111122223333/us-east-1 aws://111122223333/us-west-2`);
  expect(out).toContain(`export UNDERSTUDY_PLAN=${file}`);
});

test('nothing is called but what the help says, and nothing that changes anything', async () => {
  const { code } = await init('--json', ...REGIONS, ...GIVEN);
  expect({ code, lines: endpoint.lines, unimplemented: endpoint.unimplemented }).toEqual({
    ...{ code: 0, lines: [], unimplemented: [] },
  });
});

test('what no account says is a problem each, with its path and what to give, and nothing is written', async () => {
  const file = join(temporaryDirectory('init'), 'plan.json');
  const { code, err } = await init(...REGIONS, '--out', file);
  expect({ code, isWritten: existsSync(file) }).toEqual({ code: 1, isWritten: false });
  expect(err.split('\n')).toEqual([
    expect.stringMatching(/^understudy: canaries\[0\].url: required, expected string; give --read-url/),
    expect.stringMatching(/^understudy: canaries\[1\].url: required, expected string; give --write-url/),
    expect.stringMatching(/^understudy: release.publicKey: required, .*release key --out release-key.pem/),
  ]);
});

test('a plan that is there is kept, unless it is to be replaced', async () => {
  const file = join(temporaryDirectory('init'), 'plan.json');
  writeFileSync(file, 'mine');
  const { code, err } = await init(...REGIONS, ...GIVEN, '--out', file);
  expect({ code, err, kept: readFileSync(file, 'utf8') }).toEqual({
    ...{ code: 2, err: `understudy: ${file} is there already; --force replaces it, and --out names another file` },
    kept: 'mine',
  });
  expect((await init(...REGIONS, ...GIVEN, '--out', file, '--force')).code).toBe(0);
  expect(readPlan(readFileSync(file, 'utf8')).name).toBe('orders');
});

test("the rehearsal's key is taken only where that is asked for", async () => {
  const { publicKey } = plan.release;
  const urls = GIVEN.slice(2);
  const { problems } = await inJson(...REGIONS, ...urls, '--public-key', publicKey);
  expect(problems).toEqual([expect.stringMatching(/^release.publicKey: got the rehearsal's key/)]);
  const asked = await inJson(...REGIONS, ...urls, '--rehearsal-key');
  expect(asked).toMatchObject({ problems: [], plan: { release: { publicKey } } });
});

test.each([
  ['rds:DescribeGlobalClusters', 'databases: no Region told of its global databases'],
  ['cloudformation:DescribeStacks', 'release.stacks: the stacks of us-east-1 could not be read'],
  ['cloudformation:ListStackResources', 'release.stacks: no stack in us-east-1 alone can be made anew'],
  ['route53:ListHostedZones', 'traffic.hostedZoneId: the hosted zones could not be read'],
  ['route53:ListResourceRecordSets', 'traffic.records: the records of example.com could not be read'],
])('without %s its part stays open, and is not taken for absent', async (action, problem) => {
  signIn(READ_ACTIONS.filter((one) => one !== action));
  const { problems, notes } = await inJson(...REGIONS, ...GIVEN, '--name', 'orders');
  expect(problems).toContainEqual(expect.stringContaining(problem));
  expect(notes).toContainEqual(expect.stringMatching(/could not be read: AWS says \w+: .*not authorized/));
});

test('with the home Region dark the other one tells of the databases, and all else stays open', async () => {
  endpoint.cut.add('us-east-1');
  const { plan: draft, problems } = await inJson(...REGIONS, ...GIVEN).finally(() => endpoint.cut.clear());
  expect(draft.databases).toMatchObject([{ globalCluster: 'orders' }]);
  expect(problems).toEqual([
    'release.stacks: the stacks of us-east-1 could not be read; run this again',
    // Route 53's API is in us-east-1, whatever the Region of the client.
    'traffic.hostedZoneId: the hosted zones could not be read; run this again',
    'traffic.records: they are looked for in the hosted zone, once it is known',
  ]);
});

test('with the standby dark nothing is said of what stands there', async () => {
  endpoint.cut.add('us-west-2');
  const { notes, problems } = await inJson(...REGIONS, ...GIVEN).finally(() => endpoint.cut.clear());
  expect(problems).toEqual(['release.stacks: the stacks of us-west-2 could not be read; run this again']);
  expect(notes).toContain('how many instances orders-us-west-2 in us-west-2 has could not be read');
});

test('a zone, an account and a database that are not there are said at once', async () => {
  const wrong = ['--zone', 'ZNONE', '--account', '444455556666', '--global-cluster', 'order'];
  const { problems } = await inJson(...REGIONS, ...GIVEN, ...wrong, '--name', 'orders');
  expect(problems).toEqual([
    'account: --account says 444455556666; these credentials see account 111122223333',
    'databases: no global database is called "order": there are orders',
    'traffic.hostedZoneId: there is no hosted zone ZNONE; public ones are Z0123456789ABC (example.com)',
    'traffic.records: they are looked for in the hosted zone, once it is known',
  ]);
});
