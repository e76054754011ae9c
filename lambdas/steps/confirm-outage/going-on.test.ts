import { document, EPOCH, HERE, inputFor, LOST, NOW } from '../../../test/fixtures';
import type { NameAnswer, ZoneDns } from '../../edge/dns';
import type { Edge } from '../../edge/step-handler';
import type { Web } from '../../edge/web';
import { decide, type Seen } from './decide';
import { createHandler } from './handler';
import { confirmOutage } from './step';
import type { SeenName } from './users';

const read = <Value>(value: Value) => ({ outcome: 'read', value }) as const;
const PERSON = { epoch: 101, reason: 'go on' };
const AUTOMATIC = { ...PERSON, trigger: { kind: 'alarm', alarmArn: 'arn', eventId: 'e-1', at: NOW } };

const leadsTo = (...addresses: string[]): NameAnswer => ({
  outcome: 'answered',
  addresses,
  ttlSeconds: 60,
  silent: [],
});
const silent: NameAnswer = { outcome: 'unreachable', because: 'orders.example.com: no name server answers' };
const OWN: Record<string, NameAnswer> = {
  [LOST]: leadsTo('52.1.0.1', '52.1.0.2'),
  [HERE]: leadsTo('52.2.0.1', '52.2.0.2'),
  'eu-west-1': leadsTo('52.3.0.1'),
};

/** The public name as it is answered, with the Regions' own names behind it. */
const seenName = (answer: NameAnswer, own = OWN): SeenName => ({
  name: 'orders.example.com',
  type: 'A',
  answer,
  own: Object.entries(own).map(([region, answer]) => ({ region, answer })),
});

describe('ConfirmOutage decides, once every writer is here,', () => {
  const decided = (
    names: readonly SeenName[],
    { admitRun = PERSON as object, elapsedSeconds = 0, actionsEnabled = true } = {},
  ) => {
    const seen: Seen = {
      writers: read(['orders', 'stock'].map((globalCluster) => ({ globalCluster, region: HERE }))),
      alarm: read({ state: 'OK', actionsEnabled }),
      names,
    };
    return decide(seen, inputFor(confirmOutage, { admitRun, elapsedSeconds }));
  };

  test.each<[string, SeenName[], string]>([
    ['to go on when users are sent to another Region', [seenName(leadsTo('52.1.0.1'))], 'done'],
    ['to look again when one server still gives the old address', [seenName(leadsTo('52.1.0.1', '52.2.0.1'))], 'wait'],
    [
      'to go on when an address of another Region stands beside some its own name did not give now',
      [seenName(leadsTo('52.1.0.1', '52.1.0.9'))],
      'done',
    ],
    [
      'to refuse when an address of here stands beside some its own name did not give now',
      [seenName(leadsTo('52.2.0.1', '52.2.0.9'))],
      'refuse',
    ],
    [
      'to go on when one of two names still leads elsewhere',
      [seenName(leadsTo('52.2.0.1')), seenName(leadsTo('52.1.0.2'))],
      'done',
    ],
    ['to refuse when users are here', [seenName(leadsTo('52.2.0.1'))], 'refuse'],
    [
      'to refuse when users are in two other Regions',
      [seenName(leadsTo('52.1.0.1')), seenName(leadsTo('52.3.0.1'))],
      'refuse',
    ],
    ['to refuse when users are sent to a stranger', [seenName(leadsTo('52.9.0.1'))], 'refuse'],
    ['to refuse when users are sent nowhere', [seenName(leadsTo())], 'refuse'],
    ['to look again when the public name cannot be asked', [seenName(silent)], 'wait'],
    [
      "to look again when a Region's own name cannot be asked",
      [seenName(leadsTo('52.1.0.1'), { ...OWN, [LOST]: silent })],
      'wait',
    ],
  ])('%s', (_, names, kind) => {
    expect(decided(names).kind).toBe(kind);
    expect(decided(names, { admitRun: AUTOMATIC }).kind).toBe(kind);
  });

  // F-06
  test('which Region users are still sent to, whatever the alarm says', () => {
    const because =
      'the writer is already in us-west-2 while users are still sent to us-east-1: going on where an earlier run stopped';
    expect(decided([seenName(leadsTo('52.1.0.1'))])).toEqual({
      kind: 'done',
      output: { lostRegion: LOST, witness: 'none', signals: [because, 'the alarm says OK'] },
      because,
    });
  });

  test.each([
    ['waits while the alarm is silenced and nobody started it', AUTOMATIC, 119, 'wait'],
    ['refuses in the end', AUTOMATIC, 120, 'refuse'],
    ['goes on all the same for a person', PERSON, 0, 'done'],
  ])('and %s', (_, admitRun, elapsedSeconds, kind) => {
    const decision = decided([seenName(leadsTo('52.1.0.1'))], { admitRun, elapsedSeconds, actionsEnabled: false });
    expect(decision.kind).toBe(kind);
    if (kind === 'refuse') expect(decision.because).toContain('somebody has silenced it');
  });

  test.each<[string, SeenName[], string]>([
    [
      'what is complete',
      [seenName(leadsTo('52.2.0.1'))],
      'nothing to fail over: us-west-2 is already active, it has the writer and users are sent to it',
    ],
    [
      'whose addresses were expected',
      [seenName(leadsTo('52.9.0.1'))],
      'orders.example.com A is answered with 52.9.0.1; expected 52.1.0.1 and 52.1.0.2 (us-east-1), ' +
        '52.2.0.1 and 52.2.0.2 (us-west-2) or 52.3.0.1 (eu-west-1)',
    ],
    ['that nothing is answered', [seenName(leadsTo())], 'orders.example.com A is answered with no address; expected'],
    [
      'both Regions that get users',
      [seenName(leadsTo('52.1.0.1')), seenName(leadsTo('52.3.0.1'))],
      'users are sent to more than one Region besides us-west-2: us-east-1 and eu-west-1',
    ],
  ])('and names %s', (_, names, because) => {
    expect(decided(names).because).toContain(because);
  });

  test.each([
    [119, 'wait', 'not confirmed yet'],
    [120, 'refuse', 'put the records right'],
  ])('and has patience with a name that leads to two Regions at once: after %i s it says %s', (at, kind, because) => {
    const decision = decided([seenName(leadsTo('52.1.0.1', '52.2.0.1'))], { elapsedSeconds: at });
    expect(decision.kind).toBe(kind);
    expect(decision.because).toContain(because);
    expect(decision.because).toContain(
      'orders.example.com A is answered with us-east-1 and us-west-2 at once: 52.1.0.1 and 52.2.0.1',
    );
  });

  test.each([
    ['waits for DNS one second before the limit', 119, 'wait', 'not confirmed yet'],
    ['refuses without it at the limit', 120, 'refuse', 'make the name servers of the zone reachable'],
  ])('and %s', (_, elapsedSeconds, kind, because) => {
    const decision = decided([seenName(silent)], { elapsedSeconds });
    expect(decision.kind).toBe(kind);
    expect(decision.because).toContain('no name server answers');
    expect(decision.because).toContain(because);
  });
});

test('ConfirmOutage goes on in one look, probes nobody, and asks DNS for the lost Region', async () => {
  const edge = {
    clock: { now: () => Date.parse(NOW), sleep: async () => {} },
    log: () => {},
    lock: () => ({}),
    evidence: () => ({ append: async () => {} }),
  } as unknown as Edge;
  const writer = { DBClusterArn: `arn:aws:rds:${HERE}:111122223333:cluster:orders-${HERE}`, IsWriter: true };
  const clients = {
    dynamo: { send: () => Promise.reject(new Error('no claim is asked for')) },
    rds: { send: async () => ({ GlobalClusters: [{ GlobalClusterMembers: [writer] }] }) },
    cloudwatchIn: () => ({ send: async () => ({ MetricAlarms: [] }) }),
  };
  const web: Web = { ask: () => Promise.reject(new Error('nobody is probed')) };
  const dns: ZoneDns = {
    ask: async (questions) => questions.map(({ name }) => OWN[name.split('.')[0] ?? ''] ?? leadsTo('52.1.0.2')),
    texts: () => Promise.reject(new Error('no text is asked for')),
  };
  const admitRun = {
    status: 'done',
    looks: 1,
    because: '',
    firstLookAt: NOW,
    lookAgainSeconds: 0,
    said: [],
    output: { epoch: EPOCH, reason: 'go on' },
  };
  expect(await createHandler(clients, edge, { web, dns })({ ...document, admitRun })).toMatchObject({
    status: 'done',
    looks: 1,
    output: { lostRegion: LOST },
  });
});
