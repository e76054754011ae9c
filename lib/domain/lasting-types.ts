/** Resource types that keep data: what the AWS service specification calls stateful, and what is as much. */
export const LASTING_TYPES: ReadonlySet<string> = new Set(
  [
    ['Backup::BackupVault', 'Cassandra::Table', 'CodeCommit::Repository', 'Cognito::IdentityPool', 'Cognito::UserPool'],
    ['DocDB::DBCluster', 'DocDB::DBInstance', 'DSQL::Cluster', 'DynamoDB::GlobalTable', 'DynamoDB::Table'],
    ['EC2::Volume', 'ECR::Repository', 'EFS::FileSystem', 'EMR::Cluster'],
    ['ElastiCache::CacheCluster', 'ElastiCache::ReplicationGroup', 'ElastiCache::ServerlessCache'],
    ['Elasticsearch::Domain', 'FSx::FileSystem', 'Kinesis::Stream', 'KMS::Key', 'MemoryDB::Cluster'],
    [
      'MSK::Cluster',
      'MSK::ServerlessCluster',
      'Neptune::DBCluster',
      'Neptune::DBInstance',
      'OpenSearchService::Domain',
    ],
    ['OpenSearchServerless::Collection', 'Organizations::Account', 'QLDB::Ledger', 'RDS::DBCluster', 'RDS::DBInstance'],
    [
      'RDS::GlobalCluster',
      'Redshift::Cluster',
      'RedshiftServerless::Namespace',
      'S3::Bucket',
      'S3Express::DirectoryBucket',
    ],
    ['S3Tables::TableBucket', 'SDB::Domain', 'SecretsManager::Secret', 'Timestream::Table'],
  ]
    .flat()
    .map((type) => `AWS::${type}`),
);

/** What they hold is in transit, or can be made again. */
export const PASSING_TYPES: ReadonlySet<string> = new Set(['AWS::Logs::LogGroup', 'AWS::SQS::Queue']);
