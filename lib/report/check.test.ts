import { type CheckedRegion, checkJson, checkLines } from './check';

const checked: CheckedRegion = {
  region: 'us-west-2',
  ready: false,
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

test('a person reads each problem, each call under its step, the critical path and the self-audit', () => {
  expect(checkLines(checked)).toEqual([
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
    problems: ['no image', 'no topic'],
    expectedSeconds: { AdmitRun: 3, PromoteDatabase: 95 },
    notMeasured: ['AdmitRun'],
    criticalPathSeconds: 98,
    checkedAt: '2026-11-21T12:00:00.000Z',
  });
});

test('a Region that is ready says so, and a dead call is named', () => {
  const [first] = checkLines({ ...checked, ready: true, problems: [] });
  expect(first).toContain('a failover would work');
  expect(checkLines({ ...checked, selfAudit: ['ShiftTraffic calls x'] }).at(-1)).toContain(
    'dead: ShiftTraffic calls x',
  );
});
