import { GetItemCommand, PutItemCommand, type QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { EvidenceRecord } from '../lib/domain/evidence';
import { type Item, recordKey } from '../lib/domain/table-items';
import { awsError } from './standby';

type Command = GetItemCommand | PutItemCommand | QueryCommand | UpdateItemCommand;
/** What of a write its condition and its changes are made of. */
interface Write {
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: unknown;
}

/** A DynamoDB table in memory: a write takes place only where its condition holds. */
export function smallTable(items: readonly Item[] = []) {
  const kept = new Map<string, Item>();
  const idOf = ({ pk, sk }: Item) => `${pk?.S} ${sk?.S}`;
  const keep = (item: Item) => void kept.set(idOf(item), item);
  items.forEach(keep);

  const write = (key: Item, input: Write, next: (before: Item) => Item) => {
    const before = kept.get(idOf(key));
    if (!holds(before, input)) throw awsError('ConditionalCheckFailedException', 400);
    keep(next(before ?? key));
    return {};
  };
  const recordsOf = (partition: string | undefined) =>
    [...kept.values()].filter(({ pk }) => pk?.S === partition).sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));

  const answer = (command: Command) => {
    if (command instanceof GetItemCommand) return { Item: kept.get(idOf(command.input.Key as Item)) };
    if (command instanceof PutItemCommand) {
      const item = command.input.Item as Item;
      return write(item, command.input, () => item);
    }
    if (command instanceof UpdateItemCommand) {
      return write(command.input.Key as Item, command.input, (before) => changed(before, command.input));
    }
    const { ExpressionAttributeValues: values, ScanIndexForward = true, Limit } = command.input;
    const found = recordsOf(values?.[':pk']?.S);
    return { Items: (ScanIndexForward ? found : found.reverse()).slice(0, Limit) };
  };

  return {
    keep,
    item: (key: Item) => kept.get(idOf(key)),
    /** The evidence of a run, oldest first. */
    evidence: (runId: string): EvidenceRecord[] =>
      recordsOf(recordKey({ runId, seq: 1 }).pk.S).map(({ record }) => JSON.parse(record?.S ?? '')),
    /** Calls it was sent, such as `GetItem`. */
    sent: [] as string[],
    /** Called before each command is carried out. */
    meanwhile: (_command: Command): void => {},
    async send(command: Command) {
      this.sent.push(command.constructor.name.replace('Command', ''));
      this.meanwhile(command);
      return answer(command);
    },
  };
}

const valuesOf = ({ ExpressionAttributeValues: values }: Write) => (values ?? {}) as Item;

/** @throws on a condition that it does not understand */
function holds(item: Item | undefined, write: Write): boolean {
  const attribute = (name = '') => item?.[write.ExpressionAttributeNames?.[name] ?? name];
  const clauses = write.ConditionExpression?.split(' AND ') ?? [];
  return clauses.every((clause) => {
    const absent = /^attribute_not_exists\((\S+)\)$/.exec(clause);
    if (absent) return attribute(absent[1]) === undefined;
    const [, name, operator, value = ''] = /^(\S+) (=|<>) (:\w+)$/.exec(clause) ?? [];
    if (operator === undefined) throw new Error(`the table does not understand ${clause}`);
    const isSame = JSON.stringify(attribute(name)) === JSON.stringify(valuesOf(write)[value]);
    return isSame === (operator === '=');
  });
}

/** The item after `SET #a = :b, … ADD #n :one`. */
function changed(item: Item, write: Write & { readonly UpdateExpression?: string | undefined }): Item {
  const [sets = '', added = ''] = (write.UpdateExpression ?? '').replace(/^SET /, '').split(' ADD ');
  const nameOf = (name = '') => write.ExpressionAttributeNames?.[name] ?? name;
  const pairs = sets.split(', ').map((set) => set.split(' = '));
  const set = Object.fromEntries(pairs.map(([name, value = '']) => [nameOf(name), valuesOf(write)[value] ?? {}]));
  const [name, by = ''] = added.split(' ');
  const sum = Number(item[nameOf(name)]?.N ?? 0) + Number(valuesOf(write)[by]?.N);
  return { ...item, ...set, [nameOf(name)]: { N: String(sum) } };
}
