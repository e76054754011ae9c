import {
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
  RequestTooLargeException,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import { createLambdaApi } from '../../lib/rehearsal/aws/lambda-api';
import type { InvokeResult } from '../../lib/rehearsal/world/lambda-host';
import { ACCOUNT, type EndpointInTest, openEndpoint, refused } from './aws-endpoint';

const ARN = `arn:aws:lambda:us-west-2:${ACCOUNT}:function:hook`;
let endpoint: EndpointInTest;
let invoked: { arn: string; event: unknown }[];
let answer: Omit<InvokeResult, 'executedVersion'>;

beforeEach(async () => {
  invoked = [];
  answer = { payload: { status: 'done' } };
  const invoke = async (arn: string, event: unknown): Promise<InvokeResult> => {
    if (arn !== ARN)
      throw Object.assign(new Error(`Function not found: ${arn}`), { name: 'ResourceNotFoundException' });
    invoked.push({ arn, event });
    return { ...answer, executedVersion: '$LATEST' };
  };
  endpoint = await openEndpoint([createLambdaApi({ account: ACCOUNT, lambdas: { invoke } }).service]);
});
afterEach(() => endpoint.close());

const send = (input: Partial<InvokeCommandInput> = {}) =>
  new LambdaClient(endpoint.settings()).send(new InvokeCommand({ FunctionName: 'hook', ...input }));
const textOf = (payload: Uint8Array | undefined) => Buffer.from(payload ?? []).toString();

test.each(['hook', ARN])('invokes %s and answers what it answered', async (FunctionName) => {
  const output = await send({ FunctionName, Payload: Buffer.from('{"looks":1}'), InvocationType: 'RequestResponse' });
  expect(invoked).toEqual([{ arn: ARN, event: { looks: 1 } }]);
  expect(output).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
  expect(output.FunctionError).toBeUndefined();
  expect(textOf(output.Payload)).toBe('{"status":"done"}');
});

test('invokes with an empty object when nothing is sent', async () => {
  await send();
  expect(invoked).toEqual([{ arn: ARN, event: {} }]);
});

test('succeeds when the function fails, and says so beside its error', async () => {
  answer = { payload: { errorMessage: 'no' }, functionError: 'Unhandled' };
  const output = await send();
  expect(output).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
  expect(textOf(output.Payload)).toBe('{"errorMessage":"no"}');
});

test('answers null for a function that answers nothing', async () => {
  answer = { payload: undefined };
  expect(textOf((await send()).Payload)).toBe('null');
});

test('refuses a function that is not there', async () => {
  const error = await refused(send({ FunctionName: 'other' }));
  expect(error).toBeInstanceOf(ResourceNotFoundException);
  expect(error.$metadata?.httpStatusCode).toBe(404);
});

test('refuses what is no JSON, and what is over 6 MB', async () => {
  const malformed = await refused(send({ Payload: Buffer.from('{') }));
  expect(malformed.name).toBe('InvalidRequestContentException');
  const long = Buffer.from(JSON.stringify('x'.repeat(6_291_456)));
  expect(await refused(send({ Payload: long }))).toBeInstanceOf(RequestTooLargeException);
  expect(invoked).toEqual([]);
});

test.each<[string, Partial<InvokeCommandInput>]>([
  ['an event', { InvocationType: 'Event' }],
  ['a version', { Qualifier: '7' }],
  ['the tail of the log', { LogType: 'Tail' }],
  ['a version in the name', { FunctionName: `${ARN}:7` }],
])('says that %s is not rehearsed', async (_, input) => {
  expect((await refused(send(input))).name).toBe('NotImplemented');
  expect(invoked).toEqual([]);
});

test('asks IAM for the function without a version', async () => {
  const as = (Resource: string) =>
    new LambdaClient(
      endpoint.as({ name: 'caller', statements: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource }] }),
    ).send(new InvokeCommand({ FunctionName: 'hook' }));
  expect((await as(ARN)).StatusCode).toBe(200);
  expect((await refused(as(`${ARN}:*`))).name).toBe('AccessDeniedException');
});
