import { execFileSync } from 'node:child_process';
import type { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Lock } from '../../../lib/domain/lock';
import { ALARM_AGE_SECONDS_MAX } from '../../../lib/domain/request';
import { attributesOf } from '../../../lib/domain/table-items';
import { HERE, inputFor, LOST, NOW, RUN_ID } from '../../../test/fixtures';
import { lockTable } from '../../edge/lock-table';
import { decide } from './decide';
import { freeLockCommand } from './free-lock';
import { lock as lockOf } from './lock';
import { admitRun } from './step';

const held: Lock = { owner: RUN_ID, state: 'held', epoch: 101, version: 1, since: NOW, quietAt: NOW };
const free: Lock = { ...held, owner: 'an earlier run', state: 'free', version: 7 };
const other: Lock = { ...held, owner: 'another run' };

const alarmArn = `arn:aws:cloudwatch:${HERE}:111122223333:alarm:understudy-orders-region-down`;
const triggered = (ageSeconds: number, arn = alarmArn) => ({
  reason: 'alarm',
  trigger: {
    kind: 'alarm',
    alarmArn: arn,
    eventId: 'e-1',
    at: new Date(Date.parse(NOW) - ageSeconds * 1000).toISOString(),
  },
});

describe('AdmitRun decides', () => {
  test.each<[string, Lock | undefined, unknown, string]>([
    ['to take the lock when there has never been one', undefined, { reason: 'x' }, 'act'],
    ['to take the lock when it is free', free, { reason: 'x' }, 'act'],
    ['that it is admitted once the lock names this run', held, { reason: 'x' }, 'done'],
    ['to join when another run holds the lock', other, { reason: 'x' }, 'join'],
    ['that a person needs a reason', free, {}, 'refuse'],
    ['that an empty reason is none', free, { reason: ' ' }, 'refuse'],
    ["to take the console's default input", free, { Comment: 'Insert your JSON here' }, 'act'],
    ['to refuse a key it does not know', free, { reason: 'x', force: true }, 'refuse'],
    ['to refuse input that is no object', free, [], 'refuse'],
    ['to act on an alarm at exactly the allowed age', free, triggered(ALARM_AGE_SECONDS_MAX), 'act'],
    ['to refuse an alarm one second older', free, triggered(ALARM_AGE_SECONDS_MAX + 1), 'refuse'],
    ['to refuse the alarm of another plan', free, triggered(1, `${alarmArn}-other`), 'refuse'],
    ['that a run once admitted stays so, however old its alarm has become', held, triggered(5000), 'done'],
  ])('%s', (_, lock, request, kind) => {
    expect(decide({ lock }, inputFor(admitRun, { request })).kind).toBe(kind);
  });

  test('and names the unknown key and the nearest allowed one', () => {
    expect(decide({ lock: free }, inputFor(admitRun, { request: { resaon: 'x' } }))).toMatchObject({
      because: expect.stringContaining('input.resaon: unknown key; did you mean reason'),
    });
  });

  test('and names the run that it joins', () => {
    expect(decide({ lock: other }, inputFor(admitRun))).toMatchObject({
      because: expect.stringContaining('another run'),
    });
  });

  test.each(['ABORTED', 'TIMED_OUT', 'FAILED', 'SUCCEEDED'])('to refuse when the holder has %s', (status) => {
    const { kind, because } = decide({ lock: other, ownerEnded: { status } }, inputFor(admitRun));
    expect(kind).toBe('refuse');
    expect(because).toContain(`another run ended ${status} without giving back the lock of epoch 101; after ${NOW}`);
    expect(because).toContain(freeLockCommand(other, inputFor(admitRun)));
  });

  test('to refuse when Step Functions has forgotten the holder', () => {
    expect(decide({ lock: other, ownerEnded: { status: 'forgotten' } }, inputFor(admitRun))).toMatchObject({
      kind: 'refuse',
      because: expect.stringContaining('is no longer known to Step Functions'),
    });
  });

  test('to refuse in so few words that the operators are told the whole command', () => {
    const owner = RUN_ID.replace('run-1', 'x'.repeat(80));
    const { because } = decide({ lock: { ...other, owner }, ownerEnded: { status: 'TIMED_OUT' } }, inputFor(admitRun));
    expect(because.length).toBeLessThan(1000);
  });

  test('and refuses in a Region that the plan does not name', () => {
    expect(decide({ lock: free }, inputFor(admitRun, { region: 'eu-west-1' }))).toMatchObject({ kind: 'refuse' });
  });

  test('that an epoch carries the rank of this Region', () => {
    expect(decide({ lock: free }, inputFor(admitRun))).toMatchObject({ act: { rank: 1 } });
    expect(decide({ lock: free }, inputFor(admitRun, { region: LOST }))).toMatchObject({ act: { rank: 0 } });
  });
});

/** A table whose lock item is read as one version after the other, and executions by their status or error. */
function lookingAt(versions: readonly Lock[], owner: { status?: string; error?: Error } = {}) {
  const asked: string[] = [];
  const dynamo = {
    send: async (_: GetItemCommand) => ({
      Item: attributesOf(versions[Math.min(reads++, versions.length - 1)] ?? free),
    }),
  };
  let reads = 0;
  const states = {
    async send({ input }: { input: { executionArn: string } }) {
      asked.push(input.executionArn);
      if (owner.error) throw owner.error;
      return { status: owner.status };
    },
  };
  return { look: () => lockOf({ dynamo, states }).look(inputFor(admitRun)), asked };
}

const awsError = (name: string, httpStatusCode: number) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });

describe('AdmitRun looks', () => {
  test.each<[string, { status?: string; error?: Error }, object]>([
    ['takes it as alive while it runs', { status: 'RUNNING' }, { lock: other }],
    ['takes it as alive while it waits for a redrive', { status: 'PENDING_REDRIVE' }, { lock: other }],
    ['sees that it was aborted', { status: 'ABORTED' }, { lock: other, ownerEnded: { status: 'ABORTED' } }],
    ['sees that it timed out', { status: 'TIMED_OUT' }, { lock: other, ownerEnded: { status: 'TIMED_OUT' } }],
    ['sees that it failed', { status: 'FAILED' }, { lock: other, ownerEnded: { status: 'FAILED' } }],
    [
      'sees that it is forgotten',
      { error: awsError('ExecutionDoesNotExist', 400) },
      { lock: other, ownerEnded: { status: 'forgotten' } },
    ],
    ['takes it as alive when it may not look', { error: awsError('AccessDeniedException', 400) }, { lock: other }],
    ['takes it as alive when it cannot look', { error: awsError('ThrottlingException', 400) }, { lock: other }],
  ])('at the run that holds the lock, and %s', async (_, owner, seen) => {
    const { look, asked } = lookingAt([other], owner);
    expect(await look()).toEqual(seen);
    expect(asked).toEqual(['another run']);
  });

  test.each([
    ['gave the lock back in between', { ...other, state: 'free' as const }],
    ['was followed by another in between', { ...other, owner: 'a third run', epoch: 201 }],
  ])('again at the lock, because the run %s', async (_, last) => {
    expect(await lookingAt([other, last], { status: 'SUCCEEDED' }).look()).toEqual({ lock: last });
  });

  test.each([
    ['this run holds it', held],
    ['it is free', free],
  ])('at no run when %s', async (_, lock) => {
    const { look, asked } = lookingAt([lock]);
    expect(await look()).toEqual({ lock });
    expect(asked).toEqual([]);
  });
});

describe('the command that frees the lock', () => {
  const [before = '', json = ''] = freeLockCommand(other, inputFor(admitRun)).split(' --cli-input-json ');

  test('goes to this Region', () => {
    expect(before).toBe(`aws dynamodb update-item --region ${HERE}`);
  });

  test('is the write with which the run itself would have given it back', async () => {
    const sent: unknown[] = [];
    const dynamo = { send: async ({ input }: UpdateItemCommand) => sent.push(input) };
    const { plan, names } = inputFor(admitRun);
    await lockTable(dynamo, { plan: plan.name, names }).release(other.owner, other.epoch);
    expect([JSON.parse(json.slice(1, -1))]).toEqual(sent);
    expect(json).toMatch(/"ConditionExpression":"#owner = :owner AND #epoch = :epoch AND #state = :held"/);
  });

  test('is one word to a shell, whatever the run is called', () => {
    const command = freeLockCommand({ ...other, owner: "o'run; id" }, inputFor(admitRun));
    const words = execFileSync('/bin/sh', ['-c', command.replace(/^aws/, "printf '%s\n'")], { encoding: 'utf8' });
    expect(JSON.parse(words.trim().split('\n').at(-1) ?? '').ExpressionAttributeValues[':owner'].S).toBe("o'run; id");
  });
});
