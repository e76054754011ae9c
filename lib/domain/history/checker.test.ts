import { plan } from '../../../test/fixtures';
import type { HistoryLine } from '../history-line';
import { historyChecker, violationsIn } from '.';

const runOf = (verb: string, name = 'one', region = 'us-west-2') =>
  `arn:aws:states:${region}:111122223333:execution:understudy-orders-${verb}:${name}`;
const FAILOVER = runOf('failover');
const TWO = runOf('failover', 'two');
const LEDGER = FAILOVER.replace('orders', 'ledger');

const line = (changes: Partial<HistoryLine> = {}): HistoryLine => {
  const runId = changes.runId === undefined ? FAILOVER : changes.runId;
  return {
    at: '2026-11-21T12:00:00Z',
    runId,
    epoch: 101,
    owner: runId ?? 'watch',
    step: 'PromoteDatabase',
    look: 1,
    service: 'rds',
    operation: 'FailoverGlobalCluster',
    region: 'us-west-2',
    resource: 'arn:aws:rds::111122223333:global-cluster:orders',
    ok: true,
    error: null,
    ...changes,
  };
};
const TABLE = 'arn:aws:dynamodb:us-west-2:111122223333:table/understudy-orders';
const guard = (changes: Partial<HistoryLine> = {}) =>
  line({ service: 'dynamodb', operation: 'UpdateItem', resource: `${TABLE}/lock`, ...changes });
/** A change behind its own guard. */
const guarded = (changes: Partial<HistoryLine> = {}): HistoryLine[] => {
  const { at, runId, epoch, step } = line(changes);
  return [guard({ at, runId, epoch, step, region: runId?.split(':')[3] ?? '' }), line(changes)];
};
const settle = (name: string, changes: Partial<HistoryLine> = {}): Partial<HistoryLine> => ({
  runId: runOf('settle', name),
  step: 'SettleTraffic',
  service: 'route53',
  operation: 'ChangeResourceRecordSets',
  region: 'us-east-1',
  resource: `arn:aws:route53:::hostedzone/${plan.traffic.hostedZoneId}`,
  ...changes,
});
const stacks = (operation: string, changes: Partial<HistoryLine> = {}): Partial<HistoryLine> => ({
  step: 'DeployStacks',
  service: 'cloudformation',
  operation,
  resource: 'arn:aws:cloudformation:us-west-2:111122223333:stack/orders-web/1',
  ...changes,
});
const round = (changes: Partial<HistoryLine> = {}) => guard({ step: 'RunCanaries', ...changes });
const claiming = (changes: Partial<HistoryLine> = {}): Partial<HistoryLine> => ({
  step: 'ShiftTraffic',
  service: 'dynamodb',
  operation: 'PutItem',
  resource: `${TABLE}/claim`,
  ...changes,
});
const claim = (changes: Partial<HistoryLine> = {}) => guarded(claiming(changes));
/** A run makes a stack here, and the users follow it. */
const serves = (changes: Partial<HistoryLine> = {}) => [
  ...guarded(stacks('CreateStack', changes)),
  round(changes),
  ...claim(changes),
];
const EAST = { runId: runOf('switchover', 'back', 'us-east-1'), region: 'us-east-1', epoch: 201 };
const retire = (changes: Partial<HistoryLine> = {}) =>
  guarded(stacks('DeleteStack', { runId: runOf('retire'), step: 'RetireStacks', ...changes }));
const CONTROL = 'arn:aws:route53-recovery-control::111122223333:controlpanel/0a/routingcontrol/01';
const switching = (changes: Partial<HistoryLine> = {}): Partial<HistoryLine> => ({
  step: 'ShiftTraffic',
  service: 'route53-recovery-cluster',
  operation: 'UpdateRoutingControlStates',
  resource: CONTROL,
  region: 'eu-west-1',
  ...changes,
});
const controlled = {
  ...plan,
  traffic: { ...plan.traffic, routingControl: { controls: { 'us-west-2': CONTROL }, endpoints: {} } },
};
const services = { step: 'FenceRegion', service: 'ecs', operation: 'UpdateService', runId: runOf('stand-down') };
const zombie = line();
const overtaking = { epoch: 201, runId: TWO };
const stop = { step: 'FenceRegion', service: 'states', operation: 'StopExecution', runId: runOf('stand-down') };

/** What is expected are all sentences, in their order. */
type Table = readonly [name: string, history: readonly HistoryLine[], ...expected: string[]][];

const BROKEN: Table = [
  ['a change under no epoch', guarded({ epoch: null }), 'I-01: PromoteDatabase called FailoverGlobalCluster under no'],
  [
    'one epoch in two hands',
    [...guarded(stacks('CreateStack')), ...guarded({ runId: TWO })],
    'I-01: PromoteDatabase of two called FailoverGlobalCluster under epoch 101 of one',
  ],
  ['a change that no guard precedes', [line()], 'I-01: PromoteDatabase called FailoverGlobalCluster without writing'],
  [
    'two changes that no guard precedes',
    [line(), line(stacks('CreateStack'))],
    'I-01: PromoteDatabase called FailoverGlobalCluster without writing the lock first',
    'I-01: DeployStacks called CreateStack without writing the lock first',
  ],
  ['a change behind a guard that failed', [guard({ ok: false }), line()], 'without writing the lock first'],
  ['a change behind the guard of another plan', [guard({ runId: LEDGER }), line()], 'without writing the lock'],
  ['a change behind the guard of another run', [guard({ runId: runOf('drill') }), line()], 'behind a guard older'],
  ['a change behind the guard of another step', [guard({ step: 'DeployStacks' }), line()], 'without writing the lock'],
  [
    'the same change three times behind two guards',
    [
      ...guarded({ operation: 'PutParameter' }),
      ...guarded({ operation: 'PutParameter' }),
      line({ operation: 'PutParameter' }),
    ],
    'without writing the lock first',
  ],
  [
    'a second announcement behind one guard',
    [
      ...guarded({ step: 'AnnounceRegion', service: 'ssm', operation: 'PutParameter' }),
      line({ step: 'AnnounceRegion', service: 'ssm', operation: 'PutParameter' }),
    ],
    'AnnounceRegion called PutParameter without writing the lock first',
  ],
  [
    'services behind the guard of executions',
    [...guarded(stop), line({ ...stop, service: 'ecs', operation: 'UpdateService' })],
    'FenceRegion called UpdateService without writing the lock first',
  ],
  [
    'a promotion under a lower epoch',
    [...guarded({ epoch: 201, runId: TWO }), ...guarded()],
    'I-02: PromoteDatabase called FailoverGlobalCluster under epoch 101, and the plan saw 201',
  ],
  [
    'a stack under a lower epoch than its Region has seen',
    [...guarded(stacks('CreateStack', { epoch: 201, runId: TWO })), ...guarded(stacks('CreateStack'))],
    'I-02: DeployStacks called CreateStack under epoch 101, and us-west-2 saw 201',
  ],
  [
    'upkeep that comes back after another run',
    [...guarded(settle('one')), ...guarded(settle('two')), ...guarded(settle('one'))],
    'I-02: SettleTraffic of one called ChangeResourceRecordSets, and the plan saw two since',
  ],
  [
    'upkeep whose guard is younger than the run that it gives way to',
    [...guarded({ epoch: 201 }), ...guarded(settle('one'))],
    'I-02: SettleTraffic called ChangeResourceRecordSets under epoch 101',
  ],
  [
    'a failover that was overtaken, however old its guard is',
    [guard(), ...guarded(overtaking), zombie],
    'I-02: PromoteDatabase called FailoverGlobalCluster under epoch 101, and the plan saw 201',
    'I-01: PromoteDatabase called FailoverGlobalCluster behind a guard older than that of two',
  ],
  // F-25
  [
    'a failover whose call comes after another run has guarded its own',
    [guard(), guard(overtaking), zombie],
    'I-02: PromoteDatabase called FailoverGlobalCluster under epoch 101, and the plan saw 201',
    'I-01: PromoteDatabase called FailoverGlobalCluster behind a guard older than that of two',
  ],
  [
    'a failover whose call comes after another Region has guarded its own',
    [guard(), guard(EAST), zombie],
    'I-02: PromoteDatabase called FailoverGlobalCluster under epoch 101, and the plan saw 201',
  ],
  [
    'a stack that is made after another run has guarded its own, whatever that does',
    [guard({ step: 'DeployStacks' }), guard({ ...overtaking, runId: runOf('prewarm') }), line(stacks('CreateStack'))],
    'I-02: DeployStacks called CreateStack under epoch 101, and us-west-2 saw 201',
    'I-01: DeployStacks called CreateStack behind a guard older than that of one',
  ],
  [
    'a change long after a guard that nothing used',
    [guard({ step: 'DeployStacks' }), line(stacks('CreateStack', { at: '2026-11-21T12:03:11Z' }))],
    'I-01: DeployStacks called CreateStack without writing the lock first',
  ],
  [
    'a change behind a write of another item',
    [guard({ resource: `${TABLE}/fence` }), line()],
    'I-01: PromoteDatabase called FailoverGlobalCluster without writing the lock first',
  ],
  [
    'more of what is stopped once other upkeep has the lock',
    [...guarded(services), guard({ runId: runOf('settle'), step: 'SettleTraffic' }), line(services)],
    'I-01: FenceRegion called UpdateService behind a guard older than that of one',
  ],
  ['a second promotion under one epoch', [...guarded(), ...guarded()], 'I-06: promoted twice: arn:aws:rds::1111'],
  [
    'a second failover before Aurora can have given the first up',
    [...guarded(), ...guarded({ at: '2026-11-21T12:00:59Z' })],
    'I-06: promoted twice',
  ],
  [
    'a second switchover, however late',
    ['12:00:00', '13:00:00'].flatMap((time) =>
      guarded({ runId: runOf('switchover'), operation: 'SwitchoverGlobalCluster', at: `2026-11-21T${time}Z` }),
    ),
    'I-06: promoted twice',
  ],
  [
    'a promotion after the claim',
    [round(), ...claim(), ...guarded()],
    'I-04: one called FailoverGlobalCluster on arn:aws:rds::111122223333:global-cluster:orders after it had moved',
  ],
  [
    'a claim without canaries',
    [...guarded(), ...claim()],
    'I-04: ShiftTraffic of one called PutItem before its canaries',
  ],
  [
    'a claim whose canaries were run before the promotion',
    [round(), ...guarded(), ...claim()],
    'before its canaries were',
  ],
  [
    'a claim with the canaries of another run',
    [round({ runId: TWO }), ...claim()],
    'before its canaries were run here',
  ],
  [
    'a claim after a round that no guard allowed',
    [round({ ok: false }), ...claim()],
    'before its canaries were run here',
  ],
  [
    'a claim that no guard precedes',
    [round(), line(claiming())],
    'I-01: ShiftTraffic called PutItem without writing the lock first',
  ],
  [
    'a claim under a lower epoch',
    [round(), guard(EAST), ...claim()],
    'I-02: ShiftTraffic called PutItem under epoch 101, and the plan saw 201',
  ],
  [
    'a claim by a drill',
    [round({ runId: runOf('drill') }), ...claim({ runId: runOf('drill') })],
    'I-14: ShiftTraffic of a drill called PutItem',
  ],
  [
    'a claim that is taken back',
    [round(), ...claim({ operation: 'DeleteItem' })],
    'I-18: ShiftTraffic of a failover called DeleteItem',
  ],
  [
    'a claim in another table than the own',
    [round(), ...claim({ region: 'us-east-1' })],
    'I-18: ShiftTraffic called PutItem in us-east-1, and its run is of us-west-2',
  ],
  [
    'routing controls without canaries',
    guarded(switching()),
    'I-04: ShiftTraffic of one called UpdateRoutingControlStates before its canaries were run here',
  ],
  [
    'routing controls that no guard precedes',
    [round(), line(switching())],
    'I-01: ShiftTraffic called UpdateRoutingControlStates without writing the lock first',
  ],
  [
    'routing controls under a lower epoch than another Region has seen',
    [round(), guard(EAST), ...guarded(switching())],
    'I-02: ShiftTraffic called UpdateRoutingControlStates under epoch 101, and the plan saw 201',
  ],
  [
    'routing controls that upkeep switches',
    [round({ runId: runOf('settle') }), ...guarded(switching({ runId: runOf('settle') }))],
    'I-18: ShiftTraffic of a settle called UpdateRoutingControlStates',
  ],
  [
    "another plan's routing controls",
    [round(), ...guarded(switching({ resource: 'arn:aws:route53-recovery-control::1:x' }))],
    'I-18: ShiftTraffic called UpdateRoutingControlStates on arn:aws:route53-recovery-control::1:x, which the plan does',
  ],
  // F-124
  [
    'upkeep that deletes what serves users',
    [...serves(), ...retire()],
    'I-08: RetireStacks of one deleted orders-web, which serves since one claimed',
  ],
  [
    'a deletion of what another run had made before the users followed',
    [...guarded(stacks('CreateStack', { runId: runOf('prewarm'), epoch: 1 })), round(), ...claim(), ...retire()],
    'I-08: RetireStacks of one deleted orders-web, which serves since one claimed',
  ],
  [
    'a deletion of what serves users since they came back',
    [
      ...serves(),
      round(EAST),
      ...claim(EAST),
      round({ epoch: 301 }),
      ...claim({ epoch: 301 }),
      ...retire({ epoch: 301 }),
    ],
    'I-08: RetireStacks of one deleted orders-web, which serves since one claimed',
  ],
  [
    'a database that is promoted outside any run',
    [line({ runId: null })],
    'I-01: watch called FailoverGlobalCluster on arn:aws:rds::111122223333:global-cluster:orders outside any run',
  ],
  [
    'a claim outside any run',
    [line({ runId: null, ...claiming(), owner: 'understudy-orders-watch-region' })],
    `I-01: understudy-orders-watch-region called PutItem on ${TABLE}/claim outside any run`,
  ],
  [
    'a stack that the watch makes outside any run',
    [line({ runId: null, ...stacks('CreateStack'), owner: 'understudy-orders-watch-region' })],
    'I-01: understudy-orders-watch-region called CreateStack',
  ],
  [
    'a stack deleted after the promotion',
    [...guarded(), ...guarded(stacks('DeleteStack', { step: 'RetireStacks' }))],
    'I-08: RetireStacks of one deleted a stack after the promotion was sent',
  ],
  ['a drill that promotes', guarded({ runId: runOf('drill') }), 'I-14: PromoteDatabase of a drill called Failover'],
  [
    'a drill that deletes what serves users',
    [
      ...guarded(stacks('CreateStack')),
      ...guarded(stacks('DeleteStack', { runId: runOf('drill'), step: 'RetireStacksDrill', epoch: 201 })),
    ],
    'I-14: a drill called DeleteStack on orders-web, which one made for users',
  ],
  [
    'a switchover that allows data loss',
    guarded({ runId: runOf('switchover') }),
    'I-09: PromoteDatabase of a switchover called FailoverGlobalCluster',
  ],
  [
    'a stand-down that moves users',
    guarded(settle('one', { runId: runOf('stand-down') })),
    'I-18: SettleTraffic of a stand-down called ChangeResourceRecordSets',
  ],
  [
    'a check that changes anything',
    guarded(stacks('CreateStack', { runId: runOf('check') })),
    'I-18: DeployStacks of a',
  ],
  [
    "a failover called in another Region than the run's",
    guarded({ region: 'us-east-1' }),
    'I-18: PromoteDatabase called FailoverGlobalCluster in us-east-1, and its run is of us-west-2',
  ],
  ["another plan's database", guarded({ resource: 'arn:aws:rds::1:global-cluster:ledger' }), 'the plan does not name'],
  [
    "another plan's zone",
    guarded(settle('one', { resource: 'arn:aws:route53:::hostedzone/Z1' })),
    `on arn:aws:route53:::hostedzone/Z1, and the plan has ${plan.traffic.hostedZoneId}`,
  ],
  [
    'a Region beside the plan',
    guarded({ step: 'AnnounceRegion', operation: 'PutParameter', service: 'ssm', region: 'eu-west-3' }),
    'I-18: AnnounceRegion called PutParameter in eu-west-3, which the plan does not name',
  ],
  ['a database that a run deletes', [line({ operation: 'DeleteDBCluster' })], 'I-26: PromoteDatabase called DeleteDB'],
];

const WHOLE: readonly [name: string, history: readonly HistoryLine[]][] = [
  [
    'a call that takes effect after the one that repeats it',
    [
      guard({ step: 'DeployStacks' }),
      ...guarded(stacks('CreateStack')),
      line(stacks('CreateStack', { at: '2026-11-21T12:03:10Z' })),
    ],
  ],
  ['a change behind its guard', guarded()],
  ["a change by a person's hand", [line({ runId: null, owner: 'operator' })]],
  [
    'the watch that puts an announcement right and ends a run that waits',
    ['PutParameter', 'StopExecution'].map((operation) =>
      line({ runId: null, operation, owner: 'understudy-orders-watch-region' }),
    ),
  ],
  ['an item of no run that is no claim', [line({ runId: null, ...claiming({ resource: `${TABLE}/presence` }) })]],
  ['a run that is taken over before it has called', [guard(), guard(overtaking)]],
  ['a change of a run before another guards its own', [...guarded(), guard(overtaking)]],
  [
    'a failover beside a drill of another Region',
    [guard(), guard({ ...EAST, runId: runOf('drill', 'one', 'us-east-1') }), line()],
  ],
  [
    'what a drill had under way when a failover took over',
    [
      guard({ step: 'DeployStacks', runId: runOf('drill') }),
      guard(overtaking),
      line(stacks('CreateStack', { runId: runOf('drill'), resource: 'drill-orders-web' })),
    ],
  ],
  [
    'more of what upkeep stops while a failover takes over',
    [...guarded(services), guard({ epoch: 201 }), line(services), line(services)],
  ],
  ['two changes, each behind its own guard', [...guarded(stacks('CreateStack')), ...guarded(stacks('CreateStack'))]],
  ['routing controls at the second endpoint after the first', [round(), ...guarded(switching()), line(switching())]],
  ['a claim and then routing controls', [...guarded(), round(), ...claim(), ...guarded(switching({ resource: '' }))]],
  ['a write of evidence before the canaries', [line(claiming({ resource: `${TABLE}/run` }))]],
  [
    'stacks retired where users were, once they are elsewhere',
    [...serves(), round(EAST), ...claim(EAST), ...retire({ epoch: 201 })],
  ],
  [
    'a stack retired that was made beside those that serve',
    [
      ...serves(),
      ...guarded(stacks('CreateStack', { runId: runOf('prewarm'), epoch: 201, resource: 'orders-jobs' })),
      ...retire({ epoch: 201, resource: 'orders-jobs' }),
    ],
  ],
  [
    'what a drill has made, retired where users are',
    [
      ...guarded(stacks('CreateStack', { runId: runOf('drill'), epoch: 1, resource: 'drill-orders-web' })),
      ...serves(),
      ...retire({ resource: 'drill-orders-web' }),
    ],
  ],
  [
    'stacks of one name, retired in another Region',
    [...serves(), ...retire({ ...EAST, runId: runOf('retire', 'one', 'us-east-1') })],
  ],
  [
    'stacks retired of a claim that failed',
    [...guarded(stacks('CreateStack')), round(), ...claim({ ok: false }), ...retire()],
  ],
  ['a write that needs no lock, before there is an epoch', [guard({ epoch: null, step: 'AdmitRun' })]],
  [
    'two runs of one plan under epochs of their own',
    [...guarded(stacks('CreateStack')), ...guarded({ epoch: 201, runId: TWO })],
  ],
  ['upkeep under the epoch that stands', [...guarded(), ...guarded(settle('one')), ...guarded(settle('two'))]],
  // F-18
  [
    'the same epoch of another plan',
    [...guarded(stacks('CreateStack')), ...guarded(stacks('CreateStack', { runId: LEDGER, region: 'us-west-2' }))],
  ],
  ['one guard before many executions that are stopped at once', [...guarded(stop), line(stop), line(stop)]],
  [
    'a stack under a lower epoch in another Region',
    [
      ...guarded(stacks('CreateStack', { epoch: 201, runId: TWO })),
      ...guarded(stacks('CreateStack', { runId: runOf('failover', 'one', 'us-east-1'), region: 'us-east-1' })),
    ],
  ],
  [
    'a call under a lower epoch that fails',
    [...guarded({ epoch: 201, runId: TWO }), ...guarded({ ok: false, error: 'DBClusterNotFoundFault' })],
  ],
  [
    'upkeep that passed its guard before another run took over',
    [guard({ runId: runOf('settle'), step: 'SettleTraffic' }), ...guarded({ epoch: 201 }), line(settle('one'))],
  ],
  [
    'a promotion that is sent again because none came of the first',
    [...guarded({ ok: false, error: 'Throttling' }), ...guarded()],
  ],
  [
    'a failover that is sent again because Aurora gave the first up',
    [...guarded(), ...guarded({ at: '2026-11-21T12:01:00Z' })],
  ],
  [
    'two databases under one epoch',
    [...guarded(), ...guarded({ resource: `arn:aws:rds::1:global-cluster:${plan.databases[0]?.globalCluster}` })],
  ],
  ['a claim after promotion and canaries', [...guarded(), round(), ...claim()]],
  ['a promotion after the claim of another run', [round(overtaking), ...claim(overtaking), ...guarded({ epoch: 301 })]],
  [
    'a stack that could not be made, deleted to be made again while the database moves',
    [...guarded(), ...guarded(stacks('DeleteStack'))],
  ],
  [
    'stacks retired by a run that promoted nothing',
    [...guarded(stacks('CreateStack')), ...guarded(stacks('DeleteStack', { step: 'RetireStacks' }))],
  ],
  [
    'a drill beside what serves users',
    [
      ...guarded(stacks('CreateStack')),
      ...guarded(stacks('CreateStack', { runId: runOf('drill'), epoch: 201, resource: 'drill-orders-web' })),
    ],
  ],
  [
    'a switchover of the database, called where the writer is',
    [...guarded({ runId: runOf('switchover'), operation: 'SwitchoverGlobalCluster', region: 'us-east-1' })],
  ],
  ["records of the plan's own zone", guarded(settle('one'))],
  [
    'a parameter in each Region of the plan',
    [...guarded({ step: 'AnnounceRegion', operation: 'PutParameter', service: 'ssm', region: 'us-east-1' })],
  ],
];

describe('a history', () => {
  test.each(BROKEN)('is broken by %s', (_, history, ...expected) => {
    const found = violationsIn(history, { plan: controlled });
    expect(found).toEqual(expected.map((sentence) => expect.stringContaining(sentence)));
  });

  test.each(WHOLE)('holds with %s', (_, history) => {
    expect(violationsIn(history, { plan: controlled })).toEqual([]);
  });

  test('takes whoever its context names for a hand, and nobody else', () => {
    const history = [line({ runId: null, owner: 'ann' }), line({ runId: null, owner: 'operator' })];
    expect(violationsIn(history, { hands: ['ann'] })).toEqual([expect.stringContaining('I-01: operator called')]);
  });

  test('says nothing of names that it was not given a plan for', () => {
    expect(violationsIn(guarded({ resource: 'arn:aws:rds::1:global-cluster:ledger' }))).toEqual([]);
  });

  test('holds a run that ended Refused to having changed nothing', () => {
    const history = guarded(stacks('CreateStack'));
    expect(violationsIn(history, { endings: { [FAILOVER]: 'Refused' } })).toEqual([
      'I-07: one ended Refused, and DeployStacks called CreateStack',
    ]);
    expect(violationsIn(history, { endings: { [FAILOVER]: 'HandedToOperator' } })).toEqual([]);
    expect(violationsIn(guarded(stacks('CreateStack', { ok: false })), { endings: { [FAILOVER]: 'Refused' } })).toEqual(
      [],
    );
    expect(violationsIn(history, { endings: { [TWO]: 'Refused' } })).toEqual([]);
  });
});

test('a checker says at once what a line breaks, once, and counts what it has seen', () => {
  const checker = historyChecker();
  const [written, change] = guarded();
  expect([written, change, change, guard()].map((one) => one && checker.add(one).length)).toEqual([0, 0, 2, 0]);
  expect([checker.changes, checker.runs]).toEqual([2, 1]);
});

test('a checker needs microseconds for a line', () => {
  const checker = historyChecker({ plan });
  const history = guarded({ ok: false });
  const began = process.cpuUsage();
  for (let count = 0; count < 20_000; count++) for (const one of history) checker.add(one);
  const { user, system } = process.cpuUsage(began);
  // 40,000 lines at 50 µs of the processor; it measures about 3 µs.
  expect(user + system).toBeLessThan(2_000_000);
});
