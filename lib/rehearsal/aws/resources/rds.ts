import * as z from 'zod';
import { flag, optionalText, text } from '../properties';
import { resourceType } from '../resource-type';
import { generatedName } from '../stack-context';

const ENGINE = z.literal('aurora-postgresql', 'only aurora-postgresql is rehearsed, over real PostgreSQL');

export const rdsGlobalCluster = resourceType({
  type: 'AWS::RDS::GlobalCluster',
  properties: z.object({
    DatabaseName: optionalText,
    Engine: ENGINE,
    EngineVersion: text,
    GlobalClusterIdentifier: text,
  }),
  inert: ['DeletionProtection', 'EngineLifecycleSupport', 'StorageEncrypted', 'Tags'],
  create: async ({ properties, services, stack }) => {
    const identifier = properties.GlobalClusterIdentifier;
    const { arn } = await services.rds.createGlobalCluster({
      identifier,
      region: stack.region,
      engine: properties.Engine,
      engineVersion: properties.EngineVersion,
      databaseName: properties.DatabaseName,
    });
    return {
      physicalId: identifier,
      attributes: { GlobalClusterArn: arn },
      remove: () => services.rds.deleteGlobalCluster(identifier),
    };
  },
});

export const rdsCluster = resourceType({
  type: 'AWS::RDS::DBCluster',
  properties: z.object({
    DatabaseName: optionalText,
    DBClusterIdentifier: optionalText,
    DeletionProtection: flag.default(false),
    Engine: ENGINE,
    EngineVersion: text,
    GlobalClusterIdentifier: optionalText,
    MasterUsername: optionalText,
    MasterUserPassword: optionalText,
    StorageEncrypted: flag.default(false),
  }),
  inert: [
    ...['BackupRetentionPeriod', 'CopyTagsToSnapshot', 'DBClusterParameterGroupName', 'DBSubnetGroupName', 'Port'],
    ...['EnableCloudwatchLogsExports', 'KmsKeyId', 'PreferredBackupWindow', 'PreferredMaintenanceWindow', 'Tags'],
    ...['ServerlessV2ScalingConfiguration', 'VpcSecurityGroupIds', 'SourceRegion', 'NetworkType'],
    ...['EnableIAMDatabaseAuthentication', 'PerformanceInsightsEnabled'],
  ],
  create: async ({ properties, stack, services, logicalId }) => {
    const identifier = (properties.DBClusterIdentifier ?? generatedName(stack, logicalId)).toLowerCase();
    const cluster = await services.rds.createCluster({
      identifier,
      region: stack.region,
      engine: properties.Engine,
      engineVersion: properties.EngineVersion,
      globalClusterIdentifier: properties.GlobalClusterIdentifier,
      masterUser: properties.MasterUsername,
      masterPassword: properties.MasterUserPassword,
      databaseName: properties.DatabaseName,
      storageEncrypted: properties.StorageEncrypted,
      deletionProtection: properties.DeletionProtection,
    });
    return {
      physicalId: identifier,
      attributes: {
        DBClusterArn: cluster.arn,
        DBClusterResourceId: cluster.resourceId,
        'Endpoint.Address': cluster.endpoint,
        'Endpoint.Port': String(cluster.port),
        'ReadEndpoint.Address': cluster.readerEndpoint,
      },
      remove: () => services.rds.deleteCluster(stack.region, identifier),
    };
  },
});

export const rdsInstance = resourceType({
  type: 'AWS::RDS::DBInstance',
  properties: z.object({
    DBClusterIdentifier: text,
    DBInstanceClass: text,
    DBInstanceIdentifier: optionalText,
    Engine: ENGINE,
  }),
  inert: [
    ...['AutoMinorVersionUpgrade', 'CACertificateIdentifier', 'CopyTagsToSnapshot', 'DBParameterGroupName'],
    ...['DBSubnetGroupName', 'EnablePerformanceInsights', 'MonitoringInterval', 'MonitoringRoleArn', 'PromotionTier'],
    ...['PreferredMaintenanceWindow', 'PubliclyAccessible', 'Tags', 'AvailabilityZone', 'DeleteAutomatedBackups'],
  ],
  create: async ({ properties, stack, services, logicalId }) => {
    const identifier = (properties.DBInstanceIdentifier ?? generatedName(stack, logicalId)).toLowerCase();
    const { arn, endpoint } = await services.rds.createInstance({
      identifier,
      region: stack.region,
      clusterIdentifier: properties.DBClusterIdentifier,
      instanceClass: properties.DBInstanceClass,
      engine: properties.Engine,
    });
    return {
      physicalId: identifier,
      attributes: { DBInstanceArn: arn, 'Endpoint.Address': endpoint, 'Endpoint.Port': '5432' },
      remove: () => services.rds.deleteInstance(stack.region, identifier),
    };
  },
});
