import { admitRun } from '../../lambdas/steps/admit-run/step';
import { closeRun } from '../../lambdas/steps/close-run/step';
import { plan } from '../../test/fixtures';
import type { FailureRecord } from '../domain/failure';
import type { AnyStep } from '../domain/step';
import { arrowsOf } from './drawing';
import { failover } from './failover';
import { type EndsWhen, endsHere, stepsOf, touchedBy, type Workflow } from './grammar';
import { neededBy } from './needed';
import { allSteps, WORKFLOWS } from './workflows';

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

/** Names only: steps refer to each other, and a difference of them would fill a book. */
const namesIn = (steps: readonly AnyStep[]) => steps.map(({ name }) => name);

test('the failover names its steps, each once, in the order of its file', () => {
  expect(namesIn(stepsOf(failover))).toEqual([
    ...['AdmitRun', 'ConfirmOutage', 'CheckReadiness'],
    ...['AuthorizePromotion', 'BeforePromotion', 'PromoteDatabase', 'AfterPromotion', 'DeployStacks'],
    ...['RunCanaries', 'BeforeTraffic', 'ShiftTraffic', 'VerifyTraffic', 'AnnounceRegion', 'AfterTraffic'],
    ...['RetireStacks', 'UnfenceRegion', 'CloseRun'],
  ]);
});

test('the steps of all verbs are named once each, those of the failover first', () => {
  const names = namesIn(allSteps());
  expect(new Set(names).size).toBe(names.length);
  expect(names.slice(0, stepsOf(failover).length)).toEqual(namesIn(stepsOf(failover)));
  expect(new Set(names)).toEqual(new Set(Object.values(WORKFLOWS).flatMap((of) => namesIn(stepsOf(of)))));
});

describe('a workflow as a plan needs it', () => {
  const never = { ...closeRun, name: 'Never', isNeeded: () => false };
  const needed = (workflow: Workflow) => neededBy(plan, workflow);
  const ended: Workflow = ({ inOrder, untilDone, always, stop }) =>
    inOrder(untilDone(admitRun), always(untilDone(closeRun)), stop('End', 'b'));

  it.each<[string, Workflow, Workflow]>([
    [
      'leaves a step out, and what is behind it follows what is before it',
      ({ inOrder, untilDone, always, stop }) =>
        inOrder(untilDone(admitRun), untilDone(never), always(untilDone(closeRun)), stop('End', 'b')),
      ended,
    ],
    [
      'leaves out the first step',
      ({ inOrder, untilDone, always, stop }) =>
        inOrder(untilDone(never), untilDone(admitRun), always(untilDone(closeRun)), stop('End', 'b')),
      ended,
    ],
    [
      'leaves out what always comes, and failures lead on to the next that does',
      ({ inOrder, untilDone, always, stop }) =>
        inOrder(untilDone(admitRun), always(untilDone(never)), always(untilDone(closeRun)), stop('End', 'b')),
      ended,
    ],
    [
      'leaves out a handler, and its failures stay open',
      ({ inOrder, untilDone, orElse, always, stop }) =>
        inOrder(orElse(untilDone(never), untilDone(admitRun)), always(untilDone(closeRun)), stop('End', 'b')),
      ended,
    ],
    [
      'leaves out a touch of what it leaves out, and what the touch stands beside stands alone',
      ({ inOrder, together, untilDone, touch, always, stop }) =>
        inOrder(together(untilDone(admitRun), touch(never)), always(untilDone(closeRun)), stop('End', 'b')),
      ended,
    ],
    [
      'leaves out what a touch stands beside, and the touch is no arrow',
      ({ inOrder, together, untilDone, touch, always, stop }) =>
        inOrder(
          together(untilDone(never), touch(closeRun)),
          untilDone(admitRun),
          together(untilDone(never), touch(closeRun)),
          always(untilDone(closeRun)),
          stop('End', 'b'),
        ),
      ended,
    ],
    [
      'leaves out a branch, and one branch stands alone',
      ({ inOrder, together, untilDone, always, stop }) =>
        inOrder(together(untilDone(never), untilDone(admitRun)), always(untilDone(closeRun)), stop('End', 'b')),
      ended,
    ],
  ])('%s', (_, workflow, expected) => {
    expect(arrowsOf(needed(workflow))).toEqual(arrowsOf(expected));
  });

  it('touches only steps that it has', () => {
    const workflow: Workflow = ({ inOrder, together, untilDone, touch, stop }) =>
      inOrder(together(untilDone(admitRun), touch(never, closeRun)), untilDone(closeRun), stop('End', 'b'));
    expect(namesIn(touchedBy(workflow))).toEqual(['Never', 'CloseRun']);
    expect(namesIn(touchedBy(needed(workflow)))).toEqual(['CloseRun']);
  });

  it('is refused when nothing of it is left', () => {
    expect(() => stepsOf(needed(({ untilDone }) => untilDone(never)))).toThrow('no step that the plan needs');
  });
});

test('a handler that several tails share is one step', () => {
  const workflow: Workflow = ({ inOrder, orElse, untilDone, stop }) =>
    inOrder(orElse(untilDone(closeRun), untilDone(admitRun)), untilDone(closeRun), stop('End', 'b'));
  expect(namesIn(stepsOf(workflow))).toEqual(['AdmitRun', 'CloseRun']);
});

test('a touch is no step and no arrow', () => {
  const workflow: Workflow = ({ inOrder, together, untilDone, touch, stop }) =>
    inOrder(together(untilDone(admitRun), touch(closeRun)), stop('End', 'b'));
  expect(namesIn(stepsOf(workflow))).toEqual(['AdmitRun']);
  expect(arrowsOf(workflow)).toEqual([
    { from: 'AdmitRun', to: 'End', when: 'done' },
    { from: 'AdmitRun', to: 'End', when: 'failed' },
  ]);
  const first: Workflow = ({ inOrder, untilDone, touch, stop }) =>
    inOrder(untilDone(admitRun), inOrder(touch(closeRun), untilDone(closeRun)), stop('End', 'b'));
  expect(arrowsOf(first)).toContainEqual({ from: 'AdmitRun', to: 'CloseRun', when: 'done' });
});
