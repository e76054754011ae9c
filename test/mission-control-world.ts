import { divergenceFrom, divergenceItem } from '../lib/domain/divergence';
import { VERBS, type Verb } from '../lib/domain/verbs';
import type { Seen, SeenRegion, SeenRun } from '../lib/rehearsal/serve/seen';
import type { Layouts } from '../lib/rehearsal/serve/world-snapshot';
import { layoutOf } from '../lib/workflow/layout';
import { WORKFLOWS } from '../lib/workflow/workflows';
import { HERE, LOST, NOW, plan } from './fixtures';

/** Noon of the fixtures, milliseconds. */
export const NOON = Date.parse(NOW);

export const layouts = Object.fromEntries(VERBS.map((verb) => [verb, layoutOf(WORKFLOWS[verb])])) as Layouts;

/** A Region on an ordinary day. */
export const seenRegion = (region: string, changes: Partial<SeenRegion> = {}): SeenRegion => ({
  region,
  isLost: false,
  isRebuilding: false,
  isConnected: true,
  stacks: [],
  alarm: 'OK',
  lock: undefined,
  claimedEpoch: 0,
  automation: { state: 'on', acknowledgedRun: undefined },
  divergence: undefined,
  isLinkCut: false,
  isSick: false,
  ...changes,
});

/** An ordinary day: the home Region is active, the other one follows, nobody runs anything. */
export const seenWorld = (changes: Partial<Seen> = {}): Seen => ({
  at: NOON,
  plan,
  scale: 20,
  regions: [seenRegion(LOST), seenRegion(HERE)],
  databases: [{ name: 'orders', status: 'available', writer: LOST }],
  vitals: {
    at: NOON,
    members: [
      { database: 'orders', region: LOST, role: 'writer' },
      { database: 'orders', region: HERE, role: 'reader', lagSeconds: 0.4 },
    ],
    answer: { name: 'orders.example.com', address: '52.10.0.1', region: LOST },
    clients: { okPerSecond: 10, failedPerSecond: 0, region: LOST },
  },
  settlement: { epoch: 0, serial: 1, active: LOST, attached: plan.regions },
  isRoute53Down: false,
  orders: [],
  moments: [],
  runs: [],
  faultAt: undefined,
  lost: undefined,
  ...changes,
});

/** A run that goes on since noon. */
export const seenRun = (verb: Verb, changes: Partial<SeenRun> = {}): SeenRun => {
  const region = changes.region ?? HERE;
  return {
    arn: `arn:aws:states:${region}:${plan.account}:execution:understudy-orders-${verb}:run-1`,
    region,
    verb,
    status: 'RUNNING',
    startedAt: NOON,
    events: [],
    approval: undefined,
    ...changes,
  };
};

/** Rows that a Region may hold alone since another one took over. */
export const openDivergence = divergenceFrom(
  divergenceItem(plan.name, {
    epoch: 101,
    activeRegion: HERE,
    runId: seenRun('failover').arn,
    at: NOW,
    databases: [{ globalCluster: 'orders', because: 'the old writer may hold more' }],
    version: 1,
  }),
);
