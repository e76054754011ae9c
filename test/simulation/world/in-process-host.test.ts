import type { FunctionSpec } from '../../../lib/rehearsal/world/lambda-host';
import type { Doing } from '../run-record';
import { InProcessHost, type InProcessHostOptions } from './in-process-host';
import { VirtualClock } from './virtual-clock';

const SPEC = {
  arn: 'arn:aws:lambda:us-west-2:111122223333:function:promote-database',
  name: 'promote-database',
  region: 'us-west-2',
  timeoutSeconds: 2,
  roleArn: 'arn:aws:iam::111122223333:role/promote-database',
} as FunctionSpec;
const MINUTE = 60_000;

let clock: VirtualClock;
let doings: (readonly [Doing['kind'], number, number])[];
/** Handlers that were made. */
let made: number;

beforeEach(() => {
  clock = new VirtualClock(0);
  doings = [];
  made = 0;
});

/** A host whose functions work for as many milliseconds as their event says. */
function hostWith(more: Partial<InProcessHostOptions> = {}): InProcessHost {
  const host = new InProcessHost({
    clock,
    program: () => {
      made += 1;
      return async (event) => clock.sleep((event as { works: number }).works).then(() => ({ endedAt: clock.now() }));
    },
    onThrown: () => {},
    ...more,
  });
  host.register(SPEC);
  return host;
}

const slow = () =>
  hostWith({
    latency: { coldStartMilliseconds: () => 400, warmStartMilliseconds: () => 30 },
    onDoing: (_, { kind, from, to }) => doings.push([kind, from, to]),
  });
const invoke = (host: InProcessHost, works = 0) => host.invoke(SPEC.arn, { works });
const settled = (promise: Promise<unknown>) => clock.settled(promise, 10 * MINUTE);

test('without latencies each start takes 20 ms, cold or warm', async () => {
  const host = hostWith();
  expect(await settled(invoke(host))).toMatchObject({ payload: { endedAt: 20 } });
  expect(await settled(invoke(host))).toMatchObject({ payload: { endedAt: 40 } });
  expect(made).toBe(1);
});

test('a cold start is taken once, and told', async () => {
  const host = slow();
  expect(await settled(invoke(host))).toMatchObject({ payload: { endedAt: 430 } });
  expect(await settled(invoke(host))).toMatchObject({ payload: { endedAt: 460 } });
  expect(made).toBe(1);
  expect(doings).toEqual([
    ['warmStart', 0, 30],
    ['coldStart', 30, 430],
    ['warmStart', 430, 460],
  ]);
});

test('two invocations at once are two cold starts, and both environments are warm afterwards', async () => {
  const host = slow();
  await settled(Promise.all([invoke(host, 100), invoke(host, 100)]));
  expect(made).toBe(2);
  await settled(Promise.all([invoke(host, 100), invoke(host, 100)]));
  expect(made).toBe(2);
});

test.each([
  ['ten minutes is warm', 10 * MINUTE, 1],
  ['more than ten minutes is cold again', 10 * MINUTE + 1, 2],
])('an environment that was idle for %s', async (_, idle, expected) => {
  const host = slow();
  await settled(invoke(host));
  await clock.pass(idle - 30);
  await settled(invoke(host));
  expect(made).toBe(expected);
});

test('the time-out of a function begins when its cold start is over', async () => {
  const host = slow();
  expect(await settled(invoke(host, 1999))).toMatchObject({ payload: { endedAt: 2429 } });
  expect(await settled(invoke(host, 2001))).toMatchObject({ payload: { errorType: 'Sandbox.Timedout' } });
  // Started at 2,429, warm at 2,459, and 2 s later.
  expect(clock.now()).toBe(4459);
});

test('a killed environment starts cold the next time', async () => {
  const host = slow();
  await settled(invoke(host, 3000));
  await settled(invoke(host));
  expect(doings.filter(([kind]) => kind === 'coldStart')).toHaveLength(2);
});
