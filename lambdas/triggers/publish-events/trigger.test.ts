import { PutEventsCommand, type PutEventsCommandInput } from '@aws-sdk/client-eventbridge';
import { chained, type EvidenceEntry, type EvidenceRecord } from '../../../lib/domain/evidence';
import { namesOf } from '../../../lib/domain/names';
import { recordKey } from '../../../lib/domain/table-items';
import { EPOCH, HERE, NOW, plan, RUN_ID } from '../../../test/fixtures';
import { decide } from './decide';
import { createHandler } from './handler';

const place = { plan, region: HERE, names: namesOf(plan, HERE) };
const entry: EvidenceEntry = {
  ...{ at: NOW, runId: RUN_ID, epoch: EPOCH, kind: 'decided', step: 'ConfirmOutage' },
  ...{ because: 'us-east-1 is down', data: {} },
};
const records = Array.from({ length: 4 }).reduce<EvidenceRecord[]>((all) => [...all, chained(all.at(-1), entry)], []);
const [first] = records as [EvidenceRecord];

/** As Lambda hands over what was written to the table. */
const streamed = (record: object, { eventName = 'INSERT', key = first }: { eventName?: string; key?: object } = {}) => {
  const { runId = RUN_ID, seq = 1 } = { ...key, ...record } as EvidenceRecord;
  const Keys = recordKey({ ...(key as EvidenceRecord), seq });
  const NewImage = { ...Keys, record: { S: JSON.stringify(record) } };
  return { eventID: runId, eventName, dynamodb: { Keys, NewImage, SequenceNumber: String(100 + seq) } };
};

describe('PublishEvents decides', () => {
  test('to tell of a new record of a run', () => {
    expect(decide(streamed(first), place)).toMatchObject({
      kind: 'tell',
      event: { detailType: 'Understudy Step Done', detail: { run: RUN_ID, seq: 1, step: 'ConfirmOutage' } },
      because: 'Understudy Step Done: ConfirmOutage, record 1',
    });
  });

  test('to tell of a record with more in it, which a later release may write', () => {
    expect(decide(streamed({ ...first, more: 'x' }), place).kind).toBe('tell');
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, "not a record of the table's stream"],
    ['a record that was altered', streamed(first, { eventName: 'MODIFY' }), 'MODIFY is no new record'],
    ['a record that was removed', streamed(first, { eventName: 'REMOVE' }), 'REMOVE is no new record'],
    ['an item without a record', { ...streamed(first), dynamodb: { Keys: recordKey(first) } }, 'not a record of evid'],
    ['a record without its step', streamed({ ...first, step: undefined }), 'step: '],
    ['a record of an unknown kind', streamed({ ...first, kind: 'guessed' }), 'kind: '],
    [
      'a record among those of another run',
      streamed({ ...first, runId: `${RUN_ID}-2` }),
      'stands among those of another run',
    ],
    [
      'a run of another plan',
      streamed({ ...first, runId: 'x' }, { key: { ...first, runId: 'x' } }),
      'x is no run of orders',
    ],
  ])('to pass over %s', (_, given, because) => {
    expect(decide(given, place)).toEqual({ kind: 'ignore', because: expect.stringContaining(because) });
  });
});

/** A bus that takes all but some entries: their places in the call, and what it says of each. */
function busOf({ refused = {}, error }: { refused?: Readonly<Record<number, string>>; error?: Error } = {}) {
  const calls: PutEventsCommandInput[] = [];
  const log: object[] = [];
  const events = {
    send: async (command: unknown) => {
      expect(command).toBeInstanceOf(PutEventsCommand);
      const { input } = command as PutEventsCommand;
      calls.push(input);
      if (error) throw error;
      const Entries = input.Entries?.map((_, index) =>
        refused[index] ? { ErrorCode: refused[index], ErrorMessage: 'it says' } : { EventId: `${index}` },
      );
      return { FailedEntryCount: Object.keys(refused).length, Entries };
    },
  };
  const tell = createHandler({ events, log: (line) => void log.push(line) }, place);
  return { calls, log, tell: (...given: object[]) => tell({ Records: given }) };
}

describe('PublishEvents', () => {
  test('tells all records of a batch in one call, in their order', async () => {
    const { calls, tell, log } = busOf();
    expect(await tell(...records.map((record) => streamed(record)))).toEqual({ batchItemFailures: [] });
    expect(calls).toHaveLength(1);
    const entries = calls[0]?.Entries ?? [];
    expect(entries.map(({ Detail = '' }) => JSON.parse(Detail).seq)).toEqual([1, 2, 3, 4]);
    expect(entries[0]).toEqual({
      Source: 'understudy',
      DetailType: 'Understudy Step Done',
      Resources: [RUN_ID],
      Detail: expect.stringContaining('"because":"us-east-1 is down"'),
    });
    expect(log).toHaveLength(4);
  });

  test('asks for the rest of a batch again, from the first record that the bus did not take', async () => {
    const { tell, log } = busOf({ refused: { 1: 'ThrottlingException', 3: 'InternalFailure' } });
    const given = [streamed({ no: 'record' }), ...records.map((record) => streamed(record))];
    expect(await tell(...given)).toEqual({ batchItemFailures: [{ itemIdentifier: '102' }] });
    expect(log.at(-1)).toMatchObject({
      kind: 'again',
      because: expect.stringContaining('ThrottlingException it says'),
    });
  });

  test.each(['ThrottlingException', 'InternalFailure', 'InternalException'])('asks again after %s', async (code) => {
    const { tell } = busOf({ refused: { 2: code } });
    expect(await tell(...records.map((record) => streamed(record)))).toEqual({
      batchItemFailures: [{ itemIdentifier: '103' }],
    });
  });

  test.each([
    'AccessDeniedException',
    'InvalidAccountIdException',
    'InvalidArgument',
    'MalformedDetail',
    'NotAuthorizedForDetailTypeException',
    'NotAuthorizedForSourceException',
    'RedactionFailure',
    'a word that no page has',
  ])('leaves out what the bus refuses with %s, which holds nothing up behind it', async (code) => {
    const { tell, log } = busOf({ refused: { 1: code } });
    expect(await tell(...records.map((record) => streamed(record)))).toEqual({ batchItemFailures: [] });
    expect(log.slice(4)).toEqual([
      { trigger: 'PublishEvents', kind: 'left out', because: `the bus refuses record 2 of ${RUN_ID}: ${code} it says` },
    ]);
  });

  test('leaves out what is refused, and asks for what did not pass behind it', async () => {
    const { tell, log } = busOf({ refused: { 0: 'MalformedDetail', 2: 'ThrottlingException', 3: 'InvalidArgument' } });
    expect(await tell(...records.map((record) => streamed(record)))).toEqual({
      batchItemFailures: [{ itemIdentifier: '103' }],
    });
    // What stands behind it comes again, and is said then.
    expect(log.slice(4)).toMatchObject([{ kind: 'left out' }, { kind: 'again' }]);
  });

  test('asks for all of it again where the bus took not even the first', async () => {
    const { tell } = busOf({ refused: { 0: 'ThrottlingException' } });
    const given = records.map((record) => streamed(record));
    expect(await tell(...given)).toEqual({ batchItemFailures: [{ itemIdentifier: '101' }] });
  });

  test('holds an entry without an answer for one that was not taken', async () => {
    const events = { send: async () => ({ Entries: [{ EventId: '1' }] }) };
    const tell = createHandler({ events, log: () => {} }, place);
    expect(await tell({ Records: records.slice(0, 2).map((record) => streamed(record)) })).toEqual({
      batchItemFailures: [{ itemIdentifier: '102' }],
    });
  });

  test('calls nobody for a batch that says nothing, and passes over what it cannot understand', async () => {
    const { calls, tell, log } = busOf();
    expect(await tell(streamed({ no: 'record' }))).toEqual({ batchItemFailures: [] });
    expect(calls).toEqual([]);
    expect(log).toMatchObject([{ trigger: 'PublishEvents', kind: 'ignore' }]);
  });

  test('fails where the bus gives no answer, so that Lambda gives the batch again', async () => {
    const { tell } = busOf({ error: Object.assign(new Error('slow'), { name: 'TimeoutError' }) });
    await expect(tell(streamed(first))).rejects.toThrow('slow');
  });

  test('fails for what is no batch', async () => {
    await expect(createHandler({ events: { send: async () => ({}) }, log: () => {} }, place)({})).rejects.toThrow();
  });
});
