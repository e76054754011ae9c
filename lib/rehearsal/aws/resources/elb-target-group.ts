import * as z from 'zod';
import { arnIn } from '../arn';
import { number, optionalText } from '../properties';
import { resourceType } from '../resource-type';
import { generatedName, token } from '../stack-context';

/**
 * Defaults of a target group's health checks.
 *
 * Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
const INTERVAL_SECONDS = 30;
const HEALTHY_THRESHOLD = 5;
const UNHEALTHY_THRESHOLD = 2;

export const elbTargetGroup = resourceType({
  type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  properties: z.object({
    HealthCheckIntervalSeconds: number.default(INTERVAL_SECONDS),
    HealthCheckPath: z.string().default('/'),
    HealthyThresholdCount: number.default(HEALTHY_THRESHOLD),
    Matcher: z.strictObject({ HttpCode: z.literal('200') }).optional(),
    Name: optionalText,
    Protocol: z.literal('HTTP').default('HTTP'),
    TargetType: z.literal('ip'),
    UnhealthyThresholdCount: number.default(UNHEALTHY_THRESHOLD),
  }),
  inert: [
    ...['HealthCheckEnabled', 'HealthCheckPort', 'HealthCheckProtocol', 'HealthCheckTimeoutSeconds', 'IpAddressType'],
    ...['Port', 'ProtocolVersion', 'Tags', 'TargetGroupAttributes', 'VpcId'],
  ],
  create: ({ properties, stack, services, logicalId }) => {
    const name = properties.Name ?? generatedName(stack, logicalId, 32);
    const fullName = `targetgroup/${name}/${token(16, stack.arn, logicalId)}`;
    const arn = arnIn(stack, 'elasticloadbalancing', fullName);
    services.loadBalancers.addTargetGroup(arn);
    services.balancers.createTargetGroup({
      arn,
      healthCheckPath: properties.HealthCheckPath,
      intervalSeconds: properties.HealthCheckIntervalSeconds,
      healthyThreshold: properties.HealthyThresholdCount,
      unhealthyThreshold: properties.UnhealthyThresholdCount,
    });
    return {
      physicalId: arn,
      attributes: { TargetGroupArn: arn, TargetGroupFullName: fullName, TargetGroupName: name, LoadBalancerArns: [] },
    };
  },
});
