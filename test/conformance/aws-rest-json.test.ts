import * as lambda from '@aws-sdk/client-lambda';
import * as scheduler from '@aws-sdk/client-scheduler';
import { AwsError, type Operations } from '../../lib/rehearsal/aws/service';
import { type EndpointInTest, openEndpoint, recordingService, refused } from './aws-endpoint';

const open: EndpointInTest[] = [];
afterEach(async () => {
  for (const endpoint of open.splice(0)) {
    await endpoint.close();
    expect(endpoint.defects).toEqual([]);
  }
});

async function serving(signingName: string, client: object, operations: Operations) {
  const { service, inputs } = recordingService(signingName, client, operations);
  const endpoint = await openEndpoint([service]);
  open.push(endpoint);
  return { inputs, endpoint, settings: endpoint.settings() };
}

describe('restJson carries Lambda calls', () => {
  const serve = async (operations: Operations) => {
    const { settings, inputs, endpoint } = await serving('lambda', lambda, operations);
    return { client: new lambda.LambdaClient(settings), inputs, endpoint };
  };
  const FunctionName = 'arn:aws:lambda:us-west-2:111122223333:function:hook';

  test('with the function in the path, the kind in a header and the payload as it is', async () => {
    const { client, inputs } = await serve({
      Invoke: ({ Payload }) => ({ StatusCode: 200, ExecutedVersion: '7', Payload }),
    });
    const Payload = Buffer.from('{"point":"fence","text":"ünd"}');
    const answer = await client.send(
      new lambda.InvokeCommand({ FunctionName, InvocationType: 'RequestResponse', Payload }),
    );
    expect(inputs).toEqual([{ FunctionName, InvocationType: 'RequestResponse', Payload }]);
    expect(Buffer.from(answer.Payload ?? []).toString()).toBe(Payload.toString());
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '7' });
    expect(answer.FunctionError).toBeUndefined();
  });

  test('with the status that the output says: 202 for an event', async () => {
    const { client } = await serve({ Invoke: () => ({ StatusCode: 202 }) });
    const answer = await client.send(new lambda.InvokeCommand({ FunctionName: 'hook', InvocationType: 'Event' }));
    expect(answer.StatusCode).toBe(202);
    expect(answer.$metadata.httpStatusCode).toBe(202);
  });

  test('with the error of a function in a header', async () => {
    const { client } = await serve({
      Invoke: () => ({ StatusCode: 200, FunctionError: 'Unhandled', Payload: Buffer.from('{"errorMessage":"no"}') }),
    });
    const answer = await client.send(new lambda.InvokeCommand({ FunctionName: 'hook' }));
    expect(answer.FunctionError).toBe('Unhandled');
  });

  test('and refuses under the modelled error, with its status and message', async () => {
    const { client } = await serve({
      Invoke: () => {
        throw new AwsError('ResourceNotFoundException', `Function not found: ${FunctionName}`);
      },
    });
    const error = await refused(client.send(new lambda.InvokeCommand({ FunctionName })));
    expect(error).toBeInstanceOf(lambda.ResourceNotFoundException);
    expect(error).toMatchObject({
      message: `Function not found: ${FunctionName}`,
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('and reports an operation that is not rehearsed', async () => {
    const { client, endpoint } = await serve({ Invoke: () => ({}) });
    await refused(client.send(new lambda.ListFunctionsCommand({})));
    expect(endpoint.unimplemented).toMatchObject([{ service: 'lambda', operation: 'ListFunctions' }]);
  });
});

describe('restJson carries Scheduler calls', () => {
  const serve = async (operations: Operations) => {
    const { settings, inputs } = await serving('scheduler', scheduler, operations);
    return { client: new scheduler.SchedulerClient(settings), inputs };
  };

  test('with members in path, query and a JSON body, both ways', async () => {
    const at = new Date('2026-11-21T01:02:03.000Z');
    const { client, inputs } = await serve({
      GetSchedule: ({ Name, GroupName }) => ({ Name, GroupName, State: 'ENABLED', CreationDate: at }),
      UpdateSchedule: () => ({ ScheduleArn: 'arn:schedule' }),
    });
    const which = { Name: 'nightly', GroupName: 'jobs' };
    expect(await client.send(new scheduler.GetScheduleCommand(which))).toMatchObject({
      ...which,
      State: 'ENABLED',
      CreationDate: at,
    });
    const update = {
      ...which,
      ScheduleExpression: 'rate(1 day)',
      State: 'DISABLED' as const,
      ClientToken: 'one',
      FlexibleTimeWindow: { Mode: 'OFF' as const },
      Target: { Arn: 'arn:target', RoleArn: 'arn:role', RetryPolicy: { MaximumRetryAttempts: 0 } },
    };
    expect((await client.send(new scheduler.UpdateScheduleCommand(update))).ScheduleArn).toBe('arn:schedule');
    expect(inputs).toEqual([which, update]);
  });

  test('and refuses under the modelled error', async () => {
    const { client } = await serve({
      GetSchedule: () => {
        throw new AwsError('ResourceNotFoundException', 'Schedule nightly does not exist.');
      },
    });
    const error = await refused(client.send(new scheduler.GetScheduleCommand({ Name: 'nightly' })));
    expect(error).toBeInstanceOf(scheduler.ResourceNotFoundException);
    expect(error).toMatchObject({ message: 'Schedule nightly does not exist.', $metadata: { httpStatusCode: 404 } });
  });
});
