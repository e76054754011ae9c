import { EPOCH, HERE, LOST, NOW, plan, RUN_ID } from '../../test/fixtures';
import type { EvidenceRecord } from './evidence';
import { namesOf } from './names';
import { RUN_EVENTS, runEventOf } from './run-event';
import { VERBS } from './verbs';

const place = { plan, names: namesOf(plan, HERE) };
const record = (more: Partial<EvidenceRecord> = {}): EvidenceRecord => ({
  ...{ seq: 7, previousSha256: '0'.repeat(64), sha256: '1'.repeat(64), at: NOW, runId: RUN_ID, epoch: EPOCH },
  ...{ kind: 'decided', step: 'ConfirmOutage', because: 'us-east-1 is down', data: {} },
  ...more,
});
const detailOf = (more: Partial<EvidenceRecord>) => runEventOf(record(more), place)?.detail;

test('the event of a record says which run did what, and where it belongs in the order', () => {
  expect(runEventOf(record(), place)).toEqual({
    source: 'understudy',
    detailType: 'Understudy Step Done',
    resources: [RUN_ID],
    detail: {
      ...{ plan: 'orders', verb: 'failover', run: RUN_ID, region: HERE, epoch: EPOCH, seq: 7 },
      ...{ step: 'ConfirmOutage', kind: 'decided', because: 'us-east-1 is down', at: NOW },
    },
  });
});

test('the names of events are an interface, which rules of others match', () => {
  expect(RUN_EVENTS).toEqual({
    admitted: 'Understudy Run Started',
    decided: 'Understudy Step Done',
    called: 'Understudy Step Called',
    answered: 'Understudy Step Answered',
    approved: 'Understudy Run Approval',
    failed: 'Understudy Step Failed',
    ended: 'Understudy Run Ended',
  });
});

test.each(VERBS)('a run of %s is known by its machine, also in another Region', (verb) => {
  const runId = `arn:aws:states:${LOST}:${plan.account}:execution:understudy-orders-${verb}:run-1`;
  expect(detailOf({ runId })).toMatchObject({ verb, region: LOST, run: runId });
});

test.each([
  ['of another plan', RUN_ID.replace('understudy-orders-', 'understudy-orders-2-')],
  ['of no machine', 'somebody'],
])('a run %s has no event', (_, runId) => {
  expect(runEventOf(record({ runId }), place)).toBeUndefined();
});

test.each([
  [{ failures: 0 }, 'done'],
  [{ failures: 1 }, 'failed'],
  [{ status: 'ABORTED' }, 'ABORTED'],
  [{ status: 'TIMED_OUT', failures: 0 }, 'TIMED_OUT'],
  [{}, 'failed'],
])('a run that ended with %j has come to %s', (data, outcome) => {
  expect(detailOf({ kind: 'ended', data })?.outcome).toBe(outcome);
});

test('only the end has an outcome, and only a failure says how it failed', () => {
  expect(detailOf({ data: { failures: 0, kind: 'refused' } })).not.toHaveProperty('outcome');
  expect(detailOf({ data: { kind: 'refused' } })).not.toHaveProperty('failure');
  expect(detailOf({ kind: 'failed', data: { kind: 'refused', at: NOW } })?.failure).toBe('refused');
  expect(detailOf({ kind: 'failed', data: { kind: 'note' } })).not.toHaveProperty('failure');
});

test('nothing of what a step recorded is told, but where the run is kept', () => {
  const archived = { evidenceKey: 'runs/2026/run-1.json', reportKey: 'runs/2026/run-1.html', secret: 'x' };
  const told = detailOf({ kind: 'called', step: 'CloseRun', data: { act: { password: 'x' }, archived } });
  expect(told).toMatchObject({ evidenceKey: 'runs/2026/run-1.json', reportKey: 'runs/2026/run-1.html' });
  expect(JSON.stringify(told)).not.toMatch(/secret|password|act/);
  expect(detailOf({ data: { archived: { evidenceKey: 7 } } })).not.toHaveProperty('evidenceKey');
  expect(detailOf({ data: { archived: 'there' } })).not.toHaveProperty('evidenceKey');
});

test('a sentence is one line of bounded length, so that ten events fit into one call', () => {
  const because = `${'é'.repeat(5000)}\n\u001b[31mred`;
  const details = Array.from({ length: 10 }, () => detailOf({ because }));
  expect(details[0]?.because).not.toContain('\n');
  // 256 KB. Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
  expect(Buffer.byteLength(JSON.stringify(details))).toBeLessThan(256 * 1024);
});
