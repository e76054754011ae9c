import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { defaultProvider } from './credentials';
import { NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS, resolveEndpointDiscoveryConfig } from './endpoint-discovery';
import { EventStreamSerde, eventStreamSerdeProvider, resolveEventStreamSerdeConfig } from './event-streams';

const NAMES = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;
const before = NAMES.map((name) => [name, process.env[name]] as const);

/** Sets what Lambda sets. */
function environment(...values: readonly (string | undefined)[]): void {
  NAMES.forEach((name, index) => {
    const value = values[index];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  });
}

afterAll(() => environment(...before.map(([, value]) => value)));

/** The headers of a call that a client makes with these credentials. */
async function headersOfCall(): Promise<Record<string, string>> {
  let headers: Record<string, string> = {};
  const client = new DynamoDBClient({
    region: 'us-west-2',
    maxAttempts: 1,
    credentialDefaultProvider: defaultProvider,
    requestHandler: {
      async handle(request: { headers: Record<string, string> }) {
        headers = request.headers;
        throw new Error('far enough');
      },
    } as never,
  });
  await expect(client.send(new GetItemCommand({ TableName: 'table', Key: {} }))).rejects.toThrow('far enough');
  return headers;
}

describe('The credentials of a function', () => {
  test('are those of its environment, and sign its calls', async () => {
    environment('AKIDEXAMPLE', 'none', 'the token of the role');
    const headers = await headersOfCall();
    expect(headers.authorization).toContain('Credential=AKIDEXAMPLE/');
    expect(headers['x-amz-security-token']).toBe('the token of the role');
  });

  test('have no token where the environment has none', async () => {
    environment('AKIDEXAMPLE', 'none');
    expect(await defaultProvider()()).toEqual({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'none' });
  });

  test.each([
    ['key', undefined, 'none'],
    ['secret', 'AKIDEXAMPLE', undefined],
  ])('are missed aloud where there is no %s', async (_, key, secret) => {
    environment(key, secret);
    await expect(defaultProvider()()).rejects.toThrow('the environment holds no AWS credentials');
  });
});

describe('What no function needs', () => {
  test('lets a client be made, and refuses an event stream once one is used', () => {
    new LambdaClient({ region: 'us-west-2', eventStreamSerdeProvider } as never);
    const { eventStreamMarshaller } = resolveEventStreamSerdeConfig({ eventStreamSerdeProvider });
    const { serialize } = eventStreamMarshaller as ReturnType<typeof eventStreamSerdeProvider>;
    expect(serialize).toThrow('bundles hold no codec');
    expect(() => new EventStreamSerde()).toThrow('bundles hold no codec');
  });

  test('discovers no endpoint, whatever the environment says', () => {
    expect(NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS.environmentVariableSelector()).toBeUndefined();
    const config = { region: 'us-west-2' };
    expect(resolveEndpointDiscoveryConfig(config)).toBe(config);
  });
});
