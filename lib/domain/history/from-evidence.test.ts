import { plan } from '../../../test/fixtures';
import { chained, type EvidenceRecord } from '../evidence';
import { historyOfEvidence, violationsIn } from '.';

const RUN = 'arn:aws:states:us-west-2:111122223333:execution:understudy-orders-failover:one';

type Said = Partial<Pick<EvidenceRecord, 'kind' | 'step' | 'epoch' | 'runId'>> & { act?: unknown; answer?: string };

/** A run's records, in their order. */
function recordsOf(...said: Said[]): EvidenceRecord[] {
  const records: EvidenceRecord[] = [];
  for (const { kind = 'called', step = 'PromoteDatabase', epoch = 101, runId = RUN, ...data } of said) {
    const entry = { at: '2026-11-21T12:00:00Z', runId, epoch, kind, step, because: 'b', data };
    records.push(chained(records.at(-1), entry));
  }
  return records;
}

const promote = { act: { globalCluster: 'orders', target: 'arn' } };
/** What the records tell of, without the guards. */
const calls = (...said: Said[]) =>
  historyOfEvidence(recordsOf(...said))
    .filter(({ operation }) => operation !== 'UpdateItem')
    .map(({ service, operation, region, resource, ok }) => [`${service}:${operation}`, region, resource, ok]);

test.each<[string, string, unknown, unknown[][]]>([
  [
    'a failover of a database',
    'PromoteDatabase',
    promote.act,
    [['rds:FailoverGlobalCluster', 'us-west-2', 'orders', true]],
  ],
  [
    'a switchover, in the Region that it is called in',
    'PromoteDatabase',
    { ...promote.act, switchoverIn: 'us-east-1' },
    [['rds:SwitchoverGlobalCluster', 'us-east-1', 'orders', true]],
  ],
  [
    'a stack that is made',
    'DeployStacks',
    { kind: 'create', stackName: 'orders-web', parameters: [] },
    [['cloudformation:CreateStack', 'us-west-2', 'orders-web', true]],
  ],
  [
    'a stack that is deleted, by its id',
    'RetireStacks',
    { kind: 'delete', stackName: 'orders-web', id: 'arn:1', token: 't' },
    [['cloudformation:DeleteStack', 'us-west-2', 'arn:1', true]],
  ],
  [
    'services that get tasks again',
    'DeployStacks',
    { kind: 'start', services: [{ arn: 'a', desiredCount: 1 }] },
    [['ecs:UpdateService', 'us-west-2', 'a', true]],
  ],
  ['a claim', 'ShiftTraffic', { kind: 'claim', epoch: 101 }, [['dynamodb:PutItem', 'us-west-2', '', true]]],
  [
    'records',
    'SettleTraffic',
    { kind: 'swap', changes: [] },
    [['route53:ChangeResourceRecordSets', 'us-west-2', '', true]],
  ],
  ['a check of Route 53, which needs no lock', 'SettleTraffic', { kind: 'create-check', reference: 'r' }, []],
  [
    'an announcement',
    'AnnounceRegion',
    { region: 'us-east-1', write: true },
    [['ssm:PutParameter', 'us-east-1', '', true]],
  ],
  ['an event alone', 'AnnounceRegion', { region: 'us-east-1', write: false }, []],
  [
    'what a fence stops, each by its name',
    'FenceRegion',
    { kind: 'stop', region: 'us-east-1', what: 'executions', names: ['a', 'b'] },
    [
      ['states:StopExecution', 'us-east-1', 'a', true],
      ['states:StopExecution', 'us-east-1', 'b', true],
    ],
  ],
  [
    'rules that are enabled again',
    'UnfenceRegion',
    { kind: 'enable', region: 'us-west-2', what: 'rules', names: ['a'] },
    [['events:EnableRule', 'us-west-2', 'a', true]],
  ],
  [
    'services that are scaled again',
    'UnfenceRegion',
    { kind: 'scale', region: 'us-east-1', services: [{ arn: 'a', desiredCount: 2 }] },
    [['ecs:UpdateService', 'us-east-1', 'a', true]],
  ],
  [
    'a snapshot that is kept',
    'RecordDivergence',
    { kind: 'copy', globalCluster: 'orders', epoch: 1, source: 's', target: 't' },
    [['rds:CopyDBClusterSnapshot', 'us-west-2', 't', true]],
  ],
  ['a round of canaries', 'RunCanaries', 'run a round', []],
  ['an act that nobody knows', 'PromoteDatabase', { other: 1 }, []],
])('%s is read from the record', (_, step, act, expected) => {
  expect(calls({ step, act })).toEqual(expected);
});

test('a record stands for the guard before it as well', () => {
  const [guard, call] = historyOfEvidence(recordsOf(promote));
  expect(guard).toMatchObject({ operation: 'UpdateItem', runId: RUN, step: 'PromoteDatabase', epoch: 101, ok: true });
  expect(call).toMatchObject({ owner: RUN, look: null, error: null });
  expect(violationsIn(historyOfEvidence(recordsOf({ kind: 'admitted', step: 'AdmitRun' }, promote)), { plan })).toEqual(
    [],
  );
});

test('users who move after a round of canaries are told from users who move before', () => {
  const round = { step: 'RunCanaries', act: 'run a round' };
  const claim = { step: 'ShiftTraffic', act: { kind: 'claim', epoch: 101 } };
  expect(violationsIn(historyOfEvidence(recordsOf(promote, round, claim)), { plan })).toEqual([]);
  expect(violationsIn(historyOfEvidence(recordsOf(round, promote, claim)), { plan })).toEqual([
    'I-04: ShiftTraffic of one called PutItem before its canaries were run here',
  ]);
});

test('a promotion that Aurora is known to have refused failed, and the next one is no second', () => {
  const records = recordsOf(promote, { kind: 'failed', ...promote, answer: 'throttled' }, promote);
  const sent = historyOfEvidence(records).filter(({ service }) => service === 'rds');
  expect(sent.map(({ ok, error }) => [ok, error])).toEqual([
    [false, 'throttled'],
    [true, null],
  ]);
  expect(violationsIn(historyOfEvidence(records), { plan })).toEqual([]);
});

test('the failure of another database says nothing about this one', () => {
  const other = { act: { globalCluster: 'ledger', target: 'arn' } };
  expect(calls(promote, { kind: 'failed', ...other, answer: 'refused' })).toEqual([
    ['rds:FailoverGlobalCluster', 'us-west-2', 'orders', true],
  ]);
});

test('a promotion that is recorded twice with nothing between is a violation', () => {
  expect(violationsIn(historyOfEvidence(recordsOf(promote, promote)), { plan })).toEqual([
    'I-06: promoted twice: orders under epoch 101',
  ]);
});
