/** The part of dynalite 4.0.0 that is used; the package has no types of its own. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  export interface DynaliteOptions {
    /** How long tables stay in CREATING, UPDATING and DELETING, milliseconds. */
    readonly createTableMs: number;
    readonly updateTableMs: number;
    readonly deleteTableMs: number;
  }

  export default function dynalite(options: DynaliteOptions): Server;
}

/** Dynalite's rules, which need no server: each refusal is an error to throw, or a sentence. */
declare module 'dynalite/db/index.js' {
  import type { AttributeValue, CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
  import type { Condition, Updates } from 'dynalite/validations/index.js';

  type Item = Record<string, AttributeValue>;
  type Table = Pick<CreateTableCommandInput, 'AttributeDefinitions' | 'KeySchema'>;

  /** Whether the item has the table's keys, of their types and sizes. */
  export function validateItem(item: Item, table: Table): Error | null | undefined;
  /** Whether the key is a whole key of the table, and nothing else. */
  export function validateKey(key: Item, table: Table): Error | null | undefined;
  /** Whether the update leaves the key alone. */
  export function validateUpdates(legacy: undefined, updates: Updates | undefined, table: Table): Error | undefined;
  export function matchesExprFilter(item: Item, expression: Condition): boolean;
  /** A key's value as text that sorts as DynamoDB sorts. */
  export function toRangeStr(value: AttributeValue): string;
}

declare module 'dynalite/validations/index.js' {
  import type { AttributeValue } from '@aws-sdk/client-dynamodb';

  /** A document path; `a.b[1]` is `['a', 'b', 1]`. */
  type Path = readonly (string | number)[];
  /** A path, a value of the request (the very object), or a function. */
  type Operand = Path | AttributeValue | Condition;

  export interface Condition {
    /** `and`, `or`, `not`, `=`, `<>`, `<`, `<=`, `>`, `>=`, `in`, `between` or `function` */
    readonly type: string;
    /** Of a function. */
    readonly name?: string;
    readonly args: readonly Operand[];
  }

  export interface Section {
    readonly type: 'set' | 'add' | 'remove' | 'delete';
    readonly path: Path;
    readonly val?: Operand;
    /** Type of the value, where the expression tells it. */
    readonly attrType?: string;
  }

  export interface Updates {
    readonly sections: readonly Section[];
  }

  export interface ExpressionMembers {
    UpdateExpression?: string | undefined;
    ConditionExpression?: string | undefined;
    KeyConditionExpression?: string | undefined;
    ExpressionAttributeNames?: Record<string, string> | undefined;
    ExpressionAttributeValues?: Record<string, AttributeValue> | undefined;
  }

  export interface ParsedMembers {
    _updates?: Updates;
    _condition?: { readonly expression: Condition };
    _keyCondition?: { readonly expression: Condition };
  }

  /** Writes a number the way DynamoDB keeps it. @returns what is wrong with the value */
  export function validateAttributeValue(value: AttributeValue): string | undefined;
  /** @returns what is wrong with names or values where there is no expression that could use them */
  export function validateExpressionParams(
    members: ExpressionMembers,
    expressions: readonly (keyof ExpressionMembers)[],
    legacy: readonly string[],
  ): string | undefined;
  /** Parses into the members of `ParsedMembers`. @returns what is wrong with an expression, a name or a value */
  export function validateExpressions(members: ExpressionMembers & ParsedMembers): string | undefined;
}
