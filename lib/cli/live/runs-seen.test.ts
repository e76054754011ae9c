import { plan } from '../../../test/fixtures';
import { namesOf } from '../../domain/names';
import type { Verb } from '../../domain/verbs';
import { namedRun } from './named-run';
import { createRunsSeen } from './runs-seen';

const runOf = (verb: Verb, name: string, region = 'us-west-2') =>
  `${namesOf(plan, region).machineArn(verb).replace(':stateMachine:', ':execution:')}:${name}`;

function seen(...told: readonly (readonly [run: string, ...outcome: string[]])[]): string | undefined {
  const runs = createRunsSeen((run) => namedRun(plan, run));
  for (const [run, outcome] of told) {
    runs.hear(run, { at: 1, type: 'ExecutionStarted' });
    if (outcome) runs.hear(run, { at: 2, type: 'SucceedStateEntered', name: outcome });
  }
  return runs.current()?.run;
}

const failover = runOf('failover', 'one');
const second = runOf('failover', 'two');
const drill = runOf('drill', 'one');
const settle = runOf('settle', 'one');

test.each([
  ['nothing before the first run', [], undefined],
  ['the only run', [[settle]], settle],
  ['a drill before upkeep', [[drill], [settle]], drill],
  ['a failover before a drill', [[drill], [failover]], failover],
  ['an ended failover before open upkeep', [[failover, 'Serving'], [settle]], failover],
  ['of two open ones the first', [[failover], [second]], failover],
  ['the open one before the one that has ended', [[failover, 'Refused'], [second]], second],
  [
    'of ended ones the newest',
    [
      [failover, 'Refused'],
      [second, 'Serving'],
    ],
    second,
  ],
  [
    'no run that has joined',
    [
      [failover, 'Serving'],
      [second, 'Joined'],
    ],
    failover,
  ],
  ['nothing that is no run of the plan', [['arn:aws:states:us-west-2:1:execution:other:one']], undefined],
] as const)('shows %s', (_, told, expected) => {
  expect(seen(...told)).toBe(expected);
});

test('keeps what a run has done', () => {
  const runs = createRunsSeen((run) => namedRun(plan, run));
  runs.hear(failover, { at: 1, type: 'ExecutionStarted' });
  expect(runs.current()).toMatchObject({ run: failover, verb: 'failover', region: 'us-west-2', events: [{ at: 1 }] });
});

test.each([
  ['another machine', 'arn:aws:states:us-west-2:111122223333:execution:other:one'],
  ['a Region that is not in the plan', failover.replace('us-west-2', 'eu-west-1')],
  ['no ARN', 'one'],
])('an execution of %s is no run', (_, run) => {
  expect(namedRun(plan, run)).toBeUndefined();
});
