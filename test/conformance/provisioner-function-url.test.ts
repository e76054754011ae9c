import { createFunctionPolicies, type FunctionPolicies } from '../../lib/rehearsal/aws/function-policies';
import { openFunctionUrl } from '../../lib/rehearsal/aws/function-url';
import { createIamDecider } from '../../lib/rehearsal/aws/iam';
import { createHttpClient, type HttpRequest } from '../../lib/rehearsal/world/http-client';
import { createIdentities } from '../../lib/rehearsal/world/identities';
import { type SmallWorld, smallWorld } from './world-fixture';

const HOST = 'abc.lambda-url.us-west-2.on.aws';
const FUNCTION = 'arn:aws:lambda:us-west-2:111122223333:function:signal';

let world: SmallWorld;
let functionPolicies: FunctionPolicies;
let events: { rawPath: string; requestContext: { http: { method: string } } }[];
let answer: () => unknown;

beforeEach(async () => {
  world = await smallWorld();
  functionPolicies = createFunctionPolicies();
  events = [];
  answer = () => ({ statusCode: 200, headers: { 'x-epoch': '101' }, body: 'no claim above 101' });
  const invoke = async (_: string, event: unknown) => {
    events.push(event as never);
    const payload = answer();
    return { payload, executedVersion: '$LATEST', ...(payload instanceof Error ? { functionError: 'Unhandled' } : {}) };
  };
  const lambdas = { invoke, register: () => {}, crash: () => {}, close: async () => {} };
  const parts = {
    ...{ ...world, account: '111122223333', functionPolicies, lambdas },
    ...{ iam: createIamDecider(), identities: createIdentities() },
  };
  const opened = await openFunctionUrl(parts, { functionArn: FUNCTION, authType: 'NONE', host: HOST });
  world.onClose(opened.close);
});
afterEach(() => world.close());

const get = (path = '/', more: Partial<HttpRequest> = {}) =>
  createHttpClient(world).send({ url: `https://${HOST}${path}`, ...more });
const permit = (action: string, more: object) =>
  functionPolicies.add({ functionArn: FUNCTION, principal: '*', action, ...more });
const permitUrl = () => permit('lambda:InvokeFunctionUrl', { functionUrlAuthType: 'NONE' });
const permitInvoke = () => permit('lambda:InvokeFunction', { invokedViaFunctionUrl: true });

test('a function URL is public only with both permissions', async () => {
  expect((await get()).status).toBe(403);
  permitUrl();
  expect((await get()).status).toBe(403);
  permitInvoke();
  expect((await get()).status).toBe(200);
  expect(events).toHaveLength(1);
});

test('it hands the request on in payload format 2.0, and the answer back', async () => {
  permitUrl();
  permitInvoke();
  const { status, headers, body } = await get('/claim/101?a=1', { method: 'POST', body: 'hello' });
  expect([status, headers['x-epoch'], body]).toEqual([200, '101', 'no claim above 101']);
  expect(events[0]).toMatchObject({
    version: '2.0',
    rawPath: '/claim/101',
    rawQueryString: 'a=1',
    queryStringParameters: { a: '1' },
    body: 'hello',
    requestContext: { domainName: HOST, http: { method: 'POST', path: '/claim/101' } },
  });
});

test('an answer without a statusCode is the body of a 200, and a thrown error a 502', async () => {
  permitUrl();
  permitInvoke();
  answer = () => ({ claim: 101 });
  expect(await get()).toMatchObject({ status: 200, body: '{"claim":101}' });
  answer = () => new Error('no');
  expect((await get()).status).toBe(502);
});

test('it cannot be reached while its Region is cut', async () => {
  permitUrl();
  permitInvoke();
  world.network.cut('us-west-2');
  await expect(get()).rejects.toThrow();
});
