import { settlementText } from '../../../lib/domain/settlement';
import type { ListedRecord } from '../../../lib/domain/traffic';
import { HERE, inputFor, LOST, NOW, RUN_ID } from '../../../test/fixtures';
import type { Reading } from '../../edge/reading';
import { judgeRecords } from './judge-records';
import { shiftTraffic } from './step';

const claim = { epoch: 101, runId: RUN_ID, at: NOW };
const record = (region: string, Failover: string, changes: object = {}): ListedRecord => ({
  Name: 'orders.example.com.',
  Type: 'A',
  SetIdentifier: region,
  Failover,
  ...changes,
});
const text = (epoch: number, active: string): ListedRecord => ({
  Name: '_understudy.orders.example.com.',
  Type: 'TXT',
  ...{ TTL: 60 },
  ResourceRecords: [{ Value: `"${settlementText({ epoch, serial: 1, active, attached: [] })}"` }],
});
const atHome = [record(LOST, 'PRIMARY', { HealthCheckId: 'theirs' }), record(HERE, 'SECONDARY')];
const here = [record(LOST, 'SECONDARY', { HealthCheckId: 'theirs' }), record(HERE, 'PRIMARY')];
const read = (value: ListedRecord[]) => ({ outcome: 'read', value }) as const;
const judged = (records: Reading<ListedRecord[]>, answer?: string) =>
  judgeRecords({ strategy: 'record-update', records, answer }, claim, inputFor(shiftTraffic));
const changesOf = (records: ListedRecord[]) => {
  const decision = judged(read(records));
  return decision.kind === 'act' && decision.act.kind === 'swap-records' ? decision.act.changes : [];
};

describe('record-update', () => {
  test('swaps PRIMARY and SECONDARY and nothing else of the records, with the epoch beside them', () => {
    expect(changesOf(atHome)).toEqual([
      ...atHome.map((ResourceRecordSet) => ({ Action: 'DELETE', ResourceRecordSet })),
      ...here.map((ResourceRecordSet) => ({ Action: 'CREATE', ResourceRecordSet })),
      { Action: 'CREATE', ResourceRecordSet: { ...text(101, HERE), Name: '_understudy.orders.example.com' } },
    ]);
  });

  test('deletes exactly the TXT record that it has read: an older run writes nothing', () => {
    expect(changesOf([...atHome, text(1, LOST)])).toContainEqual({
      Action: 'DELETE',
      ResourceRecordSet: text(1, LOST),
    });
  });

  test.each<[string, ListedRecord[], string]>([
    ['is done when this Region is PRIMARY under this epoch', [...here, text(101, HERE)], 'done'],
    ['still writes the epoch when this Region was PRIMARY before', here, 'act'],
    ['goes on from a lower epoch', [...atHome, text(100, LOST)], 'act'],
    ['stops at a higher epoch', [...atHome, text(102, LOST)], 'refuse'],
    ['stops when a record is missing', atHome.slice(1), 'refuse'],
    ['stops when all are missing', [], 'refuse'],
    ['stops at a third record', [...atHome, record('eu-west-1', 'PRIMARY')], 'refuse'],
    [
      'stops when a record names no Region of the plan',
      [record('blue', 'PRIMARY'), record(HERE, 'SECONDARY')],
      'refuse',
    ],
    ['stops when the records are no failover pair', [record(LOST, 'PRIMARY'), record(HERE, 'PRIMARY')], 'refuse'],
    [
      'stops at a TXT record that is no settlement',
      [...atHome, { ...text(1, LOST), ResourceRecords: [{ Value: '"x"' }] }],
      'refuse',
    ],
  ])('%s', (_, records, kind) => {
    expect(judged(read(records)).kind).toBe(kind);
  });

  // F-88
  test('shows what it found and what it expected', () => {
    const { because } = judged(read([record('blue', 'PRIMARY')]));
    expect(because).toContain('"SetIdentifier":"blue"');
    expect(because).toContain('their SetIdentifier us-east-1 or us-west-2');
  });

  // F-86
  test('waits while Route 53 does not answer, and tells how to do it by hand', () => {
    const silent = judged({ outcome: 'unknown', because: 'route53:ListResourceRecordSets failed: TimeoutError' });
    expect(silent).toMatchObject({
      kind: 'wait',
      because: expect.stringContaining('aws route53 list-resource-record-sets'),
    });
  });

  test('waits when the change was not taken, with the very batch to send by hand', () => {
    const { kind, because } = judged(read(atHome), 'route53:ChangeResourceRecordSets failed: Throttling');
    expect(kind).toBe('wait');
    expect(because).toContain(`--change-batch '${JSON.stringify({ Changes: changesOf(atHome) })}'`);
  });

  test('is done although an answer was lost, when the records say so', () => {
    expect(judged(read([...here, text(101, HERE)]), 'no answer').kind).toBe('done');
  });

  test('refuses what it may not read', () => {
    expect(judged({ outcome: 'failed', name: 'AccessDenied', because: 'denied' }).kind).toBe('refuse');
  });
});
