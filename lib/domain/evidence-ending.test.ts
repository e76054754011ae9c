import type { EvidenceRecord } from './evidence';
import {
  archivedIn,
  changesIn,
  countsAsChange,
  hasEnded,
  leftFenced,
  promotionSent,
  stacksCalledBy,
  toldIn,
} from './evidence-ending';

const record = (kind: EvidenceRecord['kind'], step: string, data: EvidenceRecord['data'] = {}): EvidenceRecord => ({
  seq: 1,
  previousSha256: '',
  sha256: '',
  at: '2026-11-21T12:00:00.000Z',
  runId: 'run-1',
  epoch: 101,
  kind,
  step,
  because: 'b',
  data,
});

test.each<[string, EvidenceRecord, boolean]>([
  ['a call of a step', record('called', 'DeployStacks'), true],
  ['a call that retires', record('called', 'RetireStacks'), false],
  ['a call that settles', record('called', 'SettleTraffic'), false],
  ['a call that closes', record('called', 'CloseRun'), false],
  ['a decision', record('decided', 'DeployStacks'), false],
  ['a failure', record('failed', 'PromoteDatabase'), false],
])('%s is a change or not', (_, given, isChange) => {
  expect(changesIn([given])).toEqual(isChange ? [given] : []);
});

test.each<[string, readonly EvidenceRecord[] | undefined, boolean]>([
  ['it changed something', [record('called', 'DeployStacks')], true],
  ['a person declined it', [record('approved', 'AuthorizePromotion', { kind: 'decline' })], true],
  [
    'one person declined it after another approved',
    ['approve', 'decline'].map((kind) => record('approved', 'AuthorizePromotion', { kind })),
    true,
  ],
  ['nobody can tell what it did', undefined, true],
  ['persons only approved it', [record('approved', 'AuthorizePromotion', { kind: 'approve' })], false],
  ['nobody answered', [record('failed', 'AuthorizePromotion', { kind: 'refused' })], false],
  ['it did nothing', [], false],
])('a run counts as a change or not when %s', (_, records, counts) => {
  expect(countsAsChange('failover', records)).toBe(counts);
});

test.each<[string, readonly EvidenceRecord[] | undefined, boolean]>([
  ['it sent the promotion', [record('called', 'PromoteDatabase')], true],
  ['it sent users here', [record('called', 'ShiftTraffic')], true],
  ['nobody can tell what it did', undefined, true],
  ['it only meant to promote', [record('decided', 'PromoteDatabase')], false],
  ['it deployed and fenced', [record('called', 'DeployStacks'), record('called', 'FenceRegion')], false],
  ['a person declined it', [record('approved', 'AuthorizePromotion', { kind: 'decline' })], false],
])('a switchover counts as a change or not when %s', (_, records, counts) => {
  expect(countsAsChange('switchover', records)).toBe(counts);
});

test.each<[string, readonly EvidenceRecord[], boolean]>([
  ['stopped something', [record('called', 'FenceRegion', { act: { kind: 'stop' } })], true],
  ['called a hook', [record('called', 'FenceRegion', { act: { kind: 'hook' } })], true],
  ['only wrote down what stands there', [record('called', 'FenceRegion', { act: { kind: 'note' } })], false],
  ['meant to', [record('decided', 'FenceRegion', { act: { kind: 'stop' } })], false],
  [
    'stopped something and started it again',
    [
      record('called', 'FenceRegion', { act: { kind: 'stop' } }),
      record('called', 'UnfenceRegion', { act: { kind: 'scale' } }),
    ],
    true,
  ],
  [
    'stopped something and lifted it',
    [
      record('called', 'FenceRegion', { act: { kind: 'stop' } }),
      record('called', 'UnfenceRegion', { act: { kind: 'lift' } }),
    ],
    false,
  ],
])('a run leaves a fence or not when it %s', (_, records, isFenced) => {
  expect(leftFenced(records)).toBe(isFenced);
});

test.each<[string, EvidenceRecord, boolean]>([
  ['its call', record('called', 'PromoteDatabase'), true],
  ['its decision', record('decided', 'PromoteDatabase'), false],
  ['the call of another step', record('called', 'DeployStacks'), false],
])('a promotion counts as sent by %s or not', (_, given, isSent) => {
  expect(promotionSent([given])).toBe(isSent);
});

test('what the closing has done is read from its own records only', () => {
  const archived = { evidenceKey: 'runs/x.json' };
  const told = { untold: ['a topic'] };
  const records = [record('called', 'CloseRun', { archived }), record('called', 'CloseRun', { told })];
  expect(archivedIn(records)).toEqual(archived);
  expect(toldIn(records)).toEqual(told);
  const foreign = [record('called', 'DeployStacks', { archived, told })];
  expect([archivedIn(foreign), toldIn(foreign)]).toEqual([undefined, undefined]);
});

test('a run has ended once a record says so', () => {
  expect(hasEnded([record('called', 'CloseRun')])).toBe(false);
  expect(hasEnded([record('ended', 'CloseRun')])).toBe(true);
});

test('a stack is called by the step that creates or retires it, and not by the deletion that comes before its creation', () => {
  const create = (...stackNames: string[]) =>
    record('called', 'DeployStacks', {
      act: { kind: 'create', stacks: stackNames.map((stackName) => ({ stackName })) },
    });
  const clearing = record('called', 'DeployStacks', { act: { kind: 'delete', stacks: [{ stackName: 'older' }] } });
  const retire = record('called', 'RetireStacks', { act: { kind: 'delete', stacks: [{ stackName: 'data' }] } });
  const before = record('called', 'DeployStacks', { act: { kind: 'create', stackName: 'older' } });
  const scaling = record('called', 'DeployStacks', { act: { kind: 'start', services: [] } });
  const records = [clearing, create('data', 'web'), create('web'), scaling, retire];
  expect(stacksCalledBy(records, 'DeployStacks')).toEqual(['data', 'web']);
  expect(stacksCalledBy(records, 'RetireStacks')).toEqual(['data']);
  expect(stacksCalledBy([before, ...records], 'DeployStacks')).toEqual(['older', 'data', 'web']);
});

test('a stack that was not sent after all is not called, unless it was sent another time', () => {
  const act = (kind: string, ...stackNames: string[]) => ({
    act: { kind, stacks: stackNames.map((stackName) => ({ stackName })) },
  });
  const unsent = (step: string, kind: string, ...names: string[]) =>
    record('answered', step, { act: { kind }, unsent: names });
  const create = (...names: string[]) => record('called', 'DeployStacks', act('create', ...names));
  const first = [create('data', 'web', 'edge'), unsent('DeployStacks', 'create', 'web', 'edge')];
  expect(stacksCalledBy(first, 'DeployStacks')).toEqual(['data']);
  expect(stacksCalledBy([...first, create('web')], 'DeployStacks')).toEqual(['data', 'web']);
  expect(stacksCalledBy([create('web'), ...first], 'DeployStacks')).toEqual(['web', 'data']);
  expect(stacksCalledBy(first, 'RetireStacks')).toEqual([]);

  const cleared = [record('called', 'DeployStacks', act('delete', 'web')), unsent('DeployStacks', 'delete', 'web')];
  expect(stacksCalledBy([...cleared, create('web')], 'DeployStacks')).toEqual(['web']);

  const retired = [
    record('called', 'RetireStacks', act('delete', 'data', 'web')),
    unsent('RetireStacks', 'delete', 'web'),
  ];
  expect(stacksCalledBy(retired, 'RetireStacks')).toEqual(['data']);
});
