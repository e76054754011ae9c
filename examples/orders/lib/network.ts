import { Fn } from 'aws-cdk-lib';
import { IpAddresses, Port, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { CONTAINER_PORT, DATABASE_PORT, DRILL_PORT, HTTPS_PORT } from './constants';

/**
 * The Region's network, in two availability zones.
 *
 * No NAT gateway: two of them cost about 65 USD a month in each Region, most of the time for nobody. Tasks have public
 * addresses instead, and a security group that lets only the load balancer in. The database has no route out at all.
 */
export class Network extends Construct {
  readonly vpc: Vpc;
  readonly loadBalancer: SecurityGroup;
  readonly tasks: SecurityGroup;
  readonly database: SecurityGroup;
  /** Values of the release's parameters. */
  readonly outputs: Readonly<Record<'SubnetIds' | 'TaskSecurityGroupId', string>>;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr('10.20.0.0/16'),
      natGateways: 0,
      // Would be a custom resource, a Lambda function that must run before anything else can.
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        { name: 'Public', subnetType: SubnetType.PUBLIC, cidrMask: 20, mapPublicIpOnLaunch: false },
        { name: 'Database', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
      ],
    });
    this.loadBalancer = this.securityGroup('LoadBalancer', 'Load balancer: HTTPS from anywhere', false);
    this.tasks = this.securityGroup('Tasks', 'Tasks: from the load balancer only', true);
    this.database = this.securityGroup('DatabaseAccess', 'Database: from tasks only', false);
    this.allow();
    this.outputs = {
      SubnetIds: Fn.join(',', this.vpc.selectSubnets({ subnetType: SubnetType.PUBLIC }).subnetIds),
      TaskSecurityGroupId: this.tasks.securityGroupId,
    };
  }

  private allow(): void {
    for (const port of [HTTPS_PORT, DRILL_PORT]) {
      this.loadBalancer.connections.allowFromAnyIpv4(Port.tcp(port), 'HTTPS');
    }
    this.tasks.connections.allowFrom(this.loadBalancer, Port.tcp(CONTAINER_PORT), 'HTTP from the load balancer');
    this.database.connections.allowFrom(this.tasks, Port.tcp(DATABASE_PORT), 'PostgreSQL from tasks');
  }

  /** Tasks may reach out: they pull their image, write logs and read the secret over public endpoints. */
  private securityGroup(id: string, description: string, allowAllOutbound: boolean): SecurityGroup {
    return new SecurityGroup(this, id, { vpc: this.vpc, description, allowAllOutbound });
  }
}
