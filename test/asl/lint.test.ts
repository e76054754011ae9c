import validateAsl from 'asl-validator';
import { VERBS } from '../../lib/domain/verbs';
import { controlPlane, definitionOf, templateOf } from '../synthesised';
import type { AslState, Definition } from './definition';
import { lint } from './lint';

const template = templateOf(controlPlane());
const machine = definitionOf(template);
const task = machine.States.AdmitRun as AslState;
const [retryNone, retryAll] = task.Retry ?? [];

type Changes = Readonly<Record<string, Partial<Record<keyof AslState, unknown>>>>;

/** The machine with fields of some states changed; a state that it has not is added. */
const withStates = (changes: Changes): Definition => ({
  ...machine,
  States: {
    ...machine.States,
    ...Object.fromEntries(
      Object.entries(changes).map(([name, change]) => [name, { ...machine.States[name], ...change } as AslState]),
    ),
  },
});
const withTask = (change: Changes[string]): Definition => withStates({ AdmitRun: change });

const PARALLEL = 'AuthorizePromotion beside DeployStacks';
/** The machine with a state of the first branch changed. */
const withBranch = (name: string, change: Changes[string]): Definition => {
  const [first, ...others] = machine.States[PARALLEL]?.Branches ?? [];
  const States = { ...first?.States, [name]: { ...first?.States[name], ...change } };
  return withStates({ [PARALLEL]: { Branches: [{ ...first, States }, ...others] } });
};

describe.each(VERBS.map((verb) => ({ verb })))('the definition of the $verb machine', ({ verb }) => {
  const definition = definitionOf(template, verb);

  it('has nothing that the lint finds', () => {
    expect(lint(definition)).toEqual([]);
  });

  it('is valid Amazon States Language', () => {
    expect(validateAsl(definition, { checkPaths: true, checkArn: false })).toMatchObject({
      isValid: true,
      errors: [],
    });
  });

  it('is well below the 1 MB that Step Functions allows', () => {
    expect(JSON.stringify(definition).length).toBeLessThan(100_000);
  });
});

const kept = { Output: '{% $merge([$states.input, {"failures": $states.errorOutput}]) %}' };
const all = { ErrorEquals: ['States.ALL'], Next: 'CloseRun', ...kept };
const other = { ErrorEquals: ['States.Timeout'], Next: 'CloseRun', ...kept };

describe('the lint', () => {
  it.each<[string, Definition, string]>([
    [
      'a machine that may run for ever',
      { ...machine, TimeoutSeconds: undefined } as never,
      'the machine has no TimeoutSeconds',
    ],
    ['JSONPath', { ...machine, QueryLanguage: 'JSONPath' }, 'the machine does not say QueryLanguage JSONata'],
    ['a task that may hang', withTask({ TimeoutSeconds: undefined }), 'AdmitRun: a Task without TimeoutSeconds'],
    [
      'a task that may take as long as its machine',
      withTask({ TimeoutSeconds: machine.TimeoutSeconds }),
      "AdmitRun: TimeoutSeconds is not below the machine's",
    ],
    [
      'a heartbeat as long as the timeout',
      withTask({ HeartbeatSeconds: 45 }),
      'AdmitRun: HeartbeatSeconds is not below TimeoutSeconds',
    ],
    // F-106
    [
      'a task token',
      withTask({ Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' }),
      'AdmitRun: a Task that waits for somebody else to end it',
    ],
    [
      'an activity',
      withTask({ Resource: 'arn:aws:states:us-west-2:111122223333:activity:approve' }),
      'AdmitRun: a Task that waits for somebody else to end it',
    ],
    [
      'a pause of unknown length',
      withStates({ 'AdmitRun: wait': { Seconds: undefined } }),
      'AdmitRun: wait: a Wait without Seconds',
    ],
    [
      'a pause until the machine ends',
      withStates({ 'AdmitRun: wait': { Seconds: machine.TimeoutSeconds } }),
      "AdmitRun: wait: a Wait not shorter than the machine's time",
    ],
    [
      'a choice with no way out',
      withStates({ 'AdmitRun: done?': { Default: undefined } }),
      'AdmitRun: done?: a Choice without Default',
    ],
    [
      'a loop without a pause',
      withStates({ 'AdmitRun: done?': { Default: 'AdmitRun' } }),
      'AdmitRun, AdmitRun: done?: a loop without a Wait',
    ],
    [
      'a loop in which nobody looks',
      withStates({ 'AdmitRun: wait': { Next: 'AdmitRun: done?' } }),
      'AdmitRun: done?, AdmitRun: wait: a loop in which nothing can change',
    ],
    ['a state that leads to itself', withTask({ Next: 'AdmitRun' }), 'AdmitRun: a loop without a Wait'],
    ['a state that does not exist', withTask({ Next: 'Nowhere' }), 'Nowhere: no such state'],
    ['a state that nothing leads to', withStates({ Lost: { Type: 'Succeed' } }), 'Lost: nothing leads here'],
    ['a name that is used twice', withBranch('AdmitRun', task), 'AdmitRun: the name is used twice'],
  ])('finds %s', (_, broken, problem) => {
    expect(lint(broken)).toContain(problem);
  });

  it.each<[string, Definition, string]>([
    ['an error that nobody catches', withTask({ Catch: [other] }), 'AdmitRun: nothing catches States.ALL'],
    // F-105
    [
      'a branch whose error ends its siblings',
      withBranch('PromoteDatabase', { Catch: undefined }),
      'PromoteDatabase: nothing catches States.ALL',
    ],
    [
      'a branch that is made to fail',
      withBranch('AuthorizePromotion: branch ended', { Type: 'Fail', End: undefined }),
      'AuthorizePromotion: branch ended: a Fail in a branch ends its siblings',
    ],
    [
      'branches whose failure nobody catches',
      withStates({ [PARALLEL]: { Catch: [] } }),
      `${PARALLEL}: nothing catches States.ALL`,
    ],
    ['a rule behind States.ALL', withTask({ Catch: [all, other] }), 'AdmitRun: States.ALL is not last'],
    [
      'States.ALL in company',
      withTask({ Catch: [{ ...all, ErrorEquals: ['States.ALL', 'X'] }] }),
      'AdmitRun: States.ALL is not alone',
    ],
    [
      'a misspelt error',
      withTask({ Retry: [{ ErrorEquals: ['States.Timeuot'] }] }),
      'AdmitRun: no such error: States.Timeuot',
    ],
    [
      'an error that nothing catches',
      withTask({ Catch: [{ ...all, ErrorEquals: ['States.Runtime'] }, all] }),
      'AdmitRun: no such error: States.Runtime',
    ],
    // F-103
    [
      'a retry of failed tasks that leaves time-outs out',
      withTask({ Retry: [retryNone, { ...retryAll, ErrorEquals: ['States.TaskFailed'] }] }),
      'AdmitRun: States.TaskFailed does not match States.Timeout',
    ],
    [
      'a catch of failed tasks that leaves time-outs out',
      withTask({ Catch: [{ ...all, ErrorEquals: ['States.TaskFailed'] }] }),
      'AdmitRun: States.TaskFailed does not match States.Timeout',
    ],
    [
      'a refusal that is retried',
      withTask({ Retry: [retryAll] }),
      'AdmitRun: Understudy.Refused is an ending and is retried',
    ],
    [
      'an ending that is retried by its name',
      withTask({ Retry: [{ ...retryAll, ErrorEquals: ['Understudy.Overdue'] }] }),
      'AdmitRun: Understudy.Overdue is an ending and is retried',
    ],
    [
      'an ending that the rule for failed tasks retries',
      withTask({ Retry: [{ ...retryAll, ErrorEquals: ['States.TaskFailed', 'States.Timeout'] }, retryNone] }),
      'AdmitRun: Understudy.Joined is an ending and is retried',
    ],
    [
      'a retry that waits longer and longer',
      withTask({ Retry: [retryNone, { ...retryAll, MaxDelaySeconds: undefined }] }),
      'AdmitRun: a Retry without MaxDelaySeconds',
    ],
    [
      'retries that come all at once',
      withTask({ Retry: [retryNone, { ...retryAll, JitterStrategy: 'NONE' }] }),
      'AdmitRun: a Retry without jitter',
    ],
  ])('of errors finds %s', (_, broken, problem) => {
    expect(lint(broken)).toContain(problem);
  });

  it.each<[string, Definition, string]>([
    // F-104
    [
      'that a catch drops',
      withTask({ Catch: [{ ...all, Output: undefined }] }),
      'AdmitRun: what it catches replaces the run document',
    ],
    [
      'that a catch replaces',
      withTask({ Catch: [{ ...all, Output: '{% $states.errorOutput %}' }] }),
      'AdmitRun: what it catches replaces the run document',
    ],
    [
      'whose failure is not kept',
      withTask({ Catch: [{ ...all, Output: '{% $states.input %}' }] }),
      'AdmitRun: what it catches is not kept',
    ],
    ['that a task drops', withTask({ Output: undefined }), 'AdmitRun: what it answers replaces the run document'],
    [
      'that a task replaces',
      withTask({ Output: '{% $states.result.Payload %}' }),
      'AdmitRun: what it answers replaces the run document',
    ],
    [
      'that a state on the way replaces',
      withBranch('AuthorizePromotion: branch ended', { Output: { done: true } }),
      'AuthorizePromotion: branch ended: what it answers replaces the run document',
    ],
    [
      'of which branches keep nothing',
      withStates({ [PARALLEL]: { Output: '{% $states.input %}' } }),
      `${PARALLEL}: what its branches came to is not kept`,
    ],
  ])('finds a run document %s', (_, broken, problem) => {
    expect(lint(broken)).toContain(problem);
  });

  it.each<[string, Definition, string]>([
    ['an undefined name', withTask({ Output: '{% $plan %}' }), 'AdmitRun: undefined name $plan'],
    [
      'a misspelt field',
      withTask({ Output: '{% $states.results %}' }),
      'AdmitRun: no such field here: $states.results',
    ],
    [
      'the error where there is none',
      withTask({ Output: '{% [$states.input, $states.errorOutput] %}' }),
      'AdmitRun: no such field here: $states.errorOutput',
    ],
    [
      'the result before there is one',
      withTask({ Arguments: { Payload: '{% $states.result %}' } }),
      'AdmitRun: no such field here: $states.result',
    ],
    [
      'the result of a task that failed',
      withTask({ Catch: [{ ...all, Output: '{% $states.result %}' }] }),
      'AdmitRun: no such field here: $states.result',
    ],
    [
      'text around an expression',
      withTask({ Output: 'is {% 1 %}' }),
      'AdmitRun: an expression inside other text is not evaluated: is {% 1 %}',
    ],
    [
      'an expression that does not parse',
      withTask({ Output: '{% 1 + %}' }),
      'AdmitRun: does not parse: Unexpected end of expression',
    ],
  ])('of expressions finds %s', (_, broken, problem) => {
    expect(lint(broken)).toContain(problem);
  });
});
