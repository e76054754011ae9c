import * as z from 'zod';
import { arnIn } from '../arn';
import { resourceType } from '../resource-type';
import { ec2Id, generatedName, type StackContext } from '../stack-context';

interface Inert {
  readonly type: string;
  /** What `Ref` answers. */
  readonly id: (stack: StackContext, logicalId: string, properties: Readonly<Record<string, unknown>>) => string;
  /** What `Fn::GetAtt` answers. @default none */
  readonly attributes?: (
    id: string,
    stack: StackContext,
    properties: Readonly<Record<string, unknown>>,
  ) => Record<string, unknown>;
  /** What a role needs to create it. @default only the world's own hand creates it */
  readonly action?: string;
}

const network = (type: string, prefix: string, attributes?: Inert['attributes']): Inert => ({
  type: `AWS::EC2::${type}`,
  id: (stack, logicalId) => ec2Id(prefix, stack, logicalId),
  action: `ec2:Create${type}`,
  ...(attributes ? { attributes } : {}),
});

/**
 * Resource types that exist by name only. Networks inside a VPC: tasks and databases are processes on loopback that
 * reach each other by public name, so routes and security groups would decide nothing. CDK's metadata: it is nothing in
 * AWS either.
 */
const INERT: readonly Inert[] = [
  network('VPC', 'vpc', (id) => ({
    VpcId: id,
    DefaultSecurityGroup: id.replace('vpc-', 'sg-'),
    CidrBlock: '10.0.0.0/16',
  })),
  network('Subnet', 'subnet', (id, stack, { AvailabilityZone }) => ({
    SubnetId: id,
    AvailabilityZone: AvailabilityZone ?? `${stack.region}a`,
    VpcId: id.replace('subnet-', 'vpc-'),
  })),
  network('RouteTable', 'rtb', (id) => ({ RouteTableId: id })),
  network('Route', 'r'),
  network('SubnetRouteTableAssociation', 'rtbassoc', (id) => ({ Id: id })),
  network('InternetGateway', 'igw', (id) => ({ InternetGatewayId: id })),
  network('VPCGatewayAttachment', 'attach'),
  network('SecurityGroup', 'sg', (id, _, { VpcId }) => ({ GroupId: id, Id: id, VpcId })),
  network('SecurityGroupIngress', 'sgr', (id) => ({ Id: id })),
  network('SecurityGroupEgress', 'sgr', (id) => ({ Id: id })),
  network('VPCEndpoint', 'vpce', (id) => ({ Id: id })),
  {
    type: 'AWS::ECS::Cluster',
    id: (stack, logicalId, { ClusterName }) => String(ClusterName ?? generatedName(stack, logicalId)),
    attributes: (id, stack) => ({ Arn: arnIn(stack, 'ecs', `cluster/${id}`) }),
  },
  {
    type: 'AWS::RDS::DBSubnetGroup',
    id: (stack, logicalId, { DBSubnetGroupName }) =>
      String(DBSubnetGroupName ?? generatedName(stack, logicalId)).toLowerCase(),
  },
  { type: 'AWS::CDK::Metadata', id: (_, logicalId) => logicalId },
];

export const inertTypes = INERT.map(({ type, id, attributes, action }) =>
  resourceType({
    type,
    properties: z.looseObject({}),
    inert: 'everything',
    ...(action === undefined ? {} : { actions: () => [{ action, resource: '*' }] }),
    create: ({ properties, stack, logicalId }) => {
      const physicalId = id(stack, logicalId, properties);
      return { physicalId, attributes: attributes?.(physicalId, stack, properties) ?? {} };
    },
  }),
);
