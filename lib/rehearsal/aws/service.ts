import type { Principal } from '../world/identities';

/** One signed request, once it is known who sent it where. */
export interface Call {
  readonly principal: Principal;
  /** The Region the request was signed for. */
  readonly region: string;
  readonly operation: string;
  readonly requestId: string;
}

// biome-ignore lint/suspicious/noExplicitAny: bytes enter here; each service narrows with the client's own input type
export type Operations = Readonly<Record<string, (input: any, call: Call) => unknown>>;

/** One question to IAM: may the caller do this to that. */
export interface IamRequest {
  /** e.g. `rds:FailoverGlobalCluster` */
  readonly action: string;
  readonly resource: string;
  /** Condition keys, e.g. `dynamodb:LeadingKeys`. @default none */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** A request that a service answers byte for byte, without the schemas. */
export interface RawRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

/** One AWS service behind the endpoint. */
export interface Service {
  /** As in the signature: rds, route53, cloudformation, monitoring, s3, sns, dynamodb, states. */
  readonly signingName: string;
  /** The imported `@aws-sdk/client-*` module, whose schemas say how its operations look on the wire. */
  readonly client: object;
  /** What is rehearsed; any other operation of the client is answered 501 and reported as a violation. */
  readonly operations: Operations;
  /** All that the caller must be allowed. */
  // biome-ignore lint/suspicious/noExplicitAny: see Operations
  authorization(operation: string, input: any, call: Call): readonly IamRequest[];
  /** Whether the operation changes something: history lines are written for these. */
  changes(operation: string): boolean;
  /** ARN for the history line. @default the first resource of `authorization` */
  // biome-ignore lint/suspicious/noExplicitAny: see Operations
  resourceOf?(operation: string, input: any, call: Call): string;
  /** Whether nothing answers: callers find their connections destroyed. @default it is as reachable as its Region */
  isDown?(): boolean;
  /** Answers in place of `operations`, whose values are then not called. @default the schemas do it */
  forward?(request: RawRequest, call: Call): Promise<RawResponse>;
}

export interface AwsErrorOptions {
  /** HTTP status. @default the status in the client's schema, or 400 */
  readonly status?: number;
  /** Further members of the error's shape. @default none */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** A service's refusal: it reaches the caller under this name. Anything else that is thrown becomes InternalFailure. */
export class AwsError extends Error {
  readonly status: number | undefined;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(name: string, message: string, { status, extra = {} }: AwsErrorOptions = {}) {
    super(message);
    this.name = name;
    this.status = status;
    this.extra = extra;
  }
}
