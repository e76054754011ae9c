import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHealthProber, type HealthProber } from '../../lib/rehearsal/world/health-prober';
import { createHttpClient, type HttpClient } from '../../lib/rehearsal/world/http-client';
import { type Balancers, createBalancers } from '../../lib/rehearsal/world/load-balancer';
import { createOrdersClient } from '../../lib/rehearsal/world/orders-client';
import { createTasks, type Tasks } from '../../lib/rehearsal/world/tasks';
import { type SmallWorld, smallWorld } from './world-fixture';

const REGION = 'us-east-1';
const ORDERS_URL = 'https://orders.example.com';
/** Says its argument, takes orders, and answers a claim after as much padding as its environment says. */
const SERVICE = `
import { createServer } from 'node:http';
createServer((request, response) => {
  response.writeHead(request.method === 'POST' ? 201 : 200, { 'understudy-region': process.env.AWS_REGION });
  response.end(request.url === '/claim/100' ? 'x'.repeat(Number(process.env.PADDING)) + 'CLAIMED' : process.argv[2]);
}).listen(Number(process.env.PORT), '127.0.0.1');
`;

let world: SmallWorld;
let balancers: Balancers;
let tasks: Tasks;
let http: HttpClient;
let prober: HealthProber;
let image: string;

beforeAll(async () => {
  world = await smallWorld();
  balancers = createBalancers(world);
  world.onClose(() => balancers.close());
  tasks = createTasks({ ...world, workDirectory: world.directory, onLog: () => {} });
  world.onClose(() => tasks.close());
  prober = createHealthProber(world);
  world.onClose(() => prober.close());
  http = createHttpClient(world);
  const file = join(world.directory, 'service.mjs');
  writeFileSync(file, SERVICE);
  const digest = `sha256:${createHash('sha256').update(readFileSync(file)).digest('hex')}`;
  tasks.publishImage(digest, file);
  image = `111122223333.dkr.ecr.us-east-1.amazonaws.com/orders@${digest}`;
  const address = world.network.allocate(REGION);
  await balancers.createLoadBalancer({ arn: 'alb', host: 'alb.us-east-1.elb.amazonaws.com', region: REGION, address });
  world.network.name('orders.example.com', address);
  for (const arn of ['live', 'drill']) {
    balancers.createTargetGroup({
      arn,
      healthCheckPath: '/health',
      intervalSeconds: 5,
      healthyThreshold: 2,
      unhealthyThreshold: 2,
    });
  }
  const hosts = ['orders.example.com'];
  await balancers.createListener({ arn: 'listener', loadBalancerArn: 'alb', port: 443, hosts, fixedStatus: 404 });
  balancers.createRule({ listenerArn: 'listener', priority: 20, paths: ['/*'], targetGroupArn: 'live' });
  balancers.createRule({ listenerArn: 'listener', priority: 10, paths: ['/drill/*'], targetGroupArn: 'drill' });
});
afterAll(() => world.close());

const runTask = (says: string, environment: Record<string, string> = {}) =>
  tasks.run({ region: REGION, image, command: [says], environment, containerPort: 8080, about: 'orders' });
const statusOf = async (path: string) => (await http.send({ url: ORDERS_URL + path })).status;

async function untilState(state: string): Promise<void> {
  for (let looks = 0; looks < 200; looks += 1) {
    if (balancers.health('live')[0]?.state === state) return;
    await world.clock.sleep(25);
  }
  throw new Error(`the target was not ${state} within 5 seconds: ${JSON.stringify(balancers.health('live'))}`);
}

describe('a load balancer', () => {
  it('answers 503 without a target that passed its check, then hands requests to it by path', async () => {
    const before = [await statusOf('/catalogue'), await statusOf('/drill/catalogue')];
    const task = await runTask('tea');
    balancers.register('live', { id: task.id, port: task.port });
    before.push(await statusOf('/catalogue'));
    await untilState('healthy');
    const answer = await http.send({ url: `${ORDERS_URL}/catalogue?page=1` });
    const after = { status: answer.status, body: answer.body, region: answer.headers['understudy-region'] };
    const drill = await statusOf('/drill/catalogue');
    expect({ before, after, drill }).toEqual({
      before: [503, 503, 503],
      after: { status: 200, body: 'tea', region: REGION },
      drill: 503,
    });
  });

  it('fails open to a target that became unhealthy: 502 once its process is gone', async () => {
    tasks.crash(REGION);
    await untilState('unhealthy');
    expect(await statusOf('/catalogue')).toBe(502);
    for (const { id } of balancers.health('live')) balancers.deregister('live', id);
    expect(await statusOf('/catalogue')).toBe(503);
  });
});

describe('tasks', () => {
  it('refuse a file whose digest is another, and an image that nobody published', async () => {
    const digest = `sha256:${'0'.repeat(64)}`;
    expect(() => tasks.publishImage(digest, join(world.directory, 'service.mjs'))).toThrow(`not ${digest}`);
    const run = tasks.run({
      region: REGION,
      image: `orders@${digest}`,
      command: [],
      environment: {},
      containerPort: 80,
      about: 'x',
    });
    await expect(run).rejects.toMatchObject({
      name: 'CannotPullContainerError',
      message: expect.stringContaining(digest),
    });
  });

  it('stop when told to', async () => {
    const task = await runTask('tea');
    await task.stop();
    await expect(task.exited).resolves.toBeUndefined();
  });
});

describe('a health check', () => {
  const config = {
    FullyQualifiedDomainName: 'orders.example.com',
    ResourcePath: '/claim/100',
    SearchString: 'CLAIMED',
    RequestInterval: 10,
    FailureThreshold: 1,
  } as const;

  it('follows its endpoint: its text in the first 5,120 bytes, its cut, and what Inverted makes of both', async () => {
    const task = await runTask('tea', { PADDING: '0' });
    balancers.register('live', { id: task.id, port: task.port });
    await untilState('healthy');
    const check = { ...config, Type: 'HTTPS_STR_MATCH' } as const;
    prober.watch({ id: 'match', config: check });
    prober.watch({ id: 'inverted', config: { ...check, Inverted: true } });
    prober.watch({ id: 'other', config: { ...check, SearchString: 'CLEAR' } });
    const states = () => ['match', 'inverted', 'other'].map((id) => prober.isHealthy(id));
    const fresh = states();
    await world.clock.sleep(500);
    const probed = states();
    world.network.cut(REGION);
    await world.clock.sleep(500);
    const cut = states();
    world.network.heal(REGION);
    expect({ fresh, probed, cut }).toEqual({
      fresh: [true, false, true],
      probed: [true, false, false],
      cut: [false, true, false],
    });
    balancers.deregister('live', task.id);
  });

  it('does not see a text beyond the first 5,120 bytes', async () => {
    const task = await runTask('tea', { PADDING: '5114' });
    balancers.register('live', { id: task.id, port: task.port });
    await untilState('healthy');
    prober.watch({ id: 'beyond', config: { ...config, Type: 'HTTPS_STR_MATCH' } });
    await world.clock.sleep(400);
    expect(prober.isHealthy('beyond')).toBe(false);
  });

  it('of a kind that has no endpoint is refused', () => {
    expect(() => prober.watch({ id: 'sum', config: { Type: 'CALCULATED' } })).toThrow(
      'type CALCULATED is no HTTP or HTTPS endpoint',
    );
  });
});

describe('the orders client', () => {
  it('goes on at its rate through a cut, and knows which orders were acknowledged and where', async () => {
    const client = createOrdersClient({ http, clock: world.clock });
    client.start();
    await world.clock.sleep(550);
    world.network.cut(REGION);
    await world.clock.sleep(500);
    world.network.heal(REGION);
    await world.clock.sleep(450);
    await client.stop();
    const { orders } = client;
    const failed = orders.filter(({ ok }) => !ok);
    expect(orders.length).toBeGreaterThanOrEqual(13);
    expect(orders.length).toBeLessThanOrEqual(17);
    expect(new Set(orders.map(({ id }) => id)).size).toBe(orders.length);
    expect(failed.length).toBeGreaterThanOrEqual(3);
    expect(failed.every(({ error }) => error?.includes('ECONN') || error?.includes('socket hang up'))).toBe(true);
    expect(orders.at(-1)).toMatchObject({ ok: true, status: 201, region: REGION });
  });
});
