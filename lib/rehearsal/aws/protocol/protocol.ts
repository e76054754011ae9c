import type { AwsError, RawRequest, RawResponse } from '../service';
import { awsJson } from './aws-json';
import { awsQuery } from './aws-query';
import { restJson } from './rest-json';
import { restXml } from './rest-xml';
import { type ClientSchemas, schemasOf } from './schemas';

/** One HTTP request, decoded and complete. */
export interface WireRequest extends RawRequest {
  readonly method: string;
  /** Still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
}

export interface Output {
  readonly operation: string;
  readonly output: unknown;
  readonly requestId: string;
}

/** How one service speaks: requests in, responses and errors out. */
export interface Protocol {
  /** Name of the operation, known to the client or not; undefined when the request names none. */
  operationOf(request: WireRequest): string | undefined;
  /** @throws for an operation the client does not know */
  inputOf(operation: string, request: WireRequest): Promise<unknown>;
  answer(output: Output): RawResponse;
  refusal(error: AwsError, requestId: string): RawResponse;
  /** What this protocol calls the errors that IAM and the signature cause. */
  readonly names: { readonly accessDenied: string; readonly unknownKey: string };
  /** HTTP status of what IAM denies. */
  readonly deniedStatus: 400 | 403;
}

const PROTOCOLS: Readonly<Record<string, (schemas: ClientSchemas) => Protocol>> = {
  'aws.protocols#awsQuery': awsQuery,
  'aws.protocols#restXml': restXml,
  'aws.protocols#restJson1': restJson,
  'aws.protocols#awsJson1_0': awsJson,
  'aws.protocols#awsJson1_1': awsJson,
};

/** The protocol that a client module speaks by default. @throws for one that is not spoken here */
export function protocolOf(client: object): Protocol {
  const schemas = schemasOf(client);
  const id = schemas.protocol.getShapeId();
  const make = PROTOCOLS[id];
  if (!make) throw new Error(`protocol ${id} is not spoken here: use one of ${Object.keys(PROTOCOLS).join(', ')}`);
  return make(schemas);
}
