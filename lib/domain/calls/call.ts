/** One question to IAM: may the role do this to that. */
export interface Right {
  /** e.g. `rds:FailoverGlobalCluster` */
  readonly action: string;
  /** ARNs, or `*` where a call names nothing. What is made only by the call has `*` for its random part. */
  readonly resources: readonly string[];
  /** Condition keys of the request, such as `cloudformation:RoleArn`. @default none */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** One call to AWS that a step makes. */
export interface AwsCall {
  /** State name of the step. */
  readonly step: string;
  /** As IAM writes it: `rds`, `dynamodb`, `route53`. */
  readonly service: string;
  /** As the API writes it: `FailoverGlobalCluster`. */
  readonly operation: string;
  /** The Region whose endpoint is asked. The API of Route 53 has one endpoint for all Regions, in us-east-1. */
  readonly region: string;
  /** What is read or changed, as ARNs; `*` where the call names nothing. */
  readonly resources: readonly string[];
  /** All that the step's role has to be allowed for it. */
  readonly rights: readonly Right[];
  /** What the run does when nothing answers. @default it waits, and hands over to a person in the end */
  readonly without?: string;
  /** When it is made, where that is not in every failover. @default always */
  readonly when?: string;
}

/** How a call is written down; what is left out follows from the rest. */
export interface Written extends Omit<AwsCall, 'step' | 'rights' | 'service' | 'operation' | 'region'> {
  /** `service:Operation`. */
  readonly call: string;
  /** @default the Region of the control plane */
  readonly region?: string;
  /** Action of IAM where it is not called as the operation is. @default `call` */
  readonly action?: string;
  readonly context?: Right['context'];
  /** Rights that it needs besides. @default none */
  readonly also?: readonly Right[];
}

/** A call of a step, written out. @param here the Region of the control plane */
export function writtenOut(step: string, here: string, written: Written): AwsCall {
  const { call, action = call, context, also = [], resources, region = here, without, when } = written;
  const [service = '', operation = ''] = call.split(':');
  return {
    step,
    service,
    operation,
    region,
    resources,
    rights: [{ action, resources, ...(context && { context }) }, ...also],
    ...(without !== undefined && { without }),
    ...(when !== undefined && { when }),
  };
}
