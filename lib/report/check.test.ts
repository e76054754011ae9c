import { type CheckedRegion, checkJson, checkLines } from './check';

const checked: CheckedRegion = {
  region: 'us-west-2',
  ready: false,
  isActive: false,
  problems: ['no image', 'no topic'],
  calls: [
    {
      step: 'AdmitRun',
      service: 'dynamodb',
      operation: 'GetItem',
      region: 'us-east-1',
      resources: ['t'],
      without: 'w',
    },
    { step: 'PromoteDatabase', service: 'rds', operation: 'Failover', region: 'us-west-2', resources: ['a', 'b'] },
  ],
  expected: { AdmitRun: { seconds: 3 }, PromoteDatabase: { seconds: 95, measuredIn: 'failover' } },
  path: { steps: ['AdmitRun', 'PromoteDatabase'], seconds: 98 },
  selfAudit: [],
  checkedAt: '2026-11-21T12:00:00.000Z',
};

const lines = (changes: Partial<CheckedRegion> = {}) => checkLines({ ...checked, ...changes }, { withCalls: false });

test('a person reads each problem, how long each step takes, the critical path and the self-audit', () => {
  expect(lines()).toEqual([
    'us-west-2: NOT READY, 2 problems, checked at 2026-11-21T12:00:00.000Z',
    '  - no image',
    '  - no topic',
    '  measured here: PromoteDatabase 95 s',
    '  not measured: AdmitRun 3 s',
    '  critical path 98 s: AdmitRun → PromoteDatabase',
    '  were the active Region, and us-east-1, dead: every call would still work',
    '  2 calls to AWS: --calls lists them',
  ]);
  expect(lines({ problems: ['no image'] })[0]).toContain('NOT READY, 1 problem,');
});

test('a Region of which nobody knows anything has its problems alone', () => {
  expect(lines({ calls: [], problems: ['not checked: TimeoutError'] }).slice(1)).toEqual([
    '  - not checked: TimeoutError',
  ]);
});

test('the active Region is told as such, with all else that was found there', () => {
  const active = 'us-west-2: is active, so there is nothing to fail over to it; ';
  const when = ', checked at 2026-11-21T12:00:00.000Z';
  expect(lines({ isActive: true, ready: true, problems: [] })).toEqual([`${active}nothing else was found${when}`]);
  expect(lines({ isActive: true, problems: ['no image'] })).toEqual([`${active}1 problem${when}`, '  - no image']);
});

test('a person who asks for the calls reads each of them under its step', () => {
  expect(checkLines(checked, { withCalls: true })).toEqual([
    'us-west-2: NOT READY, 2 problems, checked at 2026-11-21T12:00:00.000Z',
    '  - no image',
    '  - no topic',
    '  AdmitRun: 3 s (not measured)',
    '    dynamodb:GetItem in us-east-1 t (if nothing answers: w)',
    '  PromoteDatabase: 95 s (measured in failover runs)',
    '    rds:Failover a b',
    '  critical path 98 s: AdmitRun → PromoteDatabase',
    '  were the active Region, and us-east-1, dead: every call would still work',
  ]);
});

test('a program reads the same as JSON', () => {
  expect(checkJson(checked)).toMatchObject({
    region: 'us-west-2',
    ready: false,
    active: false,
    problems: ['no image', 'no topic'],
    calls: checked.calls,
    expectedSeconds: { AdmitRun: 3, PromoteDatabase: 95 },
    notMeasured: ['AdmitRun'],
    criticalPathSeconds: 98,
    checkedAt: '2026-11-21T12:00:00.000Z',
  });
});

test('a Region that is ready says so, and a dead call is named', () => {
  const [first] = lines({ ready: true, problems: [] });
  expect(first).toContain('a failover would work');
  expect(lines({ selfAudit: ['ShiftTraffic calls x'] }).at(-2)).toContain('dead: ShiftTraffic calls x');
});
