import { arnIn } from '../arn';
import type { Call, IamRequest } from '../service';
import type { RdsState } from './state';

interface Input {
  readonly GlobalClusterIdentifier?: string;
  readonly DBClusterIdentifier?: string;
  readonly DBInstanceIdentifier?: string;
  readonly DBClusterSnapshotIdentifier?: string;
  readonly SourceDBClusterSnapshotIdentifier?: string;
  readonly TargetDBClusterSnapshotIdentifier?: string;
  readonly Tags?: readonly object[];
}

/** Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html */
export function requestsOf(state: RdsState, account: string) {
  return (operation: string, input: Input, { region }: Call): IamRequest[] => {
    const action = `rds:${operation}`;
    const globalArn = `arn:aws:rds::${account}:global-cluster:${input.GlobalClusterIdentifier ?? '*'}`;
    const inRegion = (kind: string, name = '*') =>
      name.startsWith('arn:') ? name : arnIn({ region, account }, 'rds', `${kind}:${name}`);
    if (operation === 'DescribeDBClusters')
      return [{ action, resource: inRegion('cluster', input.DBClusterIdentifier) }];
    if (operation === 'DescribeDBInstances') return [{ action, resource: inRegion('db', input.DBInstanceIdentifier) }];
    if (operation === 'DescribeGlobalClusters') return [{ action, resource: globalArn }];
    if (operation === 'DescribeDBClusterSnapshots') {
      return input.DBClusterSnapshotIdentifier === undefined
        ? [{ action, resource: inRegion('cluster', input.DBClusterIdentifier) }]
        : [{ action, resource: inRegion('cluster-snapshot', input.DBClusterSnapshotIdentifier) }];
    }
    if (operation === 'CopyDBClusterSnapshot') {
      const [source, target] = [input.SourceDBClusterSnapshotIdentifier, input.TargetDBClusterSnapshotIdentifier].map(
        (name) => inRegion('cluster-snapshot', name),
      ) as [string, string];
      const tags = input.Tags?.length ? [{ action: 'rds:AddTagsToResource', resource: target }] : [];
      return [{ action, resource: source }, { action, resource: target }, ...tags];
    }
    // A move is asked of the global cluster and of every member cluster.
    const members = state.globals.get((input.GlobalClusterIdentifier ?? '').toLowerCase())?.members ?? [];
    return [globalArn, ...members.map(({ arn }) => arn)].map((resource) => ({ action, resource }));
  };
}
