import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import { openSession } from '../../lib/cli/aws/signed-session';
import { createFunctionPolicies } from '../../lib/rehearsal/aws/function-policies';
import { openFunctionUrl } from '../../lib/rehearsal/aws/function-url';
import type { PolicyStatement } from '../../lib/rehearsal/aws/iam';
import { wallClock } from '../../lib/rehearsal/world/clock';
import type { AccessKey } from '../../lib/rehearsal/world/identities';
import { ACCOUNT, type EndpointInTest, openEndpoint } from './aws-endpoint';
import { type SmallWorld, smallWorld } from './world-fixture';

const HOST = 'abc.lambda-url.us-west-2.on.aws';
const FUNCTION = `arn:aws:lambda:us-west-2:${ACCOUNT}:function:approvals`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/team/people`;
const MAY_CALL_URL: PolicyStatement = {
  Effect: 'Allow',
  Action: 'lambda:InvokeFunctionUrl',
  Resource: FUNCTION,
  Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } },
};
const MAY_INVOKE: PolicyStatement = {
  Effect: 'Allow',
  Action: 'lambda:InvokeFunction',
  Resource: FUNCTION,
  Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } },
};

let world: SmallWorld;
let endpoint: EndpointInTest;
let ann: AccessKey;
let events: { body: string; requestContext: { accountId: string; authorizer?: { iam: object } } }[];

beforeEach(async () => {
  world = await smallWorld();
  events = [];
  const lambdas = {
    invoke: async (_: string, event: unknown) => {
      events.push(event as never);
      return { payload: { statusCode: 200, body: 'done' }, executedVersion: '$LATEST' };
    },
    register: () => {},
    crash: () => {},
    close: async () => {},
  };
  endpoint = await openEndpoint([], {
    sideDoors: {
      person: () => ann,
      portOf: (host) => {
        const address = world.network.addressOf(host);
        return address === undefined ? undefined : world.network.loopbackPortOf({ address, port: 443 });
      },
      caPem: world.tls.caPem,
    },
  });
  ann = endpoint.identities.issue({ roleArn: ROLE, about: 'ann', region: 'global' });
  endpoint.iam.attach(ROLE, [MAY_CALL_URL, MAY_INVOKE]);
  const { iam, identities } = endpoint;
  const parts = { ...world, account: ACCOUNT, functionPolicies: createFunctionPolicies(), lambdas, iam, identities };
  world.onClose((await openFunctionUrl(parts, { functionArn: FUNCTION, authType: 'AWS_IAM', host: HOST })).close);
});
afterEach(async () => {
  await endpoint.close();
  await world.close();
});

interface Signing {
  readonly key?: AccessKey;
  readonly region?: string;
  readonly service?: string;
  readonly secondsAgo?: number;
  readonly path?: string;
  readonly query?: Record<string, string>;
  /** Headers left out of the signature. */
  readonly unsigned?: readonly string[];
}

const signed = async (body: string, more: Signing = {}) => {
  const { key = ann, region = 'us-west-2', service = 'lambda', secondsAgo = 0, path = '/', query = {} } = more;
  const signer = new SignatureV4({ service, region, credentials: key, sha256: Hash.bind(null, 'sha256') });
  const headers = { host: HOST, 'content-type': 'application/json' };
  return signer.sign(
    { method: 'POST', protocol: 'https:', hostname: HOST, path, query, headers, body },
    { signingDate: new Date(wallClock.now() - secondsAgo * 1000), unsignableHeaders: new Set(more.unsigned) },
  );
};

/** As `understudy --world` sends it: to the one URL of the world. */
async function post(body: string, headers: Record<string, string>, path = '/') {
  const { host: _, ...sent } = headers;
  const answer = await fetch(`${endpoint.url}/function-url/${HOST}${path}`, { method: 'POST', headers: sent, body });
  return { status: answer.status, body: await answer.text() };
}
const postSigned = async (body: string, signing: Signing = {}) => post(body, (await signed(body, signing)).headers);

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html */
describe('a function URL with IAM lets in', () => {
  test('a caller whose policies allow both actions, and tells the function who called', async () => {
    expect(await postSigned('{"a":1}')).toEqual({ status: 200, body: 'done' });
    expect(events).toHaveLength(1);
    expect(events[0]?.body).toBe('{"a":1}');
    expect(events[0]?.requestContext).toMatchObject({
      accountId: ACCOUNT,
      authorizer: {
        iam: {
          accessKey: ann.accessKeyId,
          accountId: ACCOUNT,
          userArn: `arn:aws:sts::${ACCOUNT}:assumed-role/people/ann`,
        },
      },
    });
  });

  test('a request whose path and query are signed with it', async () => {
    const { headers } = await signed('{}', { path: '/a/b', query: { c: 'd e' } });
    expect((await post('{}', headers, '/a/b?c=d%20e')).status).toBe(200);
    expect((await post('{}', headers, '/a/b?c=other')).status).toBe(403);
  });

  test.each([
    ['lambda:InvokeFunctionUrl', MAY_CALL_URL],
    ['lambda:InvokeFunction', MAY_INVOKE],
  ])('nobody without %s', async (_, statement) => {
    endpoint.iam.detach(ROLE, [statement]);
    expect(await postSigned('{}')).toEqual({ status: 403, body: '{"Message":"Forbidden"}' });
    expect(events).toEqual([]);
  });

  test('nobody whose permission is for function URLs without authentication', async () => {
    endpoint.iam.detach(ROLE, [MAY_CALL_URL]);
    const Condition = { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } };
    endpoint.iam.attach(ROLE, [{ ...MAY_CALL_URL, Condition }]);
    expect((await postSigned('{}')).status).toBe(403);
  });
});

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html */
describe('a function URL with IAM refuses', () => {
  afterEach(() => expect(events).toEqual([]));

  test('what nobody signed', async () => {
    expect(await post('{}', { 'content-type': 'application/json' })).toEqual({
      status: 403,
      body: '{"Message":"Forbidden"}',
    });
  });

  test.each<[string, Signing]>([
    ['a key that does not exist', { key: { accessKeyId: 'ASIAUNKNOWN', secretAccessKey: 'x' } }],
    ['another Region', { region: 'us-east-1' }],
    ['another service', { service: 'states' }],
    ['more than five minutes ago', { secondsAgo: 310 }],
    ['more than five minutes from now', { secondsAgo: -310 }],
    ['any host', { unsigned: ['host'] }],
  ])('a signature for %s', async (_, signing) => {
    expect((await postSigned('{}', signing)).status).toBe(403);
  });

  test('a signature made with another secret', async () => {
    expect((await postSigned('{}', { key: { ...ann, secretAccessKey: 'guessed' } })).status).toBe(403);
  });

  test('a body that was changed on its way, whatever hash is sent along', async () => {
    const { headers } = await signed('{"kind":"decline"}');
    expect((await post('{"kind":"approve"}', headers)).status).toBe(403);
  });

  test('a header that was changed on its way', async () => {
    const { headers } = await signed('{}');
    expect((await post('{}', { ...headers, 'content-type': 'text/plain' })).status).toBe(403);
  });
});

describe("the world's one URL", () => {
  test('takes a signature of less than five minutes ago', async () => {
    expect((await postSigned('{}', { secondsAgo: 280 })).status).toBe(200);
  });

  test('loses the connection to a function URL whose Region is cut', async () => {
    world.network.cut('us-west-2');
    await expect(postSigned('{}')).rejects.toThrow('fetch failed');
    expect(endpoint.defects).toEqual([]);
  });

  test('loses the connection to a function URL that is not there', async () => {
    await expect(
      fetch(`${endpoint.url}/function-url/x.lambda-url.us-west-2.on.aws/`, { method: 'POST' }),
    ).rejects.toThrow('fetch failed');
  });

  test('is what a command line needs to know of a world to call a function as a person', async () => {
    const { post } = openSession(endpoint.url);
    const answer = await post({ url: `https://${HOST}/`, region: 'us-west-2', json: { kind: 'approve' } });
    expect(answer).toEqual({ status: 200, body: 'done' });
    expect(events[0]?.body).toBe('{"kind":"approve"}');
  });

  test('lends the keys of a person', async () => {
    expect(await (await fetch(`${endpoint.url}/person/ann`)).json()).toEqual(ann);
  });

  test('takes nothing else for a person or a function URL', async () => {
    const status = async (path: string, method = 'GET') => (await fetch(`${endpoint.url}${path}`, { method })).status;
    expect(await status('/person/ann', 'POST')).toBe(403);
    expect(await status('/person/../ann%2F')).toBe(403);
    expect(await status(`/function-url/${HOST}/`)).toBe(403);
    expect(await status('/function-url/example.com/', 'POST')).toBe(403);
  });
});
