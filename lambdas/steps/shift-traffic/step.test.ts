import { GetItemCommand, type PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { RunDocument } from '../../../lib/domain/run';
import { document, EPOCH, HERE, inputFor, LOST, NOW, plan, RUN_ID } from '../../../test/fixtures';
import type { Claim } from '../../edge/claim-table';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { claims } from './claims';
import { decide, PROOF_AGE_SECONDS_MAX } from './decide';
import { shiftTraffic } from './step';

const ours: Claim = { epoch: EPOCH, runId: RUN_ID, at: NOW };
const earlier: Claim = { epoch: 1, runId: 'an earlier run', at: NOW };

const stepRecord = (output: unknown, at = NOW) => ({
  status: 'done',
  looks: 1,
  because: 'so',
  firstLookAt: at,
  lookAgainSeconds: 0,
  said: [{ at, because: 'so' }],
  output,
});
const passed = plan.canaries.map(({ name }) => ({ name, passes: 3, latencyMilliseconds: 40 }));

/** A run that has come as far as this step. */
const ran = (canaries = passed, ageSeconds = 0): RunDocument => ({
  ...document,
  admitRun: stepRecord({ epoch: EPOCH, reason: 'x' }),
  promoteDatabase: stepRecord({ writerRegion: HERE }),
  runCanaries: stepRecord({ canaries }, new Date(Date.parse(NOW) - ageSeconds * 1000).toISOString()),
});

const input = ({ writerRegion = HERE, canaries = passed, ageSeconds = 0 } = {}) =>
  inputFor(shiftTraffic, {
    promoteDatabase: { writerRegion },
    runCanaries: { canaries },
    document: ran(canaries, ageSeconds),
  });

describe('ShiftTraffic decides', () => {
  test.each<[string, Claim | undefined, Parameters<typeof input>[0], string]>([
    ['to claim when nothing was ever claimed', undefined, {}, 'act'],
    ['to claim above an earlier claim', earlier, {}, 'act'],
    ['to claim above a claim of its own under a lower epoch', { ...ours, epoch: EPOCH - 1 }, {}, 'act'],
    ['that it is done once it has claimed', ours, {}, 'done'],
    ['that it is done although its proof is old by now', ours, { ageSeconds: 5000 }, 'done'],
    ['to stop at the same epoch of another run', { ...ours, runId: 'another run' }, {}, 'refuse'],
    ['to stop at a higher claim of another run', { ...earlier, epoch: EPOCH + 1 }, {}, 'refuse'],
    ['to refuse while the writer is elsewhere', undefined, { writerRegion: LOST }, 'refuse'],
    ['to refuse when one canary never passed', undefined, { canaries: passed.slice(0, 1) }, 'refuse'],
    ['to claim on a proof of exactly the allowed age', undefined, { ageSeconds: PROOF_AGE_SECONDS_MAX }, 'act'],
    ['to refuse a proof one second older', undefined, { ageSeconds: PROOF_AGE_SECONDS_MAX + 1 }, 'refuse'],
  ])('%s', (_, claim, known, kind) => {
    expect(decide({ claim }, input(known)).kind).toBe(kind);
  });

  test('and names the canary that never passed', () => {
    expect(decide({ claim: undefined }, input({ canaries: passed.slice(0, 1) })).because).toContain('place-order');
  });
});

/** A table that holds one claim, and a lock that this run owns. */
function smallWorld(claim?: Claim) {
  const world = { claim, writes: 0 };
  const dynamo = {
    async send(command: GetItemCommand | PutItemCommand) {
      if (command instanceof GetItemCommand) {
        const { epoch, runId, at } = world.claim ?? {};
        return world.claim ? { Item: { epoch: { N: String(epoch) }, runId: { S: runId }, at: { S: at } } } : {};
      }
      const { epoch, runId, at } = command.input.Item ?? {};
      world.writes += 1;
      world.claim = { epoch: Number(epoch?.N), runId: runId?.S ?? '', at: at?.S ?? '' };
      return {};
    },
  };
  const edge: Edge = {
    clock: { now: () => Date.parse(NOW), sleep: async () => {} },
    log: () => {},
    lock: () => ({
      read: async () => undefined,
      acquire: async () => false,
      guard: async () => true,
      release: async () => true,
    }),
    evidence: () => ({ append: async () => {}, read: async () => [] }),
  };
  return { world, handler: stepHandler(shiftTraffic, { ...claims({ dynamo }), decide }, edge) };
}

describe('ShiftTraffic runs', () => {
  test('until done, claiming once and never twice', async () => {
    const { world, handler } = smallWorld(earlier);
    expect(await handler(ran())).toMatchObject({ status: 'done', output: { claimedEpoch: EPOCH } });
    expect(await handler(ran())).toMatchObject({ status: 'done', output: { claimedEpoch: EPOCH } });
    expect(world).toEqual({ claim: ours, writes: 1 });
  });

  test('and refuses, changing nothing, once another run has claimed more', async () => {
    const { world, handler } = smallWorld({ ...earlier, epoch: EPOCH + 100 });
    await expect(handler(ran())).rejects.toMatchObject({ name: 'Understudy.Refused' });
    expect(world.writes).toBe(0);
  });
});
