import type { Durations } from '../../lib/rehearsal/aws/durations';
import type { FunctionSpec } from '../../lib/rehearsal/world/lambda-host';

/** What is ours or the platform's beside AWS's own work, each drawn anew when it is asked. */
export interface Latency {
  /** Until a new environment has its code and has run what stands outside of the handler. Lambda bills it apart. */
  coldStartMilliseconds(spec: FunctionSpec): number;
  /** From the request to the first line of the handler. */
  warmStartMilliseconds(): number;
  /** Step Functions, from the end of one state to the beginning of the next. */
  transitionMilliseconds(): number;
  /** One packet from a function to a host, or back. */
  wayMilliseconds(way: Way): number;
  /** TCP and TLS, when an environment first calls a host, and at each request to the public web. */
  connectMilliseconds(way: Way): number;
  /** What a service needs for an answer, from the request's arrival. */
  answerMilliseconds(asked: Asked): number;
}

/** What a service is asked. */
export interface Asked {
  /** Its signing name, e.g. `dynamodb`. */
  readonly service: string;
  /** e.g. `PutItem` */
  readonly operation: string;
  /** Whether it changes something. */
  readonly changes: boolean;
}

/** From one Region to another, or to the same. */
interface Way {
  readonly from: string;
  readonly to: string;
}

/** How long everything takes in a simulation. */
export interface Times {
  readonly durations: Durations;
  readonly latency: Latency;
}
