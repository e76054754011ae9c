import * as z from 'zod';
import { arnIn } from '../arn';
import { optionalText } from '../properties';
import { resourceType } from '../resource-type';
import { generatedName, token } from '../stack-context';

/** Zone of the names of a Region's load balancers; one for all Regions here, since nothing but aliases refers to it. */
const LOAD_BALANCER_ZONE = 'Z35SXDOTRQ7X7K';

export const elbLoadBalancer = resourceType({
  type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  properties: z.object({
    Name: optionalText,
    Scheme: z.literal('internet-facing'),
    Type: z.literal('application').default('application'),
  }),
  inert: ['IpAddressType', 'LoadBalancerAttributes', 'SecurityGroups', 'Subnets', 'Tags'],
  create: async ({ properties, stack, services, logicalId }) => {
    const name = properties.Name ?? generatedName(stack, logicalId, 32);
    const id = token(16, stack.arn, logicalId);
    const arn = arnIn(stack, 'elasticloadbalancing', `loadbalancer/app/${name}/${id}`);
    const host = `${name}-${Number.parseInt(id.slice(0, 8), 16)}.${stack.region}.elb.amazonaws.com`.toLowerCase();
    const address = services.network.allocate(stack.region);
    await services.balancers.createLoadBalancer({ arn, host, region: stack.region, address });
    services.network.name(host, address);
    services.loadBalancers.add({ arn, host });
    return {
      physicalId: arn,
      attributes: {
        CanonicalHostedZoneID: LOAD_BALANCER_ZONE,
        DNSName: host,
        LoadBalancerArn: arn,
        LoadBalancerFullName: `app/${name}/${id}`,
        LoadBalancerName: name,
        SecurityGroups: [],
      },
    };
  },
});
