/** How Lambda reads the stream of a table: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
import { createStreams, type StreamRecord } from '../../lib/rehearsal/aws/dynamodb/streams';
import { createEventSourceMappings } from '../../lib/rehearsal/aws/event-source-mappings';
import type { Mapping } from '../../lib/rehearsal/aws/event-source-mappings/mapping';
import { createIamDecider } from '../../lib/rehearsal/aws/iam';
import { createQueues } from '../../lib/rehearsal/aws/queues';
import { lambdaEventSourceMapping } from '../../lib/rehearsal/aws/resources/lambda-event-source-mapping';
import { AwsError } from '../../lib/rehearsal/aws/service';
import { manualClock, unscaled } from './manual-clock';

const TABLE = 'arn:aws:dynamodb:us-west-2:111122223333:table/runs';
const FUNCTION = 'arn:aws:lambda:us-west-2:111122223333:function:tell';
const QUEUE = 'arn:aws:sqs:us-west-2:111122223333:dead-letters';
const ROLE = 'arn:aws:iam::111122223333:role/tell';
const READING = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map((name) => `dynamodb:${name}`);

type Answer = (sequence: readonly number[]) => unknown;

/** A table with a stream, and a function that is given its records. */
function world({ actions = [...READING, 'sqs:SendMessage'], view = 'NEW_IMAGE' as const } = {}) {
  const clock = manualClock();
  const pace = unscaled(clock);
  const iam = createIamDecider();
  iam.attach(ROLE, [{ Effect: 'Allow', Action: actions, Resource: '*' }]);
  const queues = createQueues();
  queues.create(QUEUE);
  const streams = createStreams(clock);
  const streamArn = streams.open(TABLE, view);
  const cut = new Set<string>();
  const given: number[][] = [];
  const events: { Records: StreamRecord[] }[] = [];
  let answer: Answer = () => undefined;
  const lambdas = {
    invoke: async (arn: string, event: unknown) => {
      expect(arn).toBe(FUNCTION);
      const { Records } = event as { Records: StreamRecord[] };
      events.push({ Records });
      const numbers = Records.map(({ dynamodb }) => Number(dynamodb.NewImage?.n?.N));
      given.push(numbers);
      return { payload: null, executedVersion: '$LATEST', ...(answer(numbers) as object) };
    },
  };
  const network = { isCut: (region: string) => cut.has(region) };
  const mappings = createEventSourceMappings({ pace, lambdas, network, iam, queues, streams });
  const write = (...numbers: number[]) => {
    for (const n of numbers) {
      const keys = { pk: { S: n < 0 ? 'lock#orders' : 'run#1' }, sk: { S: String(n) } };
      streams.changed(TABLE, { keys, after: { ...keys, n: { N: String(n) } } });
    }
  };
  const map = (more: Partial<Mapping> = {}) =>
    mappings.create({
      ...{ functionArn: FUNCTION, roleArn: ROLE, streamArn, startingPosition: 'TRIM_HORIZON', filters: [] },
      ...{ batchSize: 4, batchingWindowSeconds: 1, reportsFailures: true, bisects: true, onFailureArn: QUEUE },
      ...more,
    });
  return {
    ...{ clock, given, events, map, mappings, streams, write, cut, streamArn, iam },
    answers: (next: Answer) => {
      answer = next;
    },
    letters: () => queues.messages(QUEUE).map(({ body }) => JSON.parse(body)),
    sequenceOf: (n: number) =>
      events.flatMap(({ Records }) => Records).find(({ dynamodb }) => dynamodb.NewImage?.n?.N === String(n))?.dynamodb
        .SequenceNumber ?? '',
  };
}

const SECOND = 1000;
const FAILED = { functionError: 'Unhandled', payload: { errorType: 'Error', errorMessage: 'no' } };

test('records are gathered for as long as the window, and a full batch does not wait', async () => {
  const { clock, map, write, given } = world();
  map();
  write(1, 2);
  await clock.pass(900);
  expect(given).toEqual([]);
  await clock.pass(200);
  write(3, 4, 5, 6, 7);
  await clock.pass(0);
  await clock.pass(2 * SECOND);
  expect(given).toEqual([[1, 2], [3, 4, 5, 6], [7]]);
});

test('a record is as Lambda hands it over', async () => {
  const { clock, map, write, events, streamArn } = world();
  map();
  write(1);
  await clock.pass(2 * SECOND);
  expect(streamArn).toBe(`${TABLE}/stream/2026-11-21T10:00:00.000`);
  expect(events[0]?.Records).toEqual([
    {
      eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventName: 'INSERT',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-west-2',
      dynamodb: {
        ApproximateCreationDateTime: Date.parse('2026-11-21T10:00:00.000Z') / 1000,
        Keys: { pk: { S: 'run#1' }, sk: { S: '1' } },
        NewImage: { pk: { S: 'run#1' }, sk: { S: '1' }, n: { N: '1' } },
        SequenceNumber: expect.stringMatching(/^\d{21}$/),
        StreamViewType: 'NEW_IMAGE',
      },
      eventSourceARN: streamArn,
    },
  ]);
});

test.each([
  ['TRIM_HORIZON', [[1, 2]]],
  ['LATEST', [[2]]],
] as const)('a mapping from %s begins there', async (startingPosition, expected) => {
  const { clock, map, write, given } = world();
  write(1);
  map({ startingPosition });
  write(2);
  await clock.pass(2 * SECOND);
  expect(given).toEqual(expected);
});

test('what matches no filter invokes nothing, and does not fill a batch', async () => {
  const { clock, map, write, given } = world();
  map({ filters: [{ dynamodb: { Keys: { pk: { S: [{ prefix: 'run#' }] } } } }] });
  write(-1, -2, -3, -4, -5);
  await clock.pass(10 * SECOND);
  expect(given).toEqual([]);
  write(1, -6);
  await clock.pass(2 * SECOND);
  expect(given).toEqual([[1]]);
});

test('a batch that failed is given again, and what comes after it waits', async () => {
  const { clock, map, write, given, answers } = world();
  map({ bisects: false });
  answers(() => (given.length < 3 ? FAILED : {}));
  write(1, 2);
  await clock.pass(1100);
  write(3);
  await clock.pass(60 * SECOND);
  expect(given).toEqual([[1, 2], [1, 2], [1, 2], [3]]);
});

test('one that failed is halved until what breaks it stands alone, and halving uses up no retry', async () => {
  const { clock, map, write, given, answers, letters, sequenceOf } = world();
  map({ retryAttemptsMax: 1 });
  answers((numbers) => (numbers.includes(3) ? FAILED : {}));
  write(1, 2, 3, 4);
  await clock.pass(600 * SECOND);
  expect(given).toEqual([[1, 2, 3, 4], [1, 2], [3, 4], [3], [3], [4]]);
  expect(letters()).toMatchObject([
    {
      requestContext: { functionArn: FUNCTION, condition: 'RetryAttemptsExhausted', approximateInvokeCount: 4 },
      responseContext: { functionError: 'Unhandled' },
      DDBStreamBatchInfo: {
        batchSize: 1,
        startSequenceNumber: sequenceOf(3),
        endSequenceNumber: sequenceOf(3),
        approximateArrivalOfFirstRecord: '2026-11-21T10:00:00Z',
      },
    },
  ]);
});

test('what the function says it has not done is given again, from the first of it on', async () => {
  const { clock, map, write, given, answers, sequenceOf } = world();
  map();
  const failing = (...numbers: number[]) => ({
    payload: { batchItemFailures: numbers.map((n) => ({ itemIdentifier: sequenceOf(n) })) },
  });
  answers(() => (given.length === 1 ? failing(4, 2) : {}));
  write(1, 2, 3, 4);
  await clock.pass(60 * SECOND);
  expect(given).toEqual([
    [1, 2, 3, 4],
    [2, 3, 4],
  ]);
});

test.each([
  ['names a record that was not in it', true, [{ itemIdentifier: '17' }], 2],
  ['names no record', true, [], 1],
  ['is not asked for', false, [{ itemIdentifier: '17' }], 1],
])('an answer that %s', async (_, reportsFailures, batchItemFailures, times) => {
  const { clock, map, write, given, answers } = world();
  map({ reportsFailures, bisects: false, retryAttemptsMax: 1 });
  answers(() => ({ payload: { batchItemFailures } }));
  write(1, 2);
  await clock.pass(600 * SECOND);
  expect(given).toEqual(Array.from({ length: times }, () => [1, 2]));
});

test('a record that gets too old is given up and told, and those after it are not held up any longer', async () => {
  const { clock, map, write, given, answers, letters, mappings } = world();
  map({ bisects: false, recordAgeSecondsMax: 60 });
  answers((numbers) => (numbers.includes(1) ? FAILED : {}));
  write(1);
  await clock.pass(30 * SECOND);
  write(2);
  await clock.pass(90 * SECOND);
  expect(given.at(-1)).toEqual([2]);
  expect(mappings.discarded).toHaveLength(1);
  expect(letters()).toMatchObject([{ requestContext: { condition: 'RecordAgeExceeded' } }]);
  expect(letters()[0]?.DDBStreamBatchInfo.batchSize).toBe(1);
});

test('nothing is read while its Region is cut, and throttling uses up no retry', async () => {
  const { clock, map, write, given, answers, cut } = world();
  map({ retryAttemptsMax: 0 });
  cut.add('us-west-2');
  write(1);
  await clock.pass(300 * SECOND);
  expect(given).toEqual([]);
  cut.clear();
  answers(() => {
    if (given.length < 3) throw new AwsError('TooManyRequestsException', 'Rate Exceeded.');
    return {};
  });
  await clock.pass(300 * SECOND);
  expect(given).toEqual([[1], [1], [1]]);
});

test.each(READING)('a role that may not %s cannot have a mapping', (missing) => {
  const { map } = world({ actions: READING.filter((action) => action !== missing) });
  expect(() => map()).toThrow('Please ensure the role can perform the GetRecords');
});

test('a role that loses its rights reads nothing', async () => {
  const { clock, map, write, given, iam } = world();
  map();
  iam.attach(ROLE, [{ Effect: 'Deny', Action: 'dynamodb:GetRecords', Resource: '*' }]);
  write(1);
  await clock.pass(60 * SECOND);
  expect(given).toEqual([]);
});

test('the queue is told nothing by a role that may not write to it', async () => {
  const { clock, map, write, answers, letters, mappings } = world({ actions: READING });
  map({ retryAttemptsMax: 0 });
  answers(() => FAILED);
  write(1);
  await clock.pass(60 * SECOND);
  expect([mappings.discarded.length, letters()]).toEqual([1, []]);
});

test('a mapping that was removed, and a world that was closed, give nothing more', async () => {
  const { clock, map, write, given, mappings } = world();
  const end = map();
  write(1);
  end();
  await clock.pass(60 * SECOND);
  map({ startingPosition: 'LATEST' });
  write(2);
  mappings.close();
  await clock.pass(60 * SECOND);
  expect(given).toEqual([]);
});

describe('a mapping in a template', () => {
  const properties = { EventSourceArn: `${TABLE}/stream/1`, FunctionName: 'tell', StartingPosition: 'LATEST' };
  const problemsOf = (more: object) =>
    lambdaEventSourceMapping.properties
      .safeParse({ ...properties, ...more })
      .error?.issues.map(({ message }) => message);

  test.each([
    [
      'a stream of Kinesis',
      { EventSourceArn: 'arn:aws:kinesis:us-west-2:1:stream/runs' },
      'only the stream of a table',
    ],
    ['a moment to begin at', { StartingPosition: 'AT_TIMESTAMP' }, 'allowed is TRIM_HORIZON or LATEST'],
    [
      'a topic that is told of failures',
      { DestinationConfig: { OnFailure: { Destination: 'arn:aws:sns:us-west-2:1:topic' } } },
      'only a queue',
    ],
  ])('refuses %s, which is not rehearsed', (_, more, problem) => {
    expect(problemsOf({})).toBeUndefined();
    expect(problemsOf(more)).toEqual([expect.stringContaining(problem)]);
  });

  test('refuses a filter on anything but the key dynamodb, which AWS does not promise to read', () => {
    const FilterCriteria = { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] };
    const request = {
      properties: lambdaEventSourceMapping.properties.parse({ ...properties, FilterCriteria }),
      stack: { region: 'us-west-2', account: '111122223333' },
      services: { registry: { functionRoles: new Map() }, eventSourceMappings: { create: () => {} } },
      logicalId: 'Records',
    };
    expect(() => lambdaEventSourceMapping.create(request as never)).toThrow('the filter on eventName is not rehearsed');
  });
});
