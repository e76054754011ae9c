import { ArnFormat, type CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import {
  AuroraPostgresEngineVersion,
  CfnDBCluster,
  type CfnDBClusterProps,
  CfnDBInstance,
  CfnDBSubnetGroup,
  CfnGlobalCluster,
} from 'aws-cdk-lib/aws-rds';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { DATABASE_NAME, DATABASE_PORT, DATABASE_USER, SECRET_NAME } from './constants';
import type { Network } from './network';
import type { Place } from './place';

export interface DatabaseProps {
  readonly place: Place;
  readonly network: Network;
}

const ENGINE = {
  engine: 'aurora-postgresql',
  engineVersion: AuroraPostgresEngineVersion.VER_17_7.auroraPostgresFullVersion,
};

/** The smallest class that a global database takes: burstable ones are refused. */
const INSTANCE_CLASS = 'db.r6g.large';

/**
 * This Region's member of the Aurora global database. The home Region makes the global cluster and its first writer;
 * any other joins it as a secondary, with an instance, because what has none serves nobody when it is promoted.
 *
 * Who is writer changes with every failover and is no property of these templates: deploying them again moves nothing.
 * All that holds data is kept when a stack is deleted. Parameter groups are Aurora's defaults, which refuse plain text.
 */
export class Database extends Construct {
  /** Values of the release's parameters. */
  readonly outputs: Readonly<Record<'DatabaseHost' | 'DatabaseReaderHost' | 'DatabaseSecretArn', string>>;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DatabaseProps,
  ) {
    super(scope, id);
    const { home, region } = props.place;
    const { cluster, secretArn } = region === home ? this.primary() : this.secondary();
    this.instance(cluster);
    this.outputs = {
      DatabaseHost: cluster.attrEndpointAddress,
      DatabaseReaderHost: cluster.attrReadEndpointAddress,
      DatabaseSecretArn: secretArn,
    };
  }

  private primary() {
    const secret = this.secret();
    const globalCluster = new CfnGlobalCluster(this, 'GlobalCluster', {
      ...ENGINE,
      globalClusterIdentifier: this.props.place.globalCluster,
      storageEncrypted: true,
      deletionProtection: true,
    });
    keep(globalCluster);
    const cluster = this.cluster({
      globalClusterIdentifier: globalCluster.ref,
      databaseName: DATABASE_NAME,
      masterUsername: DATABASE_USER,
      masterUserPassword: secret.secretValueFromJson('password').unsafeUnwrap(),
    });
    return { cluster, secretArn: secret.secretArn };
  }

  /** User, password and database come with the data; an encrypted secondary must name its source and its own key. */
  private secondary() {
    const { globalCluster, home } = this.props.place;
    const aws = (service: string, resource: string, resourceName: string, arnFormat: ArnFormat) =>
      Stack.of(this).formatArn({ service, resource, resourceName, arnFormat });
    const cluster = this.cluster({
      globalClusterIdentifier: globalCluster,
      sourceRegion: home,
      kmsKeyId: aws('kms', 'alias', 'aws/rds', ArnFormat.SLASH_RESOURCE_NAME),
    });
    return { cluster, secretArn: aws('secretsmanager', 'secret', SECRET_NAME, ArnFormat.COLON_RESOURCE_NAME) };
  }

  /** Made at home and replicated, so that a secondary Region reads its own copy. */
  private secret(): Secret {
    return new Secret(this, 'Secret', {
      secretName: SECRET_NAME,
      description: 'User of the orders database',
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username: DATABASE_USER }),
        generateStringKey: 'password',
        passwordLength: 32,
        excludePunctuation: true,
      },
      replicaRegions: this.props.place.otherRegions.map((region) => ({ region })),
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  private cluster(role: Partial<CfnDBClusterProps>): CfnDBCluster {
    const { place, network } = this.props;
    const { subnetIds } = network.vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_ISOLATED });
    const subnets = new CfnDBSubnetGroup(this, 'Subnets', { dbSubnetGroupDescription: 'Orders database', subnetIds });
    const cluster = new CfnDBCluster(this, 'Cluster', {
      ...ENGINE,
      ...role,
      dbClusterIdentifier: place.cluster,
      dbSubnetGroupName: subnets.ref,
      vpcSecurityGroupIds: [network.database.securityGroupId],
      port: DATABASE_PORT,
      storageEncrypted: true,
      backupRetentionPeriod: 7,
      copyTagsToSnapshot: true,
      deletionProtection: true,
    });
    return keep(cluster);
  }

  private instance(cluster: CfnDBCluster): void {
    const instance = new CfnDBInstance(this, 'Instance', {
      engine: ENGINE.engine,
      dbClusterIdentifier: cluster.ref,
      dbInstanceIdentifier: `${this.props.place.cluster}-1`,
      dbInstanceClass: INSTANCE_CLASS,
      publiclyAccessible: false,
    });
    keep(instance);
  }
}

function keep<Resource extends CfnResource>(resource: Resource): Resource {
  resource.applyRemovalPolicy(RemovalPolicy.RETAIN);
  return resource;
}
