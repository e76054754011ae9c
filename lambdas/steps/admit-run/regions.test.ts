import { GetItemCommand, type PutItemCommand, type UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Lock } from '../../../lib/domain/lock';
import { attributesOf } from '../../../lib/domain/table-items';
import { document, HERE, inputFor, LOST, NOW, RUN_ID } from '../../../test/fixtures';
import { patientClock } from '../../../test/patient-clock';
import type { TextAnswer } from '../../edge/dns';
import { claimantOf } from './acts';
import { regions } from './regions';
import { admitRun } from './step';

const held: Lock = { owner: RUN_ID, verb: 'failover', state: 'held', epoch: 101, version: 1, since: NOW, quietAt: NOW };
const intent: Lock = { ...held, state: 'intent' };
const free: Lock = { ...held, owner: 'an earlier run', state: 'free' };
const other: Lock = { ...held, owner: 'another run' };

const ofLost: Lock = {
  ...held,
  owner: `arn:aws:states:${LOST}:111122223333:execution:understudy-orders-switchover:run-9`,
  verb: 'switchover',
};

const awsError = (name: string, httpStatusCode: number) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });

const UNKNOWN = awsError('ExecutionDoesNotExist', 400);

interface World {
  /** The lock here, as it is read one time after the other. */
  own: readonly (Lock | undefined)[];
  elsewhere?: Lock | Error;
  /** The claim of the other Region. @default epoch 300 */
  claim?: object;
  owner?: { status?: string; error?: Error };
  /** What reading the timing item comes to. @default two runs */
  took?: Error;
  /** How many reads of the other Region end so at first. @default none */
  lostReads?: number;
  lost?: Error;
  texts?: TextAnswer[];
}

/** Tables of both Regions, executions by their status or error, and a record of everything that was sent. */
function admitting({
  own,
  elsewhere,
  claim = { epoch: { N: '300' } },
  owner = {},
  texts = [],
  took,
  lostReads = 0,
  lost,
}: World) {
  const sent: string[] = [];
  const writes: unknown[] = [];
  let reads = 0;
  let readsThere = 0;
  const dynamoOf = (region: string) => ({
    async send(command: GetItemCommand | PutItemCommand | UpdateItemCommand) {
      if (!(command instanceof GetItemCommand)) return writes.push(command.input);
      const { Key, ConsistentRead } = command.input;
      sent.push(`${region} ${Key?.sk?.S}${ConsistentRead ? '' : ' stale'}`);
      if (region !== HERE && lost && readsThere++ < lostReads) throw lost;
      if (region !== HERE && elsewhere instanceof Error) throw elsewhere;
      if (Key?.sk?.S === 'failover') {
        if (took) throw took;
        return { Item: { steps: { S: '{"PromoteDatabase":[90,300]}' } } };
      }
      if (Key?.sk?.S === 'claim') return { Item: region === HERE ? { epoch: { N: '100' } } : claim };
      if (Key?.sk?.S === 'automation') return region === HERE ? {} : { Item: { acknowledgedRun: { S: 'read' } } };
      const lock = region === HERE ? own[Math.min(reads++, own.length - 1)] : (elsewhere as Lock | undefined);
      return { Item: lock && attributesOf(lock) };
    },
  });
  /** Regions that were asked with patience. */
  const patiently: string[] = [];
  const patientDynamoOf = (region: string) => ({
    send(command: GetItemCommand) {
      patiently.push(region);
      return dynamoOf(region).send(command);
    },
  });
  const states = {
    async send({ input }: { input: { executionArn: string } }) {
      sent.push(`execution ${input.executionArn}`);
      if (owner.error) throw owner.error;
      return { status: owner.status };
    },
  };
  const closed: unknown[] = [];
  const said: object[] = [];
  const left = { close: async (closing: object) => closed.push(closing) > 0 };
  const clock = patientClock();
  const { look, perform } = regions({
    dynamoOf,
    patientDynamoOf,
    states,
    dns: { texts: async () => texts },
    left,
    clock,
    log: (line) => said.push(line),
  });
  return { look, perform, sent, patiently, writes, closed, clock, said };
}

const input = inputFor(admitRun);

describe('AdmitRun looks', () => {
  test.each<[string, NonNullable<World['owner']>, object]>([
    ['takes it as alive while it runs', { status: 'RUNNING' }, { lock: other }],
    ['takes it as alive while it waits for a redrive', { status: 'PENDING_REDRIVE' }, { lock: other }],
    ['sees that it was aborted', { status: 'ABORTED' }, { lock: other, ownerEnded: { status: 'ABORTED' } }],
    ['takes it as alive when it may be too new to be known', { error: UNKNOWN }, { lock: other }],
    [
      'takes it as alive when it may not look, and knows why',
      { error: awsError('AccessDeniedException', 400) },
      { lock: other, unread: 'states:DescribeExecution failed: AccessDeniedException, AccessDeniedException' },
    ],
    // F-28
    [
      'takes it as alive when it cannot look, and knows why',
      { error: awsError('ThrottlingException', 400) },
      { lock: other, unread: 'states:DescribeExecution failed: ThrottlingException, ThrottlingException' },
    ],
  ])('at the run that holds the lock, and %s', async (_, owner, seen) => {
    const { look, sent } = admitting({ own: [other], owner });
    expect(await look(input)).toEqual({ own: seen });
    expect(sent).toContain('execution another run');
  });

  test('at that run, and sees that it is forgotten once its lock is old', async () => {
    const old = { ...other, since: '2026-11-21T11:57:59.999Z' };
    const { look } = admitting({ own: [old], owner: { error: UNKNOWN } });
    expect(await look(input)).toEqual({ own: { lock: old, ownerEnded: { status: 'forgotten' } } });
  });

  test.each([
    ['gave the lock back in between', { ...other, state: 'free' as const }],
    ['was followed by another in between', { ...other, owner: 'a third run', epoch: 201 }],
  ])('again at the lock, because the run %s', async (_, last) => {
    const { look } = admitting({ own: [other, last], owner: { status: 'SUCCEEDED' } });
    expect(await look(input)).toEqual({ own: { lock: last } });
  });

  test.each<[string, Lock | Error, object]>([
    ['heard', { ...free, epoch: 5 }, { outcome: 'read', lock: { ...free, epoch: 5 } }],
    ['not heard', awsError('InternalServerError', 500), { outcome: 'unreachable' }],
  ])('at the lock of the Region whose planned run has this one: %s', async (_, elsewhere, home) => {
    const { look, sent } = admitting({ own: [ofLost], elsewhere });
    expect(await look(input)).toMatchObject({ own: { lock: ofLost, home: { region: LOST, ...home } } });
    expect(sent.slice(0, 2)).toEqual([`${HERE} lock`, `${LOST} lock`]);
    expect(sent.join()).not.toContain('execution');
  });

  test('at what earlier runs took once it is admitted, and at nothing else', async () => {
    const { look, sent } = admitting({ own: [held] });
    expect(await look(input)).toEqual({ own: { lock: held }, took: { PromoteDatabase: [90, 300] } });
    expect(sent).toEqual(['lock', 'failover', 'switchover', 'prewarm', 'drill'].map((read) => `${HERE} ${read}`));
  });

  test('at none of that where it cannot be read, which the log is told', async () => {
    const { look, said } = admitting({ own: [held], took: awsError('ThrottlingException', 400) });
    expect(await look(input)).toEqual({ own: { lock: held }, took: {} });
    const because = expect.stringContaining('of the timings of failover failed: ThrottlingException');
    expect(said).toContainEqual({ step: 'AdmitRun', kind: 'unread', because, runId: input.run.id });
  });

  describe('at a silent Region', () => {
    const silent = Object.assign(new Error('timed out'), { name: 'TimeoutError' });
    const lockReads = (sent: readonly string[]) => sent.filter((one) => one === `${LOST} lock`);

    test('twice, for one packet may be lost, and hears the second answer', async () => {
      const { look, sent, clock } = admitting({ own: [intent], elsewhere: other, lostReads: 3, lost: silent });
      expect(await look(input)).toMatchObject({ elsewhere: { others: [{ outcome: 'read', lock: other }] } });
      expect(lockReads(sent)).toHaveLength(2);
      expect(clock.now()).toBe(250);
    });

    test('not a third time, nor with patience where nothing is taken from it', async () => {
      const { look, sent, patiently } = admitting({ own: [intent], elsewhere: silent });
      expect(await look(input)).toMatchObject({ elsewhere: { others: [{ outcome: 'unreachable' }] } });
      expect(lockReads(sent)).toHaveLength(2);
      expect(patiently).toEqual([]);
    });

    test('twice also for the run there that has this lock, with patience', async () => {
      const { look, sent, patiently } = admitting({ own: [ofLost], elsewhere: silent });
      await look(input);
      expect(lockReads(sent)).toHaveLength(2);
      expect(patiently).toEqual([LOST, LOST]);
    });

    test('once where it says no', async () => {
      const { look, sent } = admitting({ own: [intent], elsewhere: awsError('AccessDeniedException', 400) });
      await look(input);
      expect(lockReads(sent)).toHaveLength(1);
    });
  });

  test('at what persons said while the lock is free, and at no other Region yet', async () => {
    const { look, sent } = admitting({ own: [free] });
    await look({ ...input, run: { ...input.run, startedAt: '2026-11-21T12:00:01.000Z' } });
    expect(sent).toEqual([`${HERE} lock`, `${HERE} automation`]);
  });

  test('not at the end of a run that gives way: to close it would keep users waiting', async () => {
    const { look, sent } = admitting({ own: [{ ...other, verb: 'drill' }] });
    expect(await look(input)).toEqual({ own: { lock: { ...other, verb: 'drill' } } });
    expect(sent).toEqual([`${HERE} lock`, `${HERE} automation`]);
  });

  test('strongly at the other Regions, only after it has read its own intent', async () => {
    const { look, sent } = admitting({ own: [intent], elsewhere: other });
    expect(await look(input)).toMatchObject({
      elsewhere: {
        others: [
          { region: LOST, outcome: 'read', lock: other, claimedEpoch: 300, automation: { acknowledgedRun: 'read' } },
        ],
        claimedEpoch: 100,
      },
    });
    expect(sent[0]).toBe(`${HERE} lock`);
    const elsewhere = ['automation', 'claim', 'lock'].map((item) => `${LOST} ${item}`);
    expect(sent.slice(1).sort()).toEqual([...elsewhere, `${HERE} claim`].sort());
  });

  test.each([
    ['does not answer', Object.assign(new Error('timed out'), { name: 'TimeoutError' })],
    ['denies the answer', awsError('AccessDeniedException', 400)],
    ['has no table', awsError('ResourceNotFoundException', 400)],
  ])('at a Region that %s as at one that is unreachable', async (_, elsewhere) => {
    expect(await admitting({ own: [intent], elsewhere }).look(input)).toMatchObject({
      elsewhere: {
        others: [{ region: LOST, outcome: 'unreachable', because: expect.stringContaining(elsewhere.name) }],
      },
    });
  });

  // I-01
  test.each<[string, Lock, object, string[]]>([
    ['a claim', { ...other, epoch: 700 }, { epoch: { S: 'none' } }, ['claim#orders']],
    ['a lock', { ...free, epoch: Number.NaN }, { epoch: { N: '300' } }, ['lock#orders']],
    ['neither', { ...free, epoch: 1e30 }, {}, ['lock#orders', 'claim#orders']],
  ])(
    'at a Region that answers with %s that nobody understands as at one that answers',
    async (_, lock, claim, items) => {
      const { elsewhere } = await admitting({ own: [intent], elsewhere: lock, claim }).look(input);
      const unclear = items.map((item) => `the item ${item} of the table understudy-orders in ${LOST}`);
      expect(elsewhere?.others).toMatchObject([{ region: LOST, outcome: 'read', lock, unclear }]);
    },
  );

  test('at the highest epoch that the TXT records say, and at the servers that say nothing', async () => {
    const texts: TextAnswer[] = [
      {
        outcome: 'answered',
        values: ['epoch=300 serial=1 active=us-east-1 attached=', 'epoch=9999 is none'],
        silent: [],
      },
      { outcome: 'unreachable', because: 'no name server answers' },
    ];
    expect(await admitting({ own: [intent], texts }).look(input)).toMatchObject({
      elsewhere: { settledEpoch: 300, silent: ['no name server answers'] },
    });
  });

  test('at no other Region for a settle', async () => {
    const { look, sent } = admitting({ own: [{ ...free, owner: RUN_ID }] });
    await look({ ...input, run: { ...document.run, verb: 'settle' } });
    expect(sent).toEqual([`${HERE} lock`]);
  });
});

describe('AdmitRun performs', () => {
  const claimant = claimantOf(input);

  test('the intent of a failover, if the lock is still the one that was seen', async () => {
    const { perform, writes } = admitting({ own: [] });
    await perform({ kind: 'take', claimant, observed: undefined }, input);
    expect(writes).toMatchObject([
      { Item: { state: { S: 'intent' }, epoch: { N: '101' } }, ConditionExpression: 'attribute_not_exists(#version)' },
    ]);
  });

  test('the hold of a settle', async () => {
    const { perform, writes } = admitting({ own: [] });
    const settling = { ...claimant, verb: 'settle' as const, startedAt: '2026-11-21T12:00:01.000Z' };
    await perform({ kind: 'take', claimant: settling, observed: free }, input);
    expect(writes).toMatchObject([{ Item: { state: { S: 'held' }, epoch: { N: '101' }, verb: { S: 'settle' } } }]);
  });

  test('the confirmation, above every epoch that was seen', async () => {
    const { perform, writes } = admitting({ own: [] });
    await perform({ kind: 'confirm', claimant, observed: intent, highestSeen: 500 }, input);
    expect(writes).toMatchObject([
      {
        Item: { state: { S: 'held' }, epoch: { N: '601' } },
        ConditionExpression: '#version = :observed',
        ExpressionAttributeValues: { ':observed': { N: '1' } },
      },
    ]);
  });

  test('the withdrawal of its own intent, which leaves the last run as it was', async () => {
    const { perform, writes } = admitting({ own: [] });
    await perform({ kind: 'withdraw', items: [{ region: HERE, epoch: 101 }] }, input);
    expect(writes).toMatchObject([{ ExpressionAttributeValues: { ':owner': { S: RUN_ID }, ':epoch': { N: '101' } } }]);
    expect(JSON.stringify(writes)).not.toContain('lastRun');
  });

  test('the intent of a failover over what a run of a silent Region holds', async () => {
    const { perform, writes } = admitting({ own: [] });
    await perform({ kind: 'take', claimant, observed: ofLost, seizes: true }, input);
    expect(writes).toMatchObject([
      {
        Item: { owner: { S: RUN_ID }, state: { S: 'intent' }, epoch: { N: '201' } },
        ConditionExpression: '#version = :observed',
      },
    ]);
  });

  test('the freeing of what a planned run left behind, with how it ended, if nothing was written since', async () => {
    const { perform, writes } = admitting({ own: [] });
    const lastRun = { id: ofLost.owner, endedAt: NOW, changed: true };
    await perform({ kind: 'free', region: HERE, left: ofLost, lastRun }, input);
    expect(writes).toMatchObject([
      { ExpressionAttributeValues: { ':owner': { S: ofLost.owner }, ':version': { N: '1' } } },
    ]);
    expect(JSON.stringify(writes)).toContain('lastChange');
  });

  test('the closing of a dead run', async () => {
    const { perform, closed } = admitting({ own: [] });
    await perform({ kind: 'close', lock: other, ended: { status: 'ABORTED' } }, input);
    expect(closed).toMatchObject([{ lock: other, ended: { status: 'ABORTED' }, region: HERE, now: NOW }]);
  });
});
