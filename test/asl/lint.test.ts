import validateAsl from 'asl-validator';
import { VERBS } from '../../lib/domain/verbs';
import { controlPlane, definitionOf, templateOf } from '../synthesised';
import type { AslState, Definition } from './definition';
import { lint } from './lint';

const template = templateOf(controlPlane());
const machine = definitionOf(template);
const task = machine.States.CheckReadiness as AslState;
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
const withTask = (change: Changes[string]): Definition => withStates({ CheckReadiness: change });

const PARALLEL = 'AuthorizePromotion beside DeployStacks';
const TOUCHING = 'AdmitRun beside touch ConfirmOutage';
const TOUCHES = 'touch ConfirmOutage';
/** The machine with a state of its first touch changed: one of the branch that it is, or of one of its own branches. */
const withTouch = (name: string, change: Changes[string]): Definition => {
  const [beside, touching] = machine.States[TOUCHING]?.Branches ?? [];
  const { [TOUCHES]: touches, ...around } = touching?.States ?? {};
  const Branches = touches?.Branches?.map((one) =>
    one.StartAt === name ? { ...one, States: { ...one.States, [name]: { ...one.States[name], ...change } } } : one,
  );
  const States: Record<string, unknown> = { [TOUCHES]: { ...touches, Branches }, ...around };
  if (States[name]) States[name] = { ...(States[name] as object), ...change };
  return withStates({ [TOUCHING]: { Branches: [beside, { ...touching, States }] } });
};

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
    ['a task that may hang', withTask({ TimeoutSeconds: undefined }), 'CheckReadiness: a Task without TimeoutSeconds'],
    [
      'a task that may take as long as its machine',
      withTask({ TimeoutSeconds: machine.TimeoutSeconds }),
      "CheckReadiness: TimeoutSeconds is not below the machine's",
    ],
    [
      'a heartbeat as long as the timeout',
      withTask({ HeartbeatSeconds: task.TimeoutSeconds }),
      'CheckReadiness: HeartbeatSeconds is not below TimeoutSeconds',
    ],
    // F-106
    [
      'a task token',
      withTask({ Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' }),
      'CheckReadiness: a Task that waits for somebody else to end it',
    ],
    [
      'an activity',
      withTask({ Resource: 'arn:aws:states:us-west-2:111122223333:activity:approve' }),
      'CheckReadiness: a Task that waits for somebody else to end it',
    ],
    [
      'a pause of unknown length',
      withStates({ 'CheckReadiness: wait': { Seconds: undefined } }),
      'CheckReadiness: wait: a Wait without Seconds',
    ],
    [
      'a pause until the machine ends',
      withStates({ 'CheckReadiness: wait': { Seconds: machine.TimeoutSeconds } }),
      "CheckReadiness: wait: a Wait not shorter than the machine's time",
    ],
    [
      'a choice with no way out',
      withStates({ 'CheckReadiness: done?': { Default: undefined } }),
      'CheckReadiness: done?: a Choice without Default',
    ],
    [
      'a loop without a pause',
      withStates({ 'CheckReadiness: done?': { Default: 'CheckReadiness' } }),
      'CheckReadiness, CheckReadiness: done?: a loop without a Wait',
    ],
    [
      'a loop in which nobody looks',
      withStates({ 'CheckReadiness: wait': { Next: 'CheckReadiness: done?' } }),
      'CheckReadiness: done?, CheckReadiness: wait: a loop in which nothing can change',
    ],
    ['a state that leads to itself', withTask({ Next: 'CheckReadiness' }), 'CheckReadiness: a loop without a Wait'],
    ['a state that does not exist', withTask({ Next: 'Nowhere' }), 'Nowhere: no such state'],
    ['a state that nothing leads to', withStates({ Lost: { Type: 'Succeed' } }), 'Lost: nothing leads here'],
    ['a name that is used twice', withBranch('CheckReadiness', task), 'CheckReadiness: the name is used twice'],
  ])('finds %s', (_, broken, problem) => {
    expect(lint(broken)).toContain(problem);
  });

  it.each<[string, Definition, string]>([
    ['an error that nobody catches', withTask({ Catch: [other] }), 'CheckReadiness: nothing catches States.ALL'],
    // F-105
    [
      'a branch whose error ends its siblings',
      withBranch('AuthorizePromotion', { Catch: undefined }),
      'AuthorizePromotion: nothing catches States.ALL',
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
    ['a rule behind States.ALL', withTask({ Catch: [all, other] }), 'CheckReadiness: States.ALL is not last'],
    [
      'States.ALL in company',
      withTask({ Catch: [{ ...all, ErrorEquals: ['States.ALL', 'X'] }] }),
      'CheckReadiness: States.ALL is not alone',
    ],
    [
      'a misspelt error',
      withTask({ Retry: [{ ErrorEquals: ['States.Timeuot'] }] }),
      'CheckReadiness: no such error: States.Timeuot',
    ],
    [
      'an error that nothing catches',
      withTask({ Catch: [{ ...all, ErrorEquals: ['States.Runtime'] }, all] }),
      'CheckReadiness: no such error: States.Runtime',
    ],
    // F-103
    [
      'a retry of failed tasks that leaves time-outs out',
      withTask({ Retry: [retryNone, { ...retryAll, ErrorEquals: ['States.TaskFailed'] }] }),
      'CheckReadiness: States.TaskFailed does not match States.Timeout',
    ],
    [
      'a catch of failed tasks that leaves time-outs out',
      withTask({ Catch: [{ ...all, ErrorEquals: ['States.TaskFailed'] }] }),
      'CheckReadiness: States.TaskFailed does not match States.Timeout',
    ],
    [
      'a refusal that is retried',
      withTask({ Retry: [retryAll] }),
      'CheckReadiness: Understudy.Refused is an ending and is retried',
    ],
    [
      'an ending that is retried by its name',
      withTask({ Retry: [{ ...retryAll, ErrorEquals: ['Understudy.Overdue'] }] }),
      'CheckReadiness: Understudy.Overdue is an ending and is retried',
    ],
    [
      'an ending that the rule for failed tasks retries',
      withTask({ Retry: [{ ...retryAll, ErrorEquals: ['States.TaskFailed', 'States.Timeout'] }, retryNone] }),
      'CheckReadiness: Understudy.Joined is an ending and is retried',
    ],
    [
      'a retry that waits longer and longer',
      withTask({ Retry: [retryNone, { ...retryAll, MaxDelaySeconds: undefined }] }),
      'CheckReadiness: a Retry without MaxDelaySeconds',
    ],
    [
      'retries that come all at once',
      withTask({ Retry: [retryNone, { ...retryAll, JitterStrategy: 'NONE' }] }),
      'CheckReadiness: a Retry without jitter',
    ],
  ])('of errors finds %s', (_, broken, problem) => {
    expect(lint(broken)).toContain(problem);
  });

  it.each<[string, Definition, string]>([
    // F-104
    [
      'that a catch drops',
      withTask({ Catch: [{ ...all, Output: undefined }] }),
      'CheckReadiness: what it catches replaces the run document',
    ],
    [
      'that a catch replaces',
      withTask({ Catch: [{ ...all, Output: '{% $states.errorOutput %}' }] }),
      'CheckReadiness: what it catches replaces the run document',
    ],
    [
      'whose failure is not kept',
      withTask({ Catch: [{ ...all, Output: '{% $states.input %}' }] }),
      'CheckReadiness: what it catches is not kept',
    ],
    ['that a task drops', withTask({ Output: undefined }), 'CheckReadiness: what it answers replaces the run document'],
    [
      'that a task replaces',
      withTask({ Output: '{% $states.result.Payload %}' }),
      'CheckReadiness: what it answers replaces the run document',
    ],
    [
      'that a state on the way replaces',
      withBranch('AuthorizePromotion: branch ended', { Output: { done: true } }),
      'AuthorizePromotion: branch ended: what it answers replaces the run document',
    ],
    [
      'that a branch hands on with all that was there before',
      withBranch('AuthorizePromotion: branch ended', { Output: undefined }),
      'AuthorizePromotion: branch ended: the run document is there twice',
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
    ['that adds to the run', withTouch(TOUCHES, { Output: undefined }), `${TOUCHES}: a touch changes the run document`],
    [
      'that loses the run when it fails',
      withTouch(TOUCHES, { Catch: [{ ...all, Next: `${TOUCHES}: branch ended` }] }),
      `${TOUCHES}: a touch changes the run document`,
    ],
    [
      'that could end the run',
      withTouch('CheckReadiness: touch', { Catch: undefined }),
      'CheckReadiness: touch: nothing catches States.ALL',
    ],
    [
      'that hands the run to each function',
      withTouch(TOUCHES, { Arguments: undefined }),
      `${TOUCHES}: touches are given the run document`,
    ],
    [
      'that hands the run on once more',
      withTouch(`${TOUCHES}: branch ended`, { Output: undefined }),
      `${TOUCHES}: branch ended: the run document is there twice`,
    ],
    [
      'that is repeated',
      withTouch('CheckReadiness: touch', { Retry: [retryAll] }),
      'CheckReadiness: touch: a touch is repeated',
    ],
  ])('finds a touch %s', (_, broken, problem) => {
    expect(lint(broken)).toContain(problem);
  });

  it.each<[string, Definition, string]>([
    ['an undefined name', withTask({ Output: '{% $plan %}' }), 'CheckReadiness: undefined name $plan'],
    [
      'a misspelt field',
      withTask({ Output: '{% $states.results %}' }),
      'CheckReadiness: no such field here: $states.results',
    ],
    [
      'the error where there is none',
      withTask({ Output: '{% [$states.input, $states.errorOutput] %}' }),
      'CheckReadiness: no such field here: $states.errorOutput',
    ],
    [
      'the result before there is one',
      withTask({ Arguments: { Payload: '{% $states.result %}' } }),
      'CheckReadiness: no such field here: $states.result',
    ],
    [
      'the result of a task that failed',
      withTask({ Catch: [{ ...all, Output: '{% $states.result %}' }] }),
      'CheckReadiness: no such field here: $states.result',
    ],
    [
      'text around an expression',
      withTask({ Output: 'is {% 1 %}' }),
      'CheckReadiness: an expression inside other text is not evaluated: is {% 1 %}',
    ],
    [
      'an expression that does not parse',
      withTask({ Output: '{% 1 + %}' }),
      'CheckReadiness: does not parse: Unexpected end of expression',
    ],
  ])('of expressions finds %s', (_, broken, problem) => {
    expect(lint(broken)).toContain(problem);
  });
});
