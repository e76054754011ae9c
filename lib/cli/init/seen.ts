/** What of an account is seen with read-only calls, as the judgement reads it. */

export interface SeenGlobal {
  readonly identifier: string;
  readonly arn: string;
  /** e.g. `aurora-postgresql`; DocumentDB and Neptune show their own here. */
  readonly engine: string;
  readonly storageEncrypted: boolean;
  readonly members: readonly SeenMember[];
}

export interface SeenMember {
  readonly region: string;
  readonly cluster: string;
  readonly isWriter: boolean;
  /** How many instances serve it. @default unknown: its Region was not asked, or did not answer */
  readonly instances?: number | undefined;
}

export interface SeenStack {
  readonly name: string;
  readonly region: string;
  readonly arn: string;
  readonly status: string;
  /** ARN of the stack that holds it, of a nested one. */
  readonly root?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

export interface SeenZone {
  /** Without `/hostedzone/`. */
  readonly id: string;
  /** Without the last dot, as every name here. */
  readonly name: string;
  readonly isPrivate: boolean;
}

/** How Route 53 chooses between records of one name and type. */
export type Routing =
  | 'simple'
  | 'failover'
  | 'weighted'
  | 'latency'
  | 'geolocation'
  | 'geoproximity'
  | 'cidr'
  | 'multivalue';

export interface SeenRecord {
  readonly name: string;
  readonly type: string;
  readonly routing: Routing;
  /** Of a failover pair. */
  readonly failover?: 'PRIMARY' | 'SECONDARY' | undefined;
  /** Where an alias leads. @default it is none */
  readonly aliasTo?: string | undefined;
}
