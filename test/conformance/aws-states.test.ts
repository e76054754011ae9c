import * as client from '@aws-sdk/client-sfn';
import { createStateMachines } from '../../lib/rehearsal/aws/states';
import { chanceFrom } from '../../lib/rehearsal/world/chance';
import { wallClock } from '../../lib/rehearsal/world/clock';
import type { InvokeResult } from '../../lib/rehearsal/world/lambda-host';
import { ACCOUNT, type EndpointInTest, openEndpoint, refused, WORLD } from './aws-endpoint';

const MACHINE = `arn:aws:states:us-west-2:${ACCOUNT}:stateMachine:failover`;
const FUNCTION = `arn:aws:lambda:us-west-2:${ACCOUNT}:function:step:7`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/machine`;
const task = (more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: FUNCTION, Payload: '{% $states.input %}' },
  End: true,
  ...more,
});
const oneState = (state: object) => ({ QueryLanguage: 'JSONata', StartAt: 'Step', States: { Step: state } });
const waiting = oneState({ Type: 'Wait', Seconds: 60, End: true });

type Invoke = (arn: string, event: unknown) => Promise<InvokeResult>;
const succeed: Invoke = async (_, event) => ({ payload: { seen: event }, executedVersion: '7' });

let endpoint: EndpointInTest;
let states: ReturnType<typeof createStateMachines>;
let sdk: client.SFNClient;
const defects: unknown[] = [];

async function rehearsing(definition: object, invoke: Invoke = succeed) {
  const early = await openEndpoint([]);
  const chance = chanceFrom(1);
  const publish = () => {};
  const onDefect = (defect: unknown) => void defects.push(defect);
  states = createStateMachines({ lambdas: { invoke }, iam: early.iam, clock: wallClock, chance, onDefect, publish });
  await early.close();
  endpoint = await openEndpoint([states.service]);
  early.iam.attach(ROLE, [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: FUNCTION }]);
  states.create({ arn: MACHINE, name: 'failover', region: 'us-west-2', definition, roleArn: ROLE });
  sdk = new client.SFNClient(endpoint.settings());
  return { iam: early.iam };
}
afterEach(async () => {
  await states.close();
  await endpoint.close();
});

const start = (input: string | undefined = '{"reason":"drill"}', name = 'one') =>
  sdk.send(new client.StartExecutionCommand({ stateMachineArn: MACHINE, name, input }));
const run = (input: unknown = {}) => states.ended(states.start({ arn: MACHINE, input, by: WORLD }).executionArn);

describe('an execution', () => {
  test('is started by the API, runs its function and is described when it ended', async () => {
    await rehearsing(oneState(task()));
    const { executionArn, startDate } = await start();
    expect(executionArn).toBe(`arn:aws:states:us-west-2:${ACCOUNT}:execution:failover:one`);
    await states.ended(executionArn ?? '');
    const described = await sdk.send(new client.DescribeExecutionCommand({ executionArn }));
    expect(described).toMatchObject({ status: 'SUCCEEDED', name: 'one', startDate, input: '{"reason":"drill"}' });
    expect(JSON.parse(described.output ?? '')).toMatchObject({
      ExecutedVersion: '7',
      Payload: { seen: { reason: 'drill' } },
      StatusCode: 200,
    });
    expect(endpoint.lines).toMatchObject([
      { service: 'states', operation: 'StartExecution', resource: MACHINE, ok: true },
    ]);
  });

  test('and its requests are named by the seed when nobody names them', async () => {
    const named = async () => {
      await rehearsing(oneState(task({ Output: '{% $states.result.SdkResponseMetadata.RequestId %}' })));
      const { name, output } = await run();
      return [name, output];
    };
    const first = await named();
    await states.close();
    await endpoint.close();
    expect(await named()).toEqual(first);
    expect(new Set(first).size).toBe(2);
  });

  test('shows its history, oldest or newest first, and by pages', async () => {
    await rehearsing(oneState(task()));
    const { executionArn } = await start();
    await states.ended(executionArn ?? '');
    const history = (more: object) => sdk.send(new client.GetExecutionHistoryCommand({ executionArn, ...more }));
    const { events = [] } = await history({});
    expect(events.at(0)).toMatchObject({ id: 1, type: 'ExecutionStarted' });
    expect(events.at(1)).toMatchObject({ type: 'TaskStateEntered', stateEnteredEventDetails: { name: 'Step' } });
    expect(events.at(-1)?.type).toBe('ExecutionSucceeded');
    const { events: newest, nextToken } = await history({ reverseOrder: true, maxResults: 1 });
    expect(newest).toMatchObject([{ type: 'ExecutionSucceeded' }]);
    expect((await history({ reverseOrder: true, nextToken })).events).toHaveLength(events.length - 1);
  });

  test('tells its listeners every event, none before its start was answered', async () => {
    await rehearsing(oneState(task()));
    const seen: string[] = [];
    states.onHistory(({ type, executionArn }) => {
      expect(states.execution(executionArn)).toBeDefined();
      seen.push(type);
    });
    await run();
    expect(seen[0]).toBe('ExecutionStarted');
    expect(seen.at(-1)).toBe('ExecutionSucceeded');
  });

  test('is stopped with error and cause', async () => {
    await rehearsing(waiting);
    const { executionArn } = await start();
    await sdk.send(new client.StopExecutionCommand({ executionArn, error: 'Operator', cause: 'enough' }));
    const described = await sdk.send(new client.DescribeExecutionCommand({ executionArn }));
    expect(described).toMatchObject({ status: 'ABORTED', error: 'Operator', cause: 'enough' });
    expect(described.stopDate).toBeInstanceOf(Date);
  });

  test('is stopped without error and cause where nobody gives any, and by the console', async () => {
    await rehearsing(waiting);
    const { executionArn = '' } = await start();
    await sdk.send(new client.StopExecutionCommand({ executionArn }));
    const described = await sdk.send(new client.DescribeExecutionCommand({ executionArn }));
    expect([described.status, described.error, described.cause]).toEqual(['ABORTED', undefined, undefined]);
    const second = states.start({ arn: MACHINE, input: {}, by: WORLD }).executionArn;
    states.stop(second);
    expect(await states.ended(second)).toMatchObject({ status: 'ABORTED' });
  });

  test('that is stopped does not end its function, and does not hear it either', async () => {
    const answers: (() => void)[] = [];
    await rehearsing(oneState(task()), async () => {
      await new Promise<void>((resolve) => void answers.push(resolve));
      return { payload: {}, executedVersion: '7' };
    });
    const { executionArn = '' } = await start();
    while (answers.length === 0) await wallClock.sleep(1);
    states.stop(executionArn);
    const { events } = await states.ended(executionArn);
    const length = events.length;
    answers[0]?.();
    await wallClock.sleep(10);
    expect([events.length, events.at(-1)?.type]).toEqual([length, 'ExecutionAborted']);
  });

  test('is aborted when its Region is lost, and not when another is', async () => {
    await rehearsing(waiting);
    const { executionArn = '' } = await start();
    states.regionLost('us-east-1');
    expect(states.execution(executionArn)?.status).toBe('RUNNING');
    states.regionLost('us-west-2');
    expect(await states.ended(executionArn)).toMatchObject({ status: 'ABORTED', error: 'World.RegionLost' });
  });

  test('is listed newest first, by status', async () => {
    await rehearsing(waiting);
    for (const name of ['one', 'two']) await start('{}', name);
    states.regionLost('us-west-2');
    await states.close();
    await start('{}', 'three');
    const list = async (statusFilter?: client.ExecutionStatus) => {
      const command = new client.ListExecutionsCommand({ stateMachineArn: MACHINE, statusFilter });
      return (await sdk.send(command)).executions?.map(({ name }) => name);
    };
    expect(await list()).toEqual(['three', 'two', 'one']);
    expect(await list('RUNNING')).toEqual(['three']);
  });
});

describe('StartExecution', () => {
  test('answers the same execution for the same name and input while it runs', async () => {
    await rehearsing(waiting);
    const first = await start();
    const again = await start('{ "reason": "drill" }');
    expect(again).toMatchObject({ executionArn: first.executionArn, startDate: first.startDate });
    expect(states.executions()).toHaveLength(1);
  });

  test('refuses the name for another input, and for good once it ended', async () => {
    await rehearsing(waiting);
    await start();
    expect(await refused(start('{"reason":"other"}'))).toBeInstanceOf(client.ExecutionAlreadyExists);
    states.regionLost('us-west-2');
    await states.ended(MACHINE.replace(':stateMachine:', ':execution:').concat(':one'));
    // F-02
    expect((await refused(start())).name).toBe('ExecutionAlreadyExists');
  });

  test.each([
    ['input that is no JSON', () => start('{'), 'InvalidExecutionInput'],
    ['input over 256 KiB', () => start(JSON.stringify('x'.repeat(262_143))), 'InvalidExecutionInput'],
    ['a name with a colon', () => start('{}', 'a:b'), 'InvalidName'],
    ['a name of 81 characters', () => start('{}', 'n'.repeat(81)), 'InvalidName'],
    [
      'a machine that is not there',
      () => sdk.send(new client.StartExecutionCommand({ stateMachineArn: `${MACHINE}2` })),
      'StateMachineDoesNotExist',
    ],
    [
      'a machine of another Region',
      () => sdk.send(new client.StartExecutionCommand({ stateMachineArn: MACHINE.replace('west', 'east') })),
      'InvalidArn',
    ],
  ])('refuses %s', async (_, call, name) => {
    await rehearsing(waiting);
    expect((await refused(call())).name).toBe(name);
    expect(states.executions()).toEqual([]);
  });

  test('takes 256 KiB and a name of 80 characters', async () => {
    await rehearsing(waiting);
    await start(JSON.stringify('x'.repeat(262_142)), 'n'.repeat(80));
  });
});

describe('a Task', () => {
  const failing =
    (payload: unknown): Invoke =>
    async () => ({ payload, functionError: 'Unhandled', executedVersion: '7' });

  test('fails with the error that the function threw', async () => {
    const thrown = { errorType: 'Refused', errorMessage: 'too old', trace: [] };
    await rehearsing(oneState(task()), failing(thrown));
    expect(await run()).toMatchObject({ status: 'FAILED', error: 'Refused', cause: JSON.stringify(thrown) });
  });

  test('fails as Lambda.Unknown when the function died without a type', async () => {
    await rehearsing(oneState(task()), failing({ errorMessage: 'out of memory' }));
    expect(await run()).toMatchObject({ error: 'Lambda.Unknown' });
  });

  test('hands on what the service refused, under its name', async () => {
    const missing = Object.assign(new Error('Function not found'), { name: 'ResourceNotFoundException' });
    await rehearsing(oneState(task()), () => Promise.reject(missing));
    expect(await run()).toMatchObject({ status: 'FAILED', error: 'Lambda.ResourceNotFoundException' });
  });

  test("needs the machine's role to be allowed, version and all", async () => {
    const { iam } = await rehearsing(oneState(task()));
    iam.attach(ROLE, [{ Effect: 'Deny', Action: 'lambda:*', Resource: `${FUNCTION.slice(0, -2)}:*` }]);
    const { error, cause } = await run();
    expect(error).toBe('Lambda.AWSLambdaException');
    expect(cause).toContain(
      `not authorized to perform: lambda:InvokeFunction on resource: ${FUNCTION} with an explicit deny`,
    );
  });

  test.each([
    ['resource', task({ Resource: 'arn:aws:states:::sns:publish' })],
    ['argument', task({ Arguments: { FunctionName: FUNCTION, InvocationType: 'Event' } })],
    ['function name', task({ Arguments: { FunctionName: 'step' } })],
  ])('with a %s that is not rehearsed is a defect of the world, not an ending', async (_, state) => {
    defects.length = 0;
    await rehearsing(oneState(state));
    await expect(run()).rejects.toThrow();
    expect(defects).toHaveLength(1);
  });
});
