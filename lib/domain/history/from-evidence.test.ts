import type { FencedKind } from '../../../lambdas/edge/fencing/region';
import type { decide as announceRegion } from '../../../lambdas/steps/announce-region/decide';
import type { decide as deployStacks } from '../../../lambdas/steps/deploy-stacks/decide';
import type { decide as fenceRegion } from '../../../lambdas/steps/fence-region/decide';
import type { decide as keepWarm } from '../../../lambdas/steps/keep-warm/decide';
import type { decide as promoteDatabase } from '../../../lambdas/steps/promote-database/decide';
import type { decide as proveStacks } from '../../../lambdas/steps/prove-stacks/decide';
import type { decide as recordDivergence } from '../../../lambdas/steps/record-divergence/decide';
import type { decide as retireStacks } from '../../../lambdas/steps/retire-stacks/decide';
import type { decide as runCanaries } from '../../../lambdas/steps/run-canaries/decide';
import type { decide as settleTraffic } from '../../../lambdas/steps/settle-traffic/decide';
import type { decide as shiftTraffic } from '../../../lambdas/steps/shift-traffic/decide';
import type { decide as unfenceRegion } from '../../../lambdas/steps/unfence-region/decide';
import { plan } from '../../../test/fixtures';
import { allSteps } from '../../workflow/workflows';
import { chained, type EvidenceRecord } from '../evidence';
import type { AskHook } from '../hook';
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
/** What records tell of, where all of them are understood. */
const linesOf = (...said: Said[]) => {
  const { lines, problems } = historyOfEvidence(recordsOf(...said));
  expect(problems).toEqual([]);
  return lines;
};
/** The same without the guards. */
const calls = (...said: Said[]) =>
  linesOf(...said)
    .filter(({ operation }) => operation !== 'UpdateItem')
    .map(({ service, operation, region, resource, ok }) => [`${service}:${operation}`, region, resource, ok]);

type ActOf<Decide extends (...args: never[]) => unknown> = Extract<ReturnType<Decide>, { act: unknown }>['act'];

/** What each fenced step does, in the step's own words. */
interface Acts {
  AnnounceRegion: ActOf<typeof announceRegion>;
  BeforePromotion: AskHook;
  AfterPromotion: AskHook;
  BeforeTraffic: AskHook;
  AfterTraffic: AskHook;
  DeployStacks: ActOf<typeof deployStacks>;
  FenceRegion: ActOf<typeof fenceRegion>;
  KeepWarm: ActOf<typeof keepWarm>;
  PromoteDatabase: ActOf<typeof promoteDatabase>;
  ProveStacks: ActOf<typeof proveStacks>;
  RecordDivergence: ActOf<typeof recordDivergence>;
  RetireStacks: ActOf<typeof retireStacks>;
  RunCanaries: ActOf<typeof runCanaries>;
  SettleTraffic: ActOf<typeof settleTraffic>;
  ShiftTraffic: ActOf<typeof shiftTraffic>;
  UnfenceRegion: ActOf<typeof unfenceRegion>;
}

/** Large values that no call shows are named and left out. */
type Outline<Act> = Act extends object
  ? { readonly [Key in keyof Act]: Key extends 'next' | 'config' | 'at' ? unknown : Act[Key] }
  : Act;
type KindOf<Act> = Act extends { kind: infer Kind extends string } ? Kind : 'act';
type OfKind<Act, Kind> = Kind extends 'act'
  ? Act
  : Act extends { kind: infer One }
    ? Kind extends One
      ? Act
      : never
    : never;
type Call = readonly [call: string, region: string, resource: string];
/** Each act with the calls that it makes. */
type Samples = {
  readonly [Step in keyof Acts]: {
    readonly [Kind in KindOf<Acts[Step]>]: readonly (readonly [
      act: Outline<OfKind<Acts[Step], Kind>>,
      calls: readonly Call[],
    ])[];
  };
};

const hook = [[{ kind: 'hook', point: 'beforePromotion', function: 'f', looks: 1 }, []]] as const;
const STOPPED = {
  rules: 'events:DisableRule',
  schedules: 'scheduler:UpdateSchedule',
  services: 'ecs:UpdateService',
  executions: 'states:StopExecution',
} satisfies Readonly<Record<FencedKind, string>>;
const ENABLED = { rules: 'events:EnableRule', schedules: 'scheduler:UpdateSchedule' } as const;
const kindsOf = <Kind extends string>(of: Readonly<Record<Kind, string>>) => Object.entries(of) as [Kind, string][];
const inHome = { region: 'us-east-1', names: ['a', 'b'] };
const both = (call: string): Call[] => [
  [call, 'us-east-1', 'a'],
  [call, 'us-east-1', 'b'],
];
const deleted = { kind: 'delete', stacks: [{ stackName: 'orders-web', id: 'arn:1', token: 't' }] } as const;

const SAMPLES: Samples = {
  AnnounceRegion: {
    act: [
      [{ region: 'us-east-1', write: true }, [['ssm:PutParameter', 'us-east-1', '']]],
      [{ region: 'us-east-1', write: false }, []],
    ],
  },
  BeforePromotion: { hook },
  AfterPromotion: { hook },
  BeforeTraffic: { hook },
  AfterTraffic: { hook },
  DeployStacks: {
    create: [
      [
        {
          kind: 'create',
          stacks: ['orders-web', 'orders-data'].map((stackName) => ({
            ...{ stackName, template: { key: 'k', versionId: 'v' }, parameters: {} },
            ...{ capabilities: [], tags: {}, token: 't' },
          })),
        },
        ['orders-web', 'orders-data'].map((name) => ['cloudformation:CreateStack', 'us-west-2', name]),
      ],
    ],
    delete: [[deleted, [['cloudformation:DeleteStack', 'us-west-2', 'arn:1']]]],
    start: [[{ kind: 'start', services: [{ arn: 'a', desiredCount: 1 }] }, [['ecs:UpdateService', 'us-west-2', 'a']]]],
  },
  FenceRegion: {
    note: [[{ kind: 'note', region: 'us-east-1', next: {} }, []]],
    stop: kindsOf(STOPPED).map(([what, call]) => [{ kind: 'stop', what, ...inHome }, both(call)]),
    hook,
  },
  KeepWarm: { act: [[{ until: '2026-11-22T12:00:00Z', next: {} }, []]] },
  PromoteDatabase: {
    act: [
      [promote.act, [['rds:FailoverGlobalCluster', 'us-west-2', 'orders']]],
      [{ ...promote.act, switchoverIn: 'us-east-1' }, [['rds:SwitchoverGlobalCluster', 'us-east-1', 'orders']]],
    ],
  },
  ProveStacks: {
    read: [[{ kind: 'read' }, []]],
    write: [[{ kind: 'write' }, []]],
    'read again': [[{ kind: 'read again' }, []]],
  },
  RecordDivergence: {
    record: [[{ kind: 'record', next: {}, observed: undefined }, []]],
    copy: [
      [
        { kind: 'copy', globalCluster: 'orders', epoch: 1, source: 's', target: 't' },
        [['rds:CopyDBClusterSnapshot', 'us-west-2', 't']],
      ],
    ],
  },
  RetireStacks: {
    delete: [[deleted, [['cloudformation:DeleteStack', 'us-west-2', 'arn:1']]]],
    close: [[{ kind: 'close', version: 1 }, []]],
  },
  RunCanaries: { act: [['run a round', []]] },
  SettleTraffic: {
    'create-alarm': [[{ kind: 'create-alarm', region: 'us-east-1', epoch: 1 }, []]],
    'create-check': [[{ kind: 'create-check', reference: 'r', config: {} }, []]],
    swap: [[{ kind: 'swap', changes: [] }, [['route53:ChangeResourceRecordSets', 'us-west-2', '']]]],
    sweep: [[{ kind: 'sweep', checks: ['c'], alarms: [] }, []]],
  },
  ShiftTraffic: {
    claim: [[{ kind: 'claim', epoch: 101 }, [['dynamodb:PutItem', 'us-west-2', 'claim']]]],
    'swap-records': [[{ kind: 'swap-records', changes: [] }, [['route53:ChangeResourceRecordSets', 'us-west-2', '']]]],
    'switch-controls': [
      [
        { kind: 'switch-controls', entries: [] },
        [['route53-recovery-cluster:UpdateRoutingControlStates', 'us-west-2', '']],
      ],
    ],
  },
  UnfenceRegion: {
    note: [[{ kind: 'note', at: '' }, []]],
    scale: [
      [
        { kind: 'scale', region: 'us-east-1', services: [{ arn: 'a', desiredCount: 2 }] },
        [['ecs:UpdateService', 'us-east-1', 'a']],
      ],
    ],
    enable: kindsOf(ENABLED).map(([what, call]) => [{ kind: 'enable', what, ...inHome }, both(call)]),
    lift: [[{ kind: 'lift', region: 'us-east-1', next: {}, observedVersion: 1 }, []]],
    hook,
  },
};
const samples = Object.entries(SAMPLES).flatMap(([step, kinds]) =>
  Object.entries(kinds).flatMap(([kind, acts]) =>
    (acts as readonly (readonly [unknown, readonly Call[]])[]).map(([act, made]) => [step, kind, act, made] as const),
  ),
);

test.each(samples)('of %s, %s %j is read from its record', (step, _, act, made) => {
  expect(calls({ step, act })).toEqual(made.map((call) => [...call, true]));
});

test.each([
  ['DeployStacks', { kind: 'create', stackName: 'orders-web' }, 'CreateStack', 'orders-web'],
  ['DeployStacks', { kind: 'delete', stackName: 'orders-web', id: 'arn:1' }, 'DeleteStack', 'arn:1'],
  ['RetireStacks', { kind: 'delete', stackName: 'orders-web', id: 'arn:1' }, 'DeleteStack', 'arn:1'],
])('of %s, an act of one stack is read from the record of an earlier version', (step, act, operation, resource) => {
  expect(calls({ step, act })).toEqual([[`cloudformation:${operation}`, 'us-west-2', resource, true]]);
});

test('every step that writes the lock before it changes anything has its acts here', () => {
  const fenced = allSteps().filter((step) => step.fenced);
  expect(fenced.map(({ name }) => name).sort()).toEqual(Object.keys(SAMPLES).sort());
});

test.each<[string, string, unknown]>([
  ['a field that was renamed', 'PromoteDatabase', { globalClusterId: 'orders', target: 'arn' }],
  ['a kind that is new', 'DeployStacks', { kind: 'update', stackName: 'orders-web' }],
  ['a step that is new', 'NewStep', { kind: 'x' }],
  ['the act of another step', 'RetireStacks', { kind: 'start', services: [] }],
  ['what no fence stops', 'FenceRegion', { kind: 'stop', region: 'us-east-1', what: 'tables', names: ['a'] }],
  ['what needs no enabling', 'UnfenceRegion', { kind: 'enable', region: 'us-east-1', what: 'services', names: ['a'] }],
  ['no act', 'ShiftTraffic', undefined],
])('%s is a problem, and not nothing', (_, step, act) => {
  const { lines, problems } = historyOfEvidence(recordsOf(promote, { step, act }));
  expect(problems).toEqual([expect.stringContaining(`record 2: ${step} has no act that is known here, got {`)]);
  expect(lines).toHaveLength(2);
});

test('a long act is shown in part', () => {
  const { problems } = historyOfEvidence(recordsOf({ act: { kind: 'x'.repeat(1000) } }));
  expect(problems[0]?.length).toBeLessThan(320);
});

test('what closes a run says what it kept and whom it told, and changes nothing else', () => {
  const closing = (data: object) => historyOfEvidence(recordsOf({ step: 'CloseRun', ...data }));
  expect(closing({ archived: { evidenceKey: 'k' } })).toEqual({ lines: [], problems: [] });
  expect(closing({ told: { untold: [] } })).toEqual({ lines: [], problems: [] });
  expect(closing({ act: { kind: 'free' } }).problems).toHaveLength(1);
});

test('a record stands for the guard before it as well', () => {
  const [guard, call] = linesOf(promote);
  expect(guard).toMatchObject({ operation: 'UpdateItem', runId: RUN, step: 'PromoteDatabase', epoch: 101, ok: true });
  expect(call).toMatchObject({ owner: RUN, look: null, error: null });
  expect(violationsIn(linesOf({ kind: 'admitted', step: 'AdmitRun' }, promote), { plan })).toEqual([]);
});

test('users who move after a round of canaries are told from users who move before', () => {
  const round = { step: 'RunCanaries', act: 'run a round' };
  const claim = { step: 'ShiftTraffic', act: { kind: 'claim', epoch: 101 } };
  expect(violationsIn(linesOf(promote, round, claim), { plan })).toEqual([]);
  expect(violationsIn(linesOf(round, promote, claim), { plan })).toEqual([
    'I-04: ShiftTraffic of one called PutItem before its canaries were run here',
  ]);
});

test('a promotion that Aurora is known to have refused failed, and the next one is no second', () => {
  const lines = linesOf(promote, { kind: 'failed', ...promote, answer: 'throttled' }, promote);
  const sent = lines.filter(({ service }) => service === 'rds');
  expect(sent.map(({ ok, error }) => [ok, error])).toEqual([
    [false, 'throttled'],
    [true, null],
  ]);
  expect(violationsIn(lines, { plan })).toEqual([]);
});

test('the failure of another database says nothing about this one', () => {
  const other = { act: { globalCluster: 'ledger', target: 'arn' } };
  expect(calls(promote, { kind: 'failed', ...other, answer: 'refused' })).toEqual([
    ['rds:FailoverGlobalCluster', 'us-west-2', 'orders', true],
  ]);
});

test('a promotion that is recorded twice with nothing between is a violation', () => {
  expect(violationsIn(linesOf(promote, promote), { plan })).toEqual(['I-06: promoted twice: orders under epoch 101']);
});
