import type { NormalizedSchema } from '@smithy/core/schema';

/** What `NormalizedSchema.of` reads: a static schema, or a function that answers one. */
export type Schema = Parameters<typeof NormalizedSchema.of>[0];

/** Method, URI template and status of an operation in a REST protocol. */
export type HttpTrait = readonly [method: string, uri: string, status: number];

export interface OperationShape {
  readonly name: string;
  readonly input: Schema;
  readonly output: Schema;
  /** @default none: the protocol is not a REST protocol */
  readonly http: HttpTrait | undefined;
}

export interface ErrorShape {
  readonly name: string;
  readonly namespace: string;
  /** What it is called on the wire of an awsQuery service. */
  readonly code: string;
  readonly status: number;
  readonly schema: Schema;
  /** @default none: the service never spoke awsQuery */
  readonly queryCode: string | undefined;
}

/** Turns a shape into bytes and back, as the client's own protocol does. */
export interface Codec {
  createSerializer(): { write(schema: Schema, value: unknown): void; flush(): string | Uint8Array };
  createDeserializer(): { read(schema: Schema, bytes: string | Uint8Array): unknown };
}

/** The wire protocol that a client chose. */
export interface ClientProtocol {
  /** e.g. `aws.protocols#awsQuery` */
  getShapeId(): string;
  getPayloadCodec(): Codec;
  readonly options: { readonly xmlNamespace: string; readonly defaultNamespace: string };
}

/** What a `@aws-sdk/client-*` module tells about its service. */
export interface ClientSchemas {
  readonly protocol: ClientProtocol;
  readonly operations: ReadonlyMap<string, OperationShape>;
  /** By name and by code. */
  readonly errors: ReadonlyMap<string, ErrorShape>;
}

/** First element of a static schema. Source: StaticSchemaId* of @smithy/types, held by the contract test. */
const OPERATION = 9;
const ERROR = -3;

/** TimestampDateTimeSchema of @smithy/types: ISO 8601. In headers any other timestamp is an HTTP date. */
export const ISO_TIMESTAMPS = 5;

interface Traits {
  readonly http?: HttpTrait;
  readonly httpError?: number;
  readonly awsQueryError?: readonly [code: string, status: number];
}

type StaticSchema = readonly [kind: number, namespace: string, name: string, traits: Traits | number, ...Schema[]];

/** Reads the schemas that a client module exports beside its commands. @throws for a module that exports none */
export function schemasOf(client: object): ClientSchemas {
  const schemas = Object.entries(client).filter(([name, value]) => name.endsWith('$') && Array.isArray(value));
  const statics = schemas.map(([, schema]) => schema as StaticSchema);
  const operations = statics.filter(([kind]) => kind === OPERATION).map(operationShape);
  const errors = statics.filter(([kind]) => kind === ERROR).map(errorShape);
  if (operations.length === 0) {
    throw new Error(
      `the client exports no operation schemas (got ${Object.keys(client).length} exports): pin it again`,
    );
  }
  return {
    protocol: protocolOf(client),
    operations: new Map(operations.map((shape) => [shape.name, shape])),
    errors: new Map(errors.flatMap((shape) => [[shape.code, shape] as const, [shape.name, shape] as const])),
  };
}

function operationShape([, , name, traits, input, output]: StaticSchema): OperationShape {
  return { name, input: input ?? 'unit', output: output ?? 'unit', http: traitsOf(traits).http };
}

function errorShape(schema: StaticSchema): ErrorShape {
  const [, namespace, name, traits] = schema;
  const { httpError, awsQueryError } = traitsOf(traits);
  const status = httpError ?? awsQueryError?.[1] ?? 400;
  const queryCode = awsQueryError?.[0];
  return { name, namespace, code: queryCode ?? name, status, schema: schema as unknown as Schema, queryCode };
}

/** Traits without a value are packed into a number; none of them matters here. */
const traitsOf = (traits: Traits | number): Traits => (typeof traits === 'number' ? {} : traits);

type Constructor = new (settings: object) => { config: { protocol: ClientProtocol } };

/** A client knows its protocol only once it is made; this one never sends anything. */
function protocolOf(client: object): ClientProtocol {
  const found = Object.entries(client).find(
    ([name, value]) => /^[A-Z]\w*Client$/.test(name) && typeof value?.prototype?.send === 'function',
  );
  if (!found) throw new Error('the module exports no client: pass an imported @aws-sdk/client-* module');
  const Client = found[1] as Constructor;
  const credentials = { accessKeyId: 'none', secretAccessKey: 'none' };
  return new Client({ region: 'us-east-1', credentials }).config.protocol;
}
