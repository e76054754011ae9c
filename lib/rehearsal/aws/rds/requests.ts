export interface GlobalClusterRequest {
  readonly identifier: string;
  readonly region: string;
  readonly engine: string;
  readonly engineVersion: string;
  /** @default the first cluster says it */
  readonly databaseName?: string | undefined;
}

export interface ClusterRequest {
  readonly identifier: string;
  readonly region: string;
  readonly engine: string;
  readonly engineVersion: string;
  /** @default a cluster of its own, in no global database */
  readonly globalClusterIdentifier?: string | undefined;
  /** Master user, password and database: of a first cluster only; a secondary has what its writer has. */
  readonly masterUser?: string | undefined;
  readonly masterPassword?: string | undefined;
  readonly databaseName?: string | undefined;
  /** @default false */
  readonly storageEncrypted?: boolean | undefined;
  /** @default false */
  readonly deletionProtection?: boolean | undefined;
}

export interface InstanceRequest {
  readonly identifier: string;
  readonly region: string;
  readonly clusterIdentifier: string;
  readonly instanceClass: string;
  readonly engine: string;
}
