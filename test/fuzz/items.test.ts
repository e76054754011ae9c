import fc from 'fast-check';
import { approvalTable } from '../../lambdas/edge/approval-table';
import { automationTable } from '../../lambdas/edge/automation-table';
import { claimTable } from '../../lambdas/edge/claim-table';
import { databaseEvents } from '../../lambdas/edge/database-events';
import { divergenceTable } from '../../lambdas/edge/divergence-table';
import { lastCheckTable } from '../../lambdas/edge/drift/last-check';
import { evidenceTable } from '../../lambdas/edge/evidence-table';
import { fenceTable } from '../../lambdas/edge/fence-table';
import { lockTable } from '../../lambdas/edge/lock-table';
import { presenceTable } from '../../lambdas/edge/presence-table';
import { readinessTable } from '../../lambdas/edge/readiness-table';
import { timingTable } from '../../lambdas/edge/timing-table';
import { faultOf } from '../../lambdas/edge/transient';
import { warmTable } from '../../lambdas/edge/warm-table';
import { type Approval, isExpired, standingOf, tellingDue } from '../../lib/domain/approval';
import { heldBack } from '../../lib/domain/automation';
import { acquire, guard, intend, isOver, type Lock, seize } from '../../lib/domain/lock';
import { namesOf } from '../../lib/domain/names';
import { judgeCost, type Warm } from '../../lib/domain/warm';
import { EPOCH, HERE, NOW, plan, RUN_ID } from '../fixtures';
import { claim, expectSentences, unpolluted } from './fuzz';
import { anyJson, anyText } from './texts';

const names = namesOf(plan, HERE);
const place = { plan: plan.name, names };

const number = fc.oneof(fc.integer(), fc.constantFrom(101, 0, -1, 1e30, 0.5)).map((value) => ({ N: String(value) }));
const text = fc
  .oneof(
    anyText,
    anyJson.map((json) => JSON.stringify(json)),
  )
  .map((S) => ({ S }));
const ATTRIBUTES = [
  'owner',
  'verb',
  'state',
  'epoch',
  'version',
  'since',
  'quietAt',
  'lastRun',
  'lastChange',
  'runId',
  'at',
  'by',
  'because',
  'until',
  'stacks',
  'history',
  'approval',
  'divergence',
  'fence',
  'record',
  'readiness',
  'steps',
  'event',
  'notCompared',
  'drifted',
  'signalUrl',
];
/** An item that nobody has written: any attributes of any values. */
const anyItem = fc.dictionary(fc.constantFrom(...ATTRIBUTES), fc.oneof(text, text, number), {
  maxKeys: 26,
  size: 'max',
});

const holding = (item: object) => ({
  send: async (command: object) => (command.constructor.name === 'QueryCommand' ? { Items: [item] } : { Item: item }),
});

interface Reader {
  readonly name: string;
  readonly read: (dynamo: ReturnType<typeof holding>) => Promise<unknown>;
  /** Asks of it what the product asks. */
  readonly use?: (value: never) => void;
}

const claimant = { owner: RUN_ID, verb: 'failover', rank: 1, startedAt: NOW, now: NOW } as const;
const readers: readonly Reader[] = [
  {
    name: 'lock',
    read: (dynamo) => lockTable(dynamo, place).read(),
    use: (lock: Lock) => {
      expect(['free', 'intent', 'held']).toContain(lock.state);
      isOver(lock, claimant);
      for (const next of [intend(lock, claimant), acquire(lock, claimant), seize(lock, claimant)]) {
        // What has no epoch is not taken over: DynamoDB keeps no number that is none.
        if (next && Number.isSafeInteger(lock.epoch) && lock.epoch >= 0) expect(next.epoch).toBeGreaterThan(lock.epoch);
      }
      if (guard(lock, RUN_ID, EPOCH, NOW)) expect(lock).toMatchObject({ owner: RUN_ID, epoch: EPOCH, state: 'held' });
      const held = heldBack({ plan, lock, automation: undefined, now: NOW });
      if (held !== undefined) expectSentences([held], 1000);
    },
  },
  { name: 'claim', read: (dynamo) => claimTable(dynamo, place).read() },
  {
    name: 'automation',
    read: (dynamo) => automationTable(dynamo, place).read(),
    use: (automation) => {
      const held = heldBack({ plan, lock: undefined, automation, now: NOW });
      if (held !== undefined) expectSentences([held], 1200);
    },
  },
  {
    name: 'approval',
    read: (dynamo) => approvalTable(dynamo, place).read(RUN_ID),
    use: (approval: Approval) => {
      standingOf(approval);
      isExpired(approval, NOW);
      tellingDue(approval, NOW);
    },
  },
  {
    name: 'warm',
    read: (dynamo) => warmTable(dynamo, place).read(),
    use: ({ history, stacks }: Warm) => {
      judgeCost({ history, usdPerHour: 1, usdPerMonthMax: 10, prewarmSeconds: 600, now: NOW });
      stacks.map(({ id, name }) => `${id.length} ${name.length}`);
    },
  },
  { name: 'divergence', read: (dynamo) => divergenceTable(dynamo, place).read() },
  { name: 'fence', read: (dynamo) => fenceTable(dynamo, place).read() },
  { name: 'presence', read: (dynamo) => presenceTable(dynamo, place).read() },
  { name: 'readiness', read: (dynamo) => readinessTable(dynamo, place).read() },
  { name: 'timing', read: (dynamo) => timingTable(dynamo, place).read('failover') },
  { name: 'drift', read: (dynamo) => lastCheckTable(dynamo, { plan, names }).read() },
  { name: 'database events', read: (dynamo) => databaseEvents(dynamo, place).read() },
  {
    name: 'evidence',
    read: (dynamo) => evidenceTable(dynamo, names).read(RUN_ID),
    use: (records: readonly { readonly step: string; readonly data: object }[]) => {
      records.map(({ step, data }) => `${step.length} ${Object.keys(data).length}`);
    },
  },
];

describe.each(readers)('The item of the $name', ({ read, use }) => {
  claim('that nobody has written is read, or is an error that says so', anyItem, (item) =>
    unpolluted(async () => {
      let value: unknown;
      try {
        value = await read(holding(item));
      } catch (error) {
        const { name, message } = error as Error;
        expect(name).not.toMatch(/^(TypeError|RangeError|SyntaxError|ReferenceError|ZodError)$/);
        expectSentences([message]);
        // A fault of the item, told as one that asking again does not mend.
        expect(faultOf(error)).toBe('refused');
        return;
      }
      if (value !== undefined) use?.(value as never);
    }),
  );
});
