import { admitRun } from '../../lambdas/steps/admit-run/step';
import { closeRun } from '../../lambdas/steps/close-run/step';
import { settleTraffic } from '../../lambdas/steps/settle-traffic/step';
import type { FailureRecord } from '../domain/failure';
import { failover } from './failover';
import { type EndsWhen, endsHere, stepsOf, type Workflow } from './grammar';
import { settle } from './settle';
import { allSteps } from './workflows';

const failure = (kind: FailureRecord['kind'], step = 'AdmitRun'): FailureRecord => ({
  kind,
  step,
  because: 'b',
  at: 't',
});

describe('an ending', () => {
  test.each<[string, EndsWhen, FailureRecord[], boolean]>([
    ['none: holds without failures', { failures: 'none' }, [], true],
    ['none: does not hold with one', { failures: 'none' }, [failure('broken')], false],
    [
      'first: the first failure decides',
      { failures: 'first', kinds: ['joined'] },
      [failure('joined'), failure('broken')],
      true,
    ],
    [
      'first: a later one does not',
      { failures: 'first', kinds: ['joined'] },
      [failure('broken'), failure('joined')],
      false,
    ],
    ['first: never holds without failures', { failures: 'first' }, [], false],
    [
      'first: kind and step must both match',
      { failures: 'first', kinds: ['refused'], of: [closeRun] },
      [failure('refused')],
      false,
    ],
    [
      'all: every failure must match',
      { failures: 'all', of: [closeRun] },
      [failure('broken', 'CloseRun'), failure('broken')],
      false,
    ],
    [
      'all: holds when every failure matches',
      { failures: 'all', of: [closeRun] },
      [failure('broken', 'CloseRun')],
      true,
    ],
    ['all: never holds without failures', { failures: 'all' }, [], false],
  ])('%s', (_, ending, failures, holds) => {
    expect(endsHere(ending, failures)).toBe(holds);
  });
});

test('the failover names eleven steps, each once, in the order of its file', () => {
  expect(stepsOf(failover).map(({ name }) => name)).toEqual([
    'AdmitRun',
    'ConfirmOutage',
    'CheckReadiness',
    'AuthorizePromotion',
    'PromoteDatabase',
    'DeployStacks',
    'RunCanaries',
    'ShiftTraffic',
    'VerifyTraffic',
    'RetireStacks',
    'CloseRun',
  ]);
});

test('settling names three steps, and shares two of them with the failover', () => {
  expect(stepsOf(settle).map(({ name }) => name)).toEqual(['AdmitRun', 'SettleTraffic', 'CloseRun']);
  expect(allSteps()).toEqual([...stepsOf(failover), settleTraffic]);
});

test('a handler that several tails share is one step', () => {
  const workflow: Workflow = ({ inOrder, orElse, untilDone, stop }) =>
    inOrder(orElse(untilDone(closeRun), untilDone(admitRun)), untilDone(closeRun), stop('End', 'b'));
  expect(stepsOf(workflow)).toEqual([admitRun, closeRun]);
});
