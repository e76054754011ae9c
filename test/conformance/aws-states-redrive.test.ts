import * as client from '@aws-sdk/client-sfn';
import { createIamDecider } from '../../lib/rehearsal/aws/iam';
import { createStateMachines, type StateMachines } from '../../lib/rehearsal/aws/states';
import { chanceFrom } from '../../lib/rehearsal/world/chance';
import { wallClock } from '../../lib/rehearsal/world/clock';
import type { InvokeResult } from '../../lib/rehearsal/world/lambda-host';
import { ACCOUNT, type EndpointInTest, openEndpoint, refused, WORLD } from './aws-endpoint';

/** Source: https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html */

const MACHINE = `arn:aws:states:us-west-2:${ACCOUNT}:stateMachine:failover`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/machine`;
const functionArn = (name: string) => `arn:aws:lambda:us-west-2:${ACCOUNT}:function:${name}`;
const task = (name: string, more: object = { End: true }) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: functionArn(name), Payload: '{% $states.input %}' },
  Output: '{% $states.result.Payload %}',
  ...more,
});
const machine = (first: string, States: object, more: object = {}) => ({
  QueryLanguage: 'JSONata',
  StartAt: first,
  States,
  ...more,
});

type Behaviour = (event: unknown) => unknown;
let endpoint: EndpointInTest;
let states: StateMachines;
let sdk: client.SFNClient;
let functions: Record<string, Behaviour>;
let calls: string[];

/** A function that fails the first time and then answers its own name. */
function failsOnce(name: string): Behaviour {
  let failed = false;
  return () => {
    if (failed) return name;
    failed = true;
    throw new Error(name);
  };
}

async function invoke(arn: string, event: unknown): Promise<InvokeResult> {
  const name = arn.split(':').at(-1) ?? '';
  calls.push(name);
  try {
    return { payload: await (functions[name] ?? (() => name))(event), executedVersion: '1' };
  } catch {
    return { payload: { errorType: 'Broken' }, functionError: 'Unhandled', executedVersion: '1' };
  }
}

async function rehearsing(definition: object) {
  [functions, calls] = [{}, []];
  const iam = createIamDecider();
  iam.attach(ROLE, [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*' }]);
  const onDefect = (defect: unknown) => {
    throw defect;
  };
  const publish = () => {};
  states = createStateMachines({
    lambdas: { invoke },
    iam,
    clock: wallClock,
    chance: chanceFrom(1),
    onDefect,
    publish,
  });
  endpoint = await openEndpoint([states.service]);
  states.create({ arn: MACHINE, name: 'failover', region: 'us-west-2', definition, roleArn: ROLE });
  sdk = new client.SFNClient(endpoint.settings());
}
afterEach(async () => {
  await states.close();
  await endpoint.close();
});

const start = (input: unknown = {}) => states.start({ arn: MACHINE, input, by: WORLD }).executionArn;
const redrive = (executionArn: string, clientToken?: string) =>
  sdk.send(new client.RedriveExecutionCommand({ executionArn, clientToken }));
const describing = (executionArn: string) => sdk.send(new client.DescribeExecutionCommand({ executionArn }));
const typesOf = (arn: string) => states.execution(arn)?.events.map(({ type, name = '' }) => `${type} ${name}`.trim());
const twoSteps = machine('First', {
  First: task('first', { Next: 'Second', Assign: { lag: 30 }, Output: { from: 'first' } }),
  Second: task('second', { End: true, Output: '{% {"in": $states.input, "lag": $lag} %}' }),
});

describe('a redriven execution', () => {
  test('goes on at the state that did not succeed, with its input and the variables, and runs nothing twice', async () => {
    await rehearsing(twoSteps);
    functions.second = failsOnce('second');
    const arn = start();
    expect((await states.ended(arn)).status).toBe('FAILED');
    await redrive(arn);
    expect(await states.ended(arn)).toMatchObject({ status: 'SUCCEEDED', output: { in: { from: 'first' }, lag: 30 } });
    expect(calls).toEqual(['first', 'second', 'second']);
    expect(states.executions()).toHaveLength(1);
  });

  test('keeps its ARN, start and input, counts the redrive, and appends to its history', async () => {
    await rehearsing(twoSteps);
    functions.second = failsOnce('second');
    const arn = start({ reason: 'drill' });
    await states.ended(arn);
    const before = await describing(arn);
    expect(before).toMatchObject({ status: 'FAILED', redriveCount: 0, redriveStatus: 'REDRIVABLE' });
    const { redriveDate } = await redrive(arn);
    await states.ended(arn);
    expect(await describing(arn)).toMatchObject({
      status: 'SUCCEEDED',
      startDate: before.startDate,
      input: '{"reason":"drill"}',
      redriveCount: 1,
      redriveDate,
      redriveStatus: 'NOT_REDRIVABLE',
    });
    const { events = [] } = await sdk.send(new client.GetExecutionHistoryCommand({ executionArn: arn }));
    const redriven = events.findIndex(({ type }) => type === 'ExecutionRedriven');
    expect(events[redriven]).toMatchObject({ executionRedrivenEventDetails: { redriveCount: 1 } });
    expect([events[redriven - 1]?.type, events.at(-1)?.type]).toEqual(['ExecutionFailed', 'ExecutionSucceeded']);
  });

  test('is RUNNING until it ends again, and may be redriven again', async () => {
    await rehearsing(machine('First', { First: task('first') }));
    functions.first = () => Promise.reject(new Error('still broken'));
    const arn = start();
    await states.ended(arn);
    states.redrive(arn);
    const { status, stopDate } = states.executions()[0] ?? {};
    expect([status, stopDate]).toEqual(['RUNNING', undefined]);
    await states.ended(arn);
    states.redrive(arn);
    expect(await states.ended(arn)).toMatchObject({ status: 'FAILED', redriveCount: 2 });
  });

  test('has its retries again, and sees in its context how often and when it was redriven', async () => {
    const Retry = [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1, IntervalSeconds: 1, MaxDelaySeconds: 2 }];
    const context =
      '{% $states.context.Execution.RedriveCount & " " & $exists($states.context.Execution.RedriveTime) %}';
    await rehearsing(machine('First', { First: task('first', { End: true, Retry, Output: context }) }));
    let failures = 3;
    functions.first = () => {
      if (failures-- > 0) throw new Error('broken');
    };
    const arn = start();
    expect((await states.ended(arn)).status).toBe('FAILED');
    states.redrive(arn);
    expect(await states.ended(arn)).toMatchObject({ status: 'SUCCEEDED', output: '1 true' });
    expect(calls).toHaveLength(4);
  });

  test('enters a Fail state again and fails again', async () => {
    await rehearsing(
      machine('First', { First: task('first', { Next: 'End' }), End: { Type: 'Fail', Error: 'Refused' } }),
    );
    const arn = start();
    await states.ended(arn);
    states.redrive(arn);
    expect(await states.ended(arn)).toMatchObject({ status: 'FAILED', error: 'Refused', lastState: 'End' });
    expect(calls).toEqual(['first']);
  });

  test('numbers its events on', async () => {
    const Choices = [{ Condition: '{% $states.input = 1 %}', Next: 'End' }];
    await rehearsing(machine('Which', { Which: { Type: 'Choice', Choices }, End: { Type: 'Succeed' } }));
    const arn = start();
    expect((await states.ended(arn)).cause).toContain('entered at the event id #2');
    states.redrive(arn);
    expect((await states.ended(arn)).cause).toContain('entered at the event id #5');
  });

  test('has the whole of its time again after it timed out', async () => {
    await rehearsing(machine('First', { First: task('first') }, { TimeoutSeconds: 1 }));
    functions.first = () => wallClock.sleep(calls.length === 1 ? 1500 : 0).then(() => 'late');
    const arn = start();
    expect((await states.ended(arn)).status).toBe('TIMED_OUT');
    states.redrive(arn);
    expect(await states.ended(arn)).toMatchObject({ status: 'SUCCEEDED', output: 'late' });
  });
});

describe('a Parallel that is redriven', () => {
  const branches = (...names: string[]) =>
    machine('Both', {
      Both: {
        Type: 'Parallel',
        End: true,
        Branches: names.map((name) => ({
          StartAt: `${name}1`,
          States: { [`${name}1`]: task(`${name}1`, { Next: `${name}2` }), [`${name}2`]: task(`${name}2`) },
        })),
      },
    });

  test('runs again only what failed, from where it failed', async () => {
    await rehearsing(branches('a', 'b'));
    functions.b2 = async () => {
      if (calls.filter((name) => name === 'b2').length > 1) return 'b2';
      while (!typesOf(arn)?.includes('TaskStateExited a2')) await wallClock.sleep(1);
      throw new Error('b2');
    };
    const arn = start();
    expect((await states.ended(arn)).status).toBe('FAILED');
    states.redrive(arn);
    expect(await states.ended(arn)).toMatchObject({ status: 'SUCCEEDED', output: ['a2', 'b2'] });
    expect([...calls].sort()).toEqual(['a1', 'a2', 'b1', 'b2', 'b2']);
  });

  test('runs again every branch that was under way when the execution was aborted', async () => {
    await rehearsing(branches('a', 'b'));
    const held: (() => void)[] = [];
    const holds = (name: string) => () => new Promise((resolve) => held.push(() => resolve(name)));
    Object.assign(functions, { a2: holds('a2'), b2: holds('b2') });
    const arn = start();
    while (held.length < 2) await wallClock.sleep(1);
    states.stop(arn);
    expect((await states.ended(arn)).status).toBe('ABORTED');
    for (const release of held) release();
    Object.assign(functions, { a2: () => 'a', b2: () => 'b' });
    states.redrive(arn);
    expect(await states.ended(arn)).toMatchObject({ status: 'SUCCEEDED', output: ['a', 'b'] });
    expect([...calls].sort()).toEqual(['a1', 'a2', 'a2', 'b1', 'b2', 'b2']);
  });

  test('keeps what each branch has assigned', async () => {
    const branch = {
      StartAt: 'Assigns',
      States: {
        Assigns: { Type: 'Pass', Assign: { own: 7 }, Next: 'Fails' },
        Fails: task('fails', { End: true, Output: '{% $own %}' }),
      },
    };
    await rehearsing(machine('One', { One: { Type: 'Parallel', Branches: [branch], End: true } }));
    functions.fails = failsOnce('fails');
    const arn = start();
    await states.ended(arn);
    states.redrive(arn);
    expect(await states.ended(arn)).toMatchObject({ output: [7] });
  });

  test('runs all of it again when it is entered again, as without a redrive', async () => {
    const Choices = [{ Condition: '{% $rounds < 2 %}', Next: 'Both' }];
    const { States, ...rest } = branches('a');
    const Assign = { rounds: '{% ($exists($rounds) ? $rounds : 0) + 1 %}' };
    const { End: _, ...Both } = Object.values(States)[0] as { End: boolean };
    const loop = { Again: { Type: 'Choice', Choices, Default: 'End' }, End: { Type: 'Succeed' } };
    await rehearsing({ ...rest, States: { Both: { ...Both, Assign, Next: 'Again' }, ...loop } });
    expect((await states.ended(start())).status).toBe('SUCCEEDED');
    expect(calls).toEqual(['a1', 'a2', 'a1', 'a2']);
  });

  test('begins every branch anew when it is retried, as without a redrive', async () => {
    const Retry = [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1, IntervalSeconds: 1 }];
    const { States, ...rest } = branches('a');
    await rehearsing({ ...rest, States: { Both: { ...Object.values(States)[0], Retry } } });
    functions.a2 = failsOnce('a2');
    expect(await states.ended(start())).toMatchObject({ status: 'SUCCEEDED', output: ['a2'] });
    expect(calls).toEqual(['a1', 'a2', 'a1', 'a2']);
  });
});

/** Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html */
describe('RedriveExecution', () => {
  test('refuses an execution that is not there', async () => {
    await rehearsing(twoSteps);
    const missing = MACHINE.replace(':stateMachine:', ':execution:').concat(':missing');
    expect((await refused(redrive(missing))).name).toBe('ExecutionDoesNotExist');
  });

  test('is a change, and needs its own permission on the execution', async () => {
    await rehearsing(machine('End', { End: { Type: 'Fail', Error: 'Refused' } }));
    const arn = start();
    await states.ended(arn);
    const allowed = endpoint.as({
      name: 'operator',
      statements: [{ Effect: 'Allow', Action: 'states:StartExecution', Resource: '*' }],
    });
    const command = new client.RedriveExecutionCommand({ executionArn: arn });
    expect((await refused(new client.SFNClient(allowed).send(command))).name).toBe('AccessDeniedException');
    expect(endpoint.lines).toMatchObject([{ operation: 'RedriveExecution', resource: arn, ok: false }]);
  });
});
