import { chained, type EvidenceEntry, type EvidenceRecord } from '../lib/domain/evidence';
import type { EvidenceArchive } from '../lib/domain/evidence-archive';
import type { Lock } from '../lib/domain/lock';
import { type Attribute, attributesOf, type Item, lockFrom } from '../lib/domain/table-items';
import { EPOCH, NOW, RUN_ID } from './fixtures';
import { awsError } from './standby';

/** The lock of a run that has died with it. */
export const heldByTheDead: Lock = {
  owner: RUN_ID,
  verb: 'failover',
  state: 'held',
  epoch: EPOCH,
  version: 7,
  since: NOW,
  quietAt: NOW,
};

export const recordOf = (kind: EvidenceRecord['kind'], step: string, data = {}): EvidenceEntry => ({
  at: NOW,
  runId: RUN_ID,
  epoch: EPOCH,
  kind,
  step,
  because: `${kind} ${step}`,
  data,
});

/** What of the world does not work. */
export type Away = 'query' | 'put' | 'archive' | 'topic' | 'lock';

interface DeadRun {
  /** @default held by it */
  readonly lock?: Lock | undefined;
  /** Of the execution; `forgotten` when Step Functions knows it no longer, `unreadable` when it does not say. */
  readonly status?: string;
  readonly records?: readonly EvidenceEntry[];
  readonly away?: readonly Away[];
}

interface Command {
  readonly constructor: { readonly name: string };
  // biome-ignore lint/suspicious/noExplicitAny: the input of any command
  readonly input: any;
}

/** A Region whose run has died: its lock, its records, what was archived and who was told. What is `away` fails. */
export function deadRun(given: DeadRun = {}) {
  const { lock, status, records, away } = {
    ...{ lock: heldByTheDead, status: 'ABORTED', records: [recordOf('admitted', 'AdmitRun')], away: [] as Away[] },
    ...given,
  };
  const world = {
    now: Date.parse(NOW) + 200_000,
    lock: lock as Lock | undefined,
    records: [] as EvidenceRecord[],
    archives: [] as { key: string; archive: EvidenceArchive }[],
    messages: [] as { topic: string; subject: string; message: string }[],
    /** What happened, in order. */
    done: [] as string[],
    log: [] as unknown[],
    /** Called after each look at the execution. */
    meanwhile: () => {},
  };
  const failIf = (what: Away) => {
    if (away.includes(what)) throw awsError('InternalServerError', 500);
  };
  for (const entry of records) world.records.push(chained(world.records.at(-1), entry));

  const operations: Record<string, (input: Command['input']) => unknown> = {
    GetItemCommand: () => (world.lock ? { Item: attributesOf(world.lock) } : {}),
    UpdateItemCommand: (input) => {
      failIf('lock');
      world.lock = updated(world.lock, input.ExpressionAttributeValues);
      world.done.push('free');
    },
    QueryCommand: ({ Limit }) => {
      failIf('query');
      const found = Limit === 1 ? world.records.slice(-1) : world.records;
      return { Items: found.map((record) => ({ record: { S: JSON.stringify(record) } })) };
    },
    PutItemCommand: ({ Item: item }) => {
      failIf('put');
      const record: EvidenceRecord = JSON.parse(item.record.S);
      if (world.records.some(({ seq }) => seq === record.seq)) throw awsError('ConditionalCheckFailedException', 400);
      world.records.push(record);
      world.done.push(record.kind);
    },
    PutObjectCommand: ({ Bucket, Key, Body }) => {
      failIf('archive');
      world.archives.push({ key: `${Bucket}/${Key}`, archive: JSON.parse(Body) });
      world.done.push('archive');
      return {};
    },
    PublishCommand: ({ TopicArn, Subject, Message }) => {
      failIf('topic');
      world.messages.push({ topic: TopicArn, subject: Subject, message: Message });
      world.done.push('tell');
      return {};
    },
    DescribeExecutionCommand: () => {
      if (status === 'forgotten') throw awsError('ExecutionDoesNotExist', 400);
      if (status === 'unreadable') throw awsError('ThrottlingException', 400);
      const answer = { status, startDate: new Date(Date.parse(NOW) - 5000) };
      world.meanwhile();
      return answer;
    },
  };
  const client = {
    async send(command: Command) {
      const operation = operations[command.constructor.name];
      if (!operation) throw new Error(`the fake has no ${command.constructor.name}`);
      return operation(command.input);
    },
  };
  const clients = {
    ...{ dynamo: client, states: client, s3: client, sns: client },
    clock: { now: () => world.now, sleep: async () => {} },
    log: (line: unknown) => void world.log.push(line),
  };
  return { world, clients };
}

/** The lock item after its conditional update. @throws as DynamoDB does when the condition does not hold */
function updated(lock: Lock | undefined, values: Item): Lock {
  const item: Record<string, Attribute> = lock ? attributesOf(lock) : {};
  const holds =
    ['owner', 'epoch', 'version'].every((name) => {
      const wanted = values[`:${name}`];
      return wanted === undefined || JSON.stringify(wanted) === JSON.stringify(item[name]);
    }) && item.state?.S !== 'free';
  if (!lock || !holds) throw awsError('ConditionalCheckFailedException', 400);
  for (const [name, value] of Object.entries(values)) if (name.startsWith(':new_')) item[name.slice(5)] = value;
  return lockFrom({ ...item, version: { N: String(lock.version + 1) } });
}
