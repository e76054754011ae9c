import { DescribeGlobalClustersCommand } from '@aws-sdk/client-rds';
import { CreateHealthCheckCommand, ListHealthChecksCommand } from '@aws-sdk/client-route-53';
import { WORLD_ROLE } from '../../../lib/rehearsal/world/identities';
import { type AwsWorld, awsWorld } from '../../conformance/aws-world';
import type { Doing } from '../run-record';
import type { Latency } from '../times';
import { awsCalls, type Sender } from './aws-calls';
import { createPorts } from './ports';
import { createSurroundings } from './surroundings';

const HOST = 'orders.example.com';
const latency: Omit<Latency, 'coldStartMilliseconds' | 'warmStartMilliseconds' | 'transitionMilliseconds'> = {
  wayMilliseconds: ({ from, to }) => (from === to ? 1 : 40),
  connectMilliseconds: ({ from, to }) => (from === to ? 15 : 200),
  answerMilliseconds: ({ service, operation, changes }) =>
    changes ? 900 : service === 'rds' && operation === 'DescribeGlobalClusters' ? 80 : 50,
};
/** There and back. */
const [NEAR, FAR] = [2, 80];
/** There and back where nobody says how far it is. */
const WAYS_MILLISECONDS = 10;

let world: AwsWorld;
let doings: Doing[];
const environment = (): Sender => ({
  principal: { roleArn: WORLD_ROLE, about: 'promote-database', region: 'us-west-2' },
  isAlive: () => true,
});

beforeEach(() => {
  world = awsWorld();
  doings = [];
});
afterEach(() => world.services.close());

const onDoing = (_: unknown, doing: Doing) => void doings.push(doing);
const clientOf = (timed: object) =>
  awsCalls({
    ...{ services: () => world.services, clock: world.clock, chance: () => 0, ...timed },
    around: (_, carryOut) => carryOut(),
    onCall: () => {},
    onProblem: (problem) => {
      throw new Error(problem);
    },
  });
const tookMilliseconds = async (work: () => Promise<unknown>) => {
  const from = world.clock.now();
  const isOver = work().then(
    () => world.clock.now() - from,
    () => world.clock.now() - from,
  );
  await world.clock.pass(20_000);
  return isOver;
};
const describeGlobal = (sender: Sender, timed: object = { latency, onDoing }, region = 'us-west-2') => {
  const client = clientOf(timed)(sender, region);
  return () => client.send(new DescribeGlobalClustersCommand({}));
};

test('without latencies a call takes its ways alone', async () => {
  expect(await tookMilliseconds(describeGlobal(environment(), {}))).toBe(WAYS_MILLISECONDS);
});

test('the first call of an environment to a host connects, and each is answered in its time', async () => {
  const call = describeGlobal(environment());
  expect(await tookMilliseconds(call)).toBe(NEAR + 15 + 80);
  expect(await tookMilliseconds(call)).toBe(NEAR + 80);
  expect(doings.map(({ kind, what, from, to }) => [kind, what, to - from])).toEqual([
    ['call', 'rds:DescribeGlobalClusters us-west-2', 97],
    ['call', 'rds:DescribeGlobalClusters us-west-2', 82],
  ]);
});

test('another environment, another Region and another service each need a connection of their own', async () => {
  const sender = environment();
  const send = clientOf({ latency });
  const describeIn = (by: Sender, region: string) => () => send(by, region).send(new DescribeGlobalClustersCommand({}));
  expect(await tookMilliseconds(describeIn(sender, 'us-west-2'))).toBe(NEAR + 15 + 80);
  expect(await tookMilliseconds(describeIn(sender, 'us-east-1'))).toBe(FAR + 200 + 80);
  expect(await tookMilliseconds(describeIn(environment(), 'us-west-2'))).toBe(NEAR + 15 + 80);
  // Route 53 is homed in us-east-1, wherever its client is.
  const listChecks = () => send(sender, 'us-west-2').send(new ListHealthChecksCommand({}));
  expect(await tookMilliseconds(listChecks)).toBe(FAR + 200 + 50);
});

test('the service is at it from the arrival of a call, once it is connected, until it has done it', async () => {
  const from = world.clock.now();
  await tookMilliseconds(describeGlobal(environment()));
  const { served } = doings[0] ?? {};
  expect([(served?.from ?? 0) - from, (served?.to ?? 0) - from]).toEqual([NEAR / 2 + 15, NEAR / 2 + 15 + 80]);
});

test('what changes something is answered in a time of its own, and what it begins begins when it is done', async () => {
  const send = clientOf({ latency, onDoing })(environment(), 'us-west-2');
  const create = new CreateHealthCheckCommand({
    CallerReference: '1',
    HealthCheckConfig: { Type: 'HTTPS', FullyQualifiedDomainName: HOST },
  });
  expect(await tookMilliseconds(() => send.send(create))).toBe(FAR + 200 + 900);
});

test('a call that never arrives is served by nobody', async () => {
  world.network.cut('us-east-1');
  await tookMilliseconds(describeGlobal(environment(), { latency, onDoing }, 'us-east-1'));
  expect(doings[0]?.served).toBeUndefined();
});

test('a call that nobody answers is told as a time-out, with all the time that it took', async () => {
  world.network.cut('us-east-1');
  await tookMilliseconds(describeGlobal(environment(), { latency, onDoing }, 'us-east-1'));
  expect(doings).toMatchObject([{ kind: 'call', isTimeout: true }]);
  expect((doings[0]?.to ?? 0) - (doings[0]?.from ?? 0)).toBeGreaterThanOrEqual(1000);
});

test('each request to the web connects anew, and one that is not answered is told as a time-out', async () => {
  const ports = createPorts();
  const port = ports.open(async () => ({ status: 200, headers: {}, body: '' }));
  const address = world.network.allocate();
  world.network.name(HOST, address);
  const surroundings = createSurroundings({
    ...{ clock: world.clock, network: world.services.network, ports, source: () => undefined },
    ...{ latency, onDoing },
  });
  const ask = () => surroundings.webOf(environment()).ask({ url: `https://${HOST}/health`, timeoutMilliseconds: 5000 });
  await world.network.expose({ address, port: 443 }, () => port);
  expect(await tookMilliseconds(ask)).toBe(15 + 40);
  expect(await tookMilliseconds(ask)).toBe(15 + 40);
  await world.network.expose({ address, port: 443 }, () => undefined);
  expect(await tookMilliseconds(ask)).toBeGreaterThanOrEqual(1000);
  expect(doings.map(({ kind, what, isTimeout = false }) => [kind, what, isTimeout])).toEqual([
    ['web', HOST, false],
    ['web', HOST, false],
    ['web', HOST, true],
  ]);
});
