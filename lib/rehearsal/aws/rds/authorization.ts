import { arnIn } from '../arn';
import type { Call, IamRequest } from '../service';
import type { RdsState } from './state';

interface Input {
  readonly GlobalClusterIdentifier?: string;
  readonly DBClusterIdentifier?: string;
  readonly DBInstanceIdentifier?: string;
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
    // A move is asked of the global cluster and of every member cluster.
    const members = state.globals.get(input.GlobalClusterIdentifier ?? '')?.members ?? [];
    return [globalArn, ...members.map(({ arn }) => arn)].map((resource) => ({ action, resource }));
  };
}
