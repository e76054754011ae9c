import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createIdentities } from '../../lib/rehearsal/world/identities';
import { createLambdaHost, type Invoked, type LambdaHost } from '../../lib/rehearsal/world/lambda-host';
import { type SmallWorld, smallWorld } from './world-fixture';

const ROLE = 'arn:aws:iam::111122223333:role/step';
/** Inside the repository, as cdk.out is: what is not bundled could be found from here. */
const ASSETS = join(__dirname, '../../.build/world-lambda-host');
const identities = createIdentities();
const invoked: Invoked[] = [];
/** The log has a stream of its own and may arrive after the answer. */
let logged: (line: string) => void;
const firstLine = new Promise<string>((resolve) => {
  logged = resolve;
});
let world: SmallWorld;
let host: LambdaHost;
beforeAll(async () => {
  world = await smallWorld();
  host = createLambdaHost({
    ...world,
    identities,
    endpointUrl: () => 'http://127.0.0.1:9',
    workDirectory: world.directory,
    onLog: ({ functionName, text }) => logged(`${functionName}: ${text}`),
    onInvoked: (one) => invoked.push(one),
  });
  world.onClose(() => rmSync(ASSETS, { recursive: true, force: true }));
  world.onClose(() => host.close());
});
afterAll(() => world.close());

/** Registers a function whose bundle is `source`, and returns its ARN. */
function register(name: string, source: string, timeoutSeconds = 5): string {
  const arn = `arn:aws:lambda:us-west-2:111122223333:function:${name}`;
  const codeDirectory = join(ASSETS, name);
  mkdirSync(codeDirectory, { recursive: true });
  writeFileSync(join(codeDirectory, 'index.mjs'), source);
  const environment = { PLAN: 'orders' };
  const size = { timeoutSeconds, memoryMegabytes: 256 };
  host.register({
    arn,
    name,
    region: 'us-west-2',
    codeDirectory,
    handler: 'index.handler',
    environment,
    roleArn: ROLE,
    ...size,
  });
  return arn;
}

describe('an invocation', () => {
  it('answers what the handler returns, with the environment and context of Lambda and nothing of ours', async () => {
    const arn = register(
      'success',
      `export const handler = async (event, context) => {
         console.log('hello ' + event.name);
         const { AWS_REGION, AWS_LAMBDA_FUNCTION_VERSION, AWS_ACCESS_KEY_ID, PLAN, JEST_WORKER_ID } = process.env;
         return { event, AWS_REGION, AWS_LAMBDA_FUNCTION_VERSION, AWS_ACCESS_KEY_ID, PLAN, JEST_WORKER_ID,
           arn: context.invokedFunctionArn, hasTime: context.getRemainingTimeInMillis() > 4000 };
       };`,
    );
    const event = { name: 'world' };
    const { payload, ...rest } = await host.invoke(`${arn}:7`, event);
    const { AWS_ACCESS_KEY_ID: key, ...answer } = payload as Record<string, unknown>;
    const version = { AWS_REGION: 'us-west-2', AWS_LAMBDA_FUNCTION_VERSION: '7', PLAN: 'orders' };
    expect(answer).toEqual({ event, ...version, arn: `${arn}:7`, hasTime: true });
    expect(rest).toEqual({ executedVersion: '7' });
    expect(identities.principalOf(String(key))).toEqual({
      roleArn: ROLE,
      about: 'success',
      region: 'us-west-2',
      invocation: { event },
    });
    expect(await firstLine).toBe('success: hello world');
  });

  it('finds its environment warm, and a cold one while that is busy or for another version', async () => {
    const arn = register(
      'warm',
      `let count = 0;
       export const handler = async ({ milliseconds = 0 }) => {
         count += 1;
         await new Promise((resolve) => setTimeout(resolve, milliseconds));
         return count;
       };`,
    );
    const count = async (event: object, qualifier = '') => (await host.invoke(arn + qualifier, event)).payload;
    const first = await count({});
    const together = await Promise.all([count({ milliseconds: 100 }), count({ milliseconds: 100 })]);
    expect([first, together.sort(), await count({}, ':2')]).toEqual([1, [1, 2], 1]);
    const told = invoked.filter(({ functionName }) => functionName === 'warm');
    expect(told.map(({ isCold }) => isCold).sort()).toEqual([false, true, true, true]);
    const took = told.filter(({ event }) => (event as { milliseconds?: number }).milliseconds === 100);
    for (const { milliseconds } of took) expect(milliseconds).toBeGreaterThanOrEqual(99);
    expect(took).toHaveLength(2);
  });

  it('is refused for a function that nobody registered', async () => {
    const unknown = host.invoke('arn:aws:lambda:us-west-2:111122223333:function:nobody', {});
    await expect(unknown).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('cannot import what its bundle lacks, though the repository has it', async () => {
    const arn = register('missing', `import pg from 'pg'; export const handler = async () => Object.keys(pg);`);
    const { payload, functionError } = await host.invoke(arn, {});
    expect(functionError).toBe('Unhandled');
    expect(payload).toMatchObject({ errorMessage: expect.stringContaining("Cannot find package 'pg'") });
  });
});

describe('a failure has the shape that Lambda gives it', () => {
  it.each([
    [
      'a thrown error, which keeps its name',
      `export const handler = async () => { throw Object.assign(new Error('no'), { name: 'Understudy.Refused' }); };`,
      { errorType: 'Understudy.Refused', errorMessage: 'no', trace: expect.any(Array) },
    ],
    [
      'an exit',
      'export const handler = async () => process.exit(3);',
      {
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Runtime exited with error: exit status 3$/),
      },
    ],
    [
      'a rejection that nobody handles',
      `export const handler = () => { Promise.reject(new Error('lost')); return new Promise(() => {}); };`,
      { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'lost' },
    ],
    ['a handler that is not there', 'export const other = 1;', { errorType: 'Runtime.HandlerNotFound' }],
    [
      'a handler with a callback',
      'export const handler = (event, context, callback) => callback(null, 1);',
      { errorType: 'Runtime.CallbackHandlerDeprecated' },
    ],
    [
      'a bundle that fails while it loads',
      `throw new TypeError('early');`,
      { errorType: 'TypeError', errorMessage: 'early' },
    ],
  ])('%s', async (title, source, error) => {
    const arn = register(title.replaceAll(' ', '-'), source);
    const { payload, functionError } = await host.invoke(arn, {});
    expect({ payload, functionError }).toEqual({ payload: expect.objectContaining(error), functionError: 'Unhandled' });
  });

  it('a timeout, after which the next invocation starts cold', async () => {
    const source = `let count = 0;
      const hang = () => new Promise(() => setInterval(() => {}, 1000));
      export const handler = async ({ hangs }) => { count += 1; if (hangs) await hang(); return count; };`;
    const arn = register('timeout', source, 1);
    await host.invoke(arn, {});
    const { payload } = await host.invoke(arn, { hangs: true });
    expect(payload).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Task timed out after 1.00 seconds$/),
    });
    expect((await host.invoke(arn, {})).payload).toBe(1);
  });

  it('a machine that fails in the middle', async () => {
    const arn = register('crash', 'export const handler = () => new Promise(() => setInterval(() => {}, 1000));');
    const outcome = host.invoke(arn, {});
    await world.clock.sleep(300);
    host.crash(arn);
    expect((await outcome).payload).toMatchObject({ errorMessage: expect.stringContaining('signal: killed') });
  });
});
