import type { DBCluster, DBInstance, GlobalCluster as GlobalClusterShape } from '@aws-sdk/client-rds';
import { PORT } from './endpoints';
import { type Cluster, type GlobalCluster, type Instance, isWriter } from './state';

export function describedGlobal(global: GlobalCluster): GlobalClusterShape {
  const { move, writer } = global;
  return {
    GlobalClusterIdentifier: global.identifier,
    GlobalClusterArn: global.arn,
    Status: move?.status ?? global.occupation ?? 'available',
    Engine: global.engine,
    EngineVersion: global.engineVersion,
    DatabaseName: global.databaseName,
    StorageEncrypted: writer?.storageEncrypted ?? false,
    DeletionProtection: false,
    Endpoint: global.endpoint,
    GlobalClusterMembers: global.members.map((member) => ({
      DBClusterArn: member.arn,
      IsWriter: isWriter(member),
      Readers: isWriter(member) ? global.members.filter((other) => other !== member).map(({ arn }) => arn) : [],
      GlobalWriteForwardingStatus: 'disabled',
      SynchronizationStatus: member.isSynchronized || isWriter(member) ? 'connected' : 'pending-resync',
    })),
    ...(move ? { FailoverState: failoverState(move) } : {}),
  };
}

const failoverState = ({
  status,
  isDataLossAllowed,
  from,
  to,
}: NonNullable<GlobalCluster['move']>): GlobalClusterShape['FailoverState'] => ({
  // The client's enum lacks `switching-over`, which the API answers.
  Status: status as 'failing-over',
  FromDbClusterArn: from.arn,
  ToDbClusterArn: to.arn,
  IsDataLossAllowed: isDataLossAllowed,
});

export const describedCluster = (cluster: Cluster): DBCluster => ({
  DBClusterIdentifier: cluster.identifier,
  DBClusterArn: cluster.arn,
  DbClusterResourceId: cluster.resourceId,
  Status: cluster.status,
  Engine: cluster.engine,
  EngineVersion: cluster.engineVersion,
  EngineMode: 'provisioned',
  DatabaseName: cluster.databaseName,
  MasterUsername: cluster.masterUser,
  Endpoint: cluster.endpoint,
  ReaderEndpoint: cluster.readerEndpoint,
  Port: PORT,
  MultiAZ: false,
  StorageEncrypted: cluster.storageEncrypted,
  DeletionProtection: cluster.deletionProtection,
  DBClusterMembers: cluster.instances.map(({ identifier }, index) => ({
    DBInstanceIdentifier: identifier,
    IsClusterWriter: isWriter(cluster) && index === 0,
    PromotionTier: 1,
  })),
  ...(cluster.global
    ? {
        GlobalClusterIdentifier: cluster.global.identifier,
        GlobalWriteForwardingStatus: 'disabled',
        ...(isWriter(cluster) ? {} : { ReplicationSourceIdentifier: cluster.global.writer?.arn }),
      }
    : {}),
});

export const describedInstance = (cluster: Cluster, instance: Instance): DBInstance => ({
  DBInstanceIdentifier: instance.identifier,
  DBInstanceArn: instance.arn,
  DBInstanceClass: instance.instanceClass,
  DBInstanceStatus: cluster.postgres?.isRunning() ? 'available' : 'rebooting',
  DBClusterIdentifier: cluster.identifier,
  Engine: cluster.engine,
  EngineVersion: cluster.engineVersion,
  Endpoint: { Address: instance.endpoint, Port: PORT },
});
