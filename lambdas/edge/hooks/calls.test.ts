import type { AskHook } from '../../../lib/domain/hook';
import { document, EPOCH, HERE, inputFor, LOST, RUN_ID } from '../../../test/fixtures';
import { admitted, answering, hookWorld, pointWorld } from '../../../test/hook-world';
import { createHandler } from '../../steps/before-traffic/handler';
import { beforeTraffic } from '../../steps/before-traffic/step';
import { hookCalls, hookClientSettings } from './calls';

const act: AskHook = { kind: 'hook', point: 'fence', function: 'migrate', looks: 3 };
const step = { name: 'FenceRegion' };
const input = inputFor(beforeTraffic, { document: { ...document, admitRun: admitted } });

const failing = (name: string, httpStatusCode?: number) =>
  Object.assign(new Error('because'), { name, $metadata: { httpStatusCode } });

/** What is written down of one answer. */
async function answered(answer: object | Error) {
  const world = hookWorld();
  world.answers.push(answer);
  await hookCalls(world.clients, world.edge).perform(act, input, { step });
  const [record] = world.records;
  return record && { status: record.data.status, because: record.because };
}

test('a hook is told who asks, where in the run, and how often', async () => {
  const world = hookWorld();
  await hookCalls(world.clients, world.edge).perform(act, input, { step, fencedRegion: LOST });
  expect(world.asked).toEqual([
    {
      function: 'migrate',
      input: {
        plan: 'orders',
        verb: 'failover',
        point: 'fence',
        region: HERE,
        runId: RUN_ID,
        epoch: EPOCH,
        reason: 'us-east-1 is unreachable',
        fencedRegion: LOST,
        looks: 3,
      },
    },
  ]);
  expect(world.records).toMatchObject([
    { kind: 'answered', step: 'FenceRegion', runId: RUN_ID, epoch: EPOCH, because: 'it is so', data: { act } },
  ]);
});

test('a run that was never admitted has no reason to tell', async () => {
  const world = hookWorld();
  await hookCalls(world.clients, world.edge).perform(act, inputFor(beforeTraffic), { step });
  expect(world.asked[0]?.input).not.toHaveProperty('fencedRegion');
  expect(world.asked[0]?.input.reason).toBe('');
});

test.each(['pending', 'done', 'refused'])('the answer %s is written down as it is', async (status) => {
  expect(await answered(answering({ status, because: 'because' }))).toEqual({ status, because: 'because' });
});

const EXPECTED = '; expected {"status": "pending", "done" or "refused", "because": one sentence of 1–1000 characters}';

test.each<[string, object | Error, string]>([
  ['no JSON', answering('<html>'), `it answered <html>${EXPECTED}`],
  ['nothing', {}, `it answered nothing${EXPECTED}`],
  ['null', answering('null'), `it answered null${EXPECTED}`],
  ['another status', answering({ status: 'ok', because: 'x' }), `it answered {"status":"ok","because":"x"}${EXPECTED}`],
  ['no reason', answering({ status: 'done', because: '' }), `it answered {"status":"done","because":""}${EXPECTED}`],
  [
    'another key',
    answering({ status: 'done', because: 'x', more: 1 }),
    `it answered {"status":"done","because":"x","more":1}${EXPECTED}`,
  ],
  [
    'an error of the function',
    answering({ errorType: 'TypeError', errorMessage: 'x is\nnot y' }, { FunctionError: 'Unhandled' }),
    'it ended in an error (Unhandled): TypeError: x is not y',
  ],
  [
    'an error that tells a secret',
    answering({ errorType: 'Error', errorMessage: 'no route to pg://app:hunter2@db' }, { FunctionError: 'Unhandled' }),
    'it ended in an error (Unhandled): Error: no route to pg://***@db',
  ],
  [
    'a long error',
    answering({ errorType: 'Error', errorMessage: 'x'.repeat(1000) }, { FunctionError: 'Unhandled' }),
    `it ended in an error (Unhandled): Error: ${'x'.repeat(199)}…`,
  ],
  [
    'an error in another form that tells a secret',
    answering('{"token": "hunter2"}', { FunctionError: 'Unhandled' }),
    'it ended in an error (Unhandled): {"token": ***}',
  ],
  ['a secret', answering('{"password": "hunter2"}'), `it answered {"password": ***}${EXPECTED}`],
  [
    'an error without a type',
    answering({ errorMessage: 'Task timed out after 3.00 seconds' }, { FunctionError: 'Unhandled' }),
    'it ended in an error (Unhandled): Task timed out after 3.00 seconds',
  ],
  [
    'an error that looks like an answer',
    answering({ status: 'done', because: 'x' }, { FunctionError: 'Handled' }),
    'it ended in an error (Handled): {"status":"done","because":"x"}',
  ],
  [
    'a denied call',
    failing('AccessDeniedException', 403),
    'lambda:InvokeFunction of migrate failed: AccessDeniedException, because',
  ],
  [
    'a missing function',
    failing('ResourceNotFoundException', 404),
    'lambda:InvokeFunction of migrate failed: ResourceNotFoundException, because',
  ],
  [
    'a throttled call',
    failing('TooManyRequestsException', 429),
    'lambda:InvokeFunction of migrate failed: TooManyRequestsException, because',
  ],
  [
    'a call that takes too long',
    failing('TimeoutError'),
    'lambda:InvokeFunction of migrate failed: TimeoutError, because',
  ],
])('%s is no answer that counts', async (_, answer, because) => {
  expect(await answered(answer)).toEqual({ status: 'failed', because });
});

test('a fault of this program is thrown, and not taken for an answer', async () => {
  await expect(answered(new TypeError('undefined is no function'))).rejects.toThrow('undefined is no function');
});

test('what a hook says is one line of harmless text', async () => {
  const said = await answered(answering({ status: 'done', because: 'a\u001b[31m\r\nb' }));
  expect(said?.because).toBe('a [31m b');
});

test('a call ends well before the step does', () => {
  const { requestHandler } = hookClientSettings(HERE);
  const { connectionTimeout, requestTimeout, throwOnRequestTimeout } = requestHandler;
  // Nothing new begins in the second half.
  expect(connectionTimeout + requestTimeout).toBeLessThan((beforeTraffic.timeoutSeconds * 1000) / 2);
  expect(throwOnRequestTimeout).toBe(true);
});

describe('a step at a point of hooks', () => {
  const world = () => pointWorld('beforeTraffic');
  const pending = answering({ status: 'pending', because: 'half done' });

  test('waits while a hook is pending', async () => {
    const one = world();
    one.answers.push(pending);
    expect(await createHandler(one.clients, one.edge)(one.event)).toMatchObject({
      status: 'pending',
      lookAgainSeconds: 5,
      because: 'the hook hook-of-beforeTraffic is not done yet: half done',
    });
  });

  test('goes on where it was after each invocation', async () => {
    const one = world();
    one.answers.push(pending, pending);
    const handler = createHandler(one.clients, one.edge);
    let record = await handler(one.event);
    for (let visits = 0; record.status === 'pending' && visits < 5; visits++) {
      one.now += record.lookAgainSeconds * 1000;
      record = await handler({ ...one.event, beforeTraffic: record });
    }
    expect(record.status).toBe('done');
    expect(one.asked.map(({ input: { looks } }) => looks)).toEqual([1, 2, 3]);
    expect((one.now - Date.parse(document.run.startedAt)) / 1000).toBe(15);
  });

  test('asks nobody once another run has taken over', async () => {
    const one = world();
    one.owns = false;
    await expect(createHandler(one.clients, one.edge)(one.event)).rejects.toThrow('no longer owns epoch');
    expect(one.asked).toEqual([]);
  });

  test('fails when an answer cannot be written down: it would ask without a pause', async () => {
    const one = world();
    one.evidenceIsAway = true;
    await expect(createHandler(one.clients, one.edge)(one.event)).rejects.toThrow('table is away');
    expect(one.asked).toHaveLength(1);
  });

  test('refuses when a hook does', async () => {
    const one = world();
    one.answers.push(answering({ status: 'refused', because: 'a freeze' }));
    await expect(createHandler(one.clients, one.edge)(one.event)).rejects.toThrow('refused beforeTraffic: a freeze');
  });
});
