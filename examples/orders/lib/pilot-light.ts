import { CfnOutput, Fn, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnCluster } from 'aws-cdk-lib/aws-ecs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { CLUSTER_NAME, logGroupNameOf, SERVICES } from './constants';
import { Database } from './database';
import { FrontDoor } from './front-door';
import { Network } from './network';
import type { Place } from './place';
import { Roles } from './roles';

export interface PilotLightProps extends Pick<StackProps, 'synthesizer'> {
  readonly place: Place;
}

/**
 * What stands in a Region before anything fails: all that is slow to make, that holds data, or whose creation needs a
 * control plane in us-east-1 (load balancer, DNS, IAM, certificate). A takeover then creates ECS services and no more.
 *
 * It refers to no other stack, so it deploys while the others are dark. Each output has the name of the release
 * parameter that it fills; an output `Drill<Parameter>` fills that parameter in a drill.
 */
export class PilotLight extends Stack {
  constructor(scope: Construct, id: string, { place, synthesizer }: PilotLightProps) {
    super(scope, id, {
      stackName: 'orders-pilot-light',
      description: `Orders: what always stands in ${place.region}`,
      env: { account: place.account, region: place.region },
      terminationProtection: true,
      synthesizer,
    });
    const network = new Network(this, 'Network');
    const frontDoor = new FrontDoor(this, 'FrontDoor', { place, network });
    const database = new Database(this, 'Database', { place, network });
    const roles = new Roles(this, 'Roles', { place });
    const cluster = new CfnCluster(this, 'Cluster', { clusterName: CLUSTER_NAME });
    for (const service of SERVICES) this.logGroup(logGroupNameOf(service));

    this.outputs({
      ClusterName: cluster.ref,
      DataLogGroup: logGroupNameOf('data'),
      WebLogGroup: logGroupNameOf('web'),
      ...network.outputs,
      ...frontDoor.outputs,
      ...database.outputs,
      ...roles.outputs,
    });
  }

  /** The Region's first two zones by position: their names would need a look-up, and with it credentials. */
  override get availabilityZones(): string[] {
    return [Fn.select(0, Fn.getAzs()), Fn.select(1, Fn.getAzs())];
  }

  private logGroup(logGroupName: string): void {
    const retention = RetentionDays.ONE_MONTH;
    new LogGroup(this, `Log${logGroupName}`, { logGroupName, retention, removalPolicy: RemovalPolicy.RETAIN });
  }

  private outputs(values: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(values)) new CfnOutput(this, name, { value });
  }
}
