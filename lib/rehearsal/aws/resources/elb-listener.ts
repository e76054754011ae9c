import * as z from 'zod';
import { number, optionalText, text } from '../properties';
import { resourceType } from '../resource-type';
import { token } from '../stack-context';

const forward = z.strictObject({
  Order: z.unknown().optional(),
  Type: z.literal('forward'),
  TargetGroupArn: optionalText,
  ForwardConfig: z
    .looseObject({
      TargetGroups: z.array(z.looseObject({ TargetGroupArn: text })).length(1, 'weighted forwarding is not rehearsed'),
    })
    .optional(),
});
const fixedResponse = z.strictObject({
  Order: z.unknown().optional(),
  Type: z.literal('fixed-response'),
  FixedResponseConfig: z.looseObject({ StatusCode: number }),
});

/** The target group that a forward action names, in either of the two ways. */
const targetGroupOf = ({ TargetGroupArn, ForwardConfig }: z.infer<typeof forward>): string => {
  const arn = TargetGroupArn ?? ForwardConfig?.TargetGroups[0]?.TargetGroupArn;
  if (arn === undefined) throw new Error('a forward action needs a target group');
  return arn;
};

export const elbListener = resourceType({
  type: 'AWS::ElasticLoadBalancingV2::Listener',
  properties: z.object({
    Certificates: z.array(z.strictObject({ CertificateArn: text })).min(1),
    DefaultActions: z.array(z.discriminatedUnion('Type', [forward, fixedResponse])).length(1),
    LoadBalancerArn: text,
    Port: number,
    Protocol: z.literal('HTTPS'),
  }),
  inert: ['AlpnPolicy', 'ListenerAttributes', 'SslPolicy', 'Tags'],
  create: async ({ properties, stack, services, logicalId }) => {
    const loadBalancer = properties.LoadBalancerArn;
    const arn = `${loadBalancer.replace(':loadbalancer/', ':listener/')}/${token(16, stack.arn, logicalId)}`;
    const hosts = properties.Certificates.flatMap(({ CertificateArn }) => {
      const names = services.registry.certificates.get(CertificateArn);
      if (!names) throw new Error(`Certificate ARN '${CertificateArn}' is not valid`);
      return names;
    });
    const action = properties.DefaultActions[0];
    const listener = { arn, loadBalancerArn: loadBalancer, port: properties.Port, hosts };
    services.loadBalancers.addListener(arn, loadBalancer);
    if (action?.Type === 'forward') {
      const defaultTargetGroupArn = targetGroupOf(action);
      services.loadBalancers.use(arn, defaultTargetGroupArn);
      await services.balancers.createListener({ ...listener, defaultTargetGroupArn });
    } else {
      await services.balancers.createListener({
        ...listener,
        fixedStatus: action?.FixedResponseConfig.StatusCode ?? 503,
      });
    }
    return { physicalId: arn, attributes: { ListenerArn: arn } };
  },
});

const pathCondition = z.strictObject({
  Field: z.literal('path-pattern'),
  PathPatternConfig: z.strictObject({ Values: z.array(text) }).optional(),
  Values: z.array(text).optional(),
});

/** A rule by path. Rules by host, header or query are refused. */
export const elbListenerRule = resourceType({
  type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
  properties: z.object({
    Actions: z.array(forward).length(1),
    Conditions: z.array(pathCondition).length(1),
    ListenerArn: text,
    Priority: number,
  }),
  actions: ({ properties }) => [{ action: 'elasticloadbalancing:CreateRule', resource: properties.ListenerArn }],
  create: ({ properties, stack, services, logicalId }) => {
    const [action] = properties.Actions;
    const [condition] = properties.Conditions;
    if (!action || !condition) throw new Error('a listener rule needs an action and a condition');
    const targetGroupArn = targetGroupOf(action);
    const paths = condition.PathPatternConfig?.Values ?? condition.Values ?? [];
    services.balancers.createRule({
      listenerArn: properties.ListenerArn,
      priority: properties.Priority,
      paths,
      targetGroupArn,
    });
    services.loadBalancers.use(properties.ListenerArn, targetGroupArn);
    const arn = `${properties.ListenerArn.replace(':listener/', ':listener-rule/')}/${token(16, stack.arn, logicalId)}`;
    return { physicalId: arn, attributes: { RuleArn: arn } };
  },
});
