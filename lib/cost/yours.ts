import { type CostItem, priced } from './item';
import { HOURS_PER_MONTH } from './month';
import type { PriceName } from './prices';
import { type CostResource, type CostTemplate, ofType } from './template';

/** A price that holds for something of the team's own whose quantity no template tells. */
export interface NotCounted {
  readonly item: string;
  readonly unit: string;
  readonly unitPriceUsd: number;
  readonly source: string;
}

/** What stands in a Region before anything happens, the team's own: load balancer, network, secrets. */
export function pilotLightItems(template: CostTemplate): CostItem[] {
  const count = (type: string) => ofType(template, type).length;
  const subnets = ofType(template, 'AWS::ElasticLoadBalancingV2::LoadBalancer').flatMap(([, { Properties }]) =>
    Properties?.Scheme === 'internet-facing' ? (Properties.Subnets ?? []) : [],
  );
  const endpoints = ofType(template, 'AWS::EC2::VPCEndpoint').filter(
    ([, { Properties }]) => Properties?.VpcEndpointType === 'Interface',
  );
  return [
    priced({
      item: 'load balancers',
      price: 'loadBalancer',
      quantity: count('AWS::ElasticLoadBalancingV2::LoadBalancer') * HOURS_PER_MONTH,
    }),
    priced({
      item: 'public addresses of load balancers',
      price: 'address',
      quantity: subnets.length * HOURS_PER_MONTH,
      note: 'one in each subnet',
    }),
    priced({ item: 'NAT gateways', price: 'natGateway', quantity: count('AWS::EC2::NatGateway') * HOURS_PER_MONTH }),
    priced({
      item: 'interface endpoints',
      price: 'interfaceEndpoint',
      quantity:
        endpoints.reduce((sum, [, { Properties }]) => sum + (Properties.SubnetIds?.length ?? 1), 0) * HOURS_PER_MONTH,
    }),
    priced({ item: 'secrets', price: 'secret', quantity: secretsIn(template) }),
  ].filter(({ quantity }) => quantity > 0);
}

/** A secret and each of its replicas; the replicas are charged where they stand, and counted here. */
const secretsIn = (template: CostTemplate): number =>
  ofType(template, 'AWS::SecretsManager::Secret').reduce(
    (sum, [, { Properties }]) => sum + 1 + (Properties?.ReplicaRegions?.length ?? 0),
    0,
  );

/** What a pilot light's template does not tell the quantity of. */
export const pilotLightNotCounted = (): NotCounted[] => [
  notCounted('what the load balancers carry', 'loadBalancerUse'),
  notCounted('what is sent to users', 'transfer'),
];

/** Sizes of an instance class, each twice the one before. */
const SIZES = ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '16xlarge'];

/** How many times `db.….large` an instance class is; `undefined` for another kind. */
export function timesLarge(instanceClass: unknown): number | undefined {
  const size = SIZES.indexOf(String(instanceClass).split('.').at(-1) ?? '');
  return String(instanceClass).startsWith('db.r') && size >= 0 ? 2 ** size : undefined;
}

/** The members of global databases here. A headless member has no instance, and costs its storage alone. */
export function auroraItems(template: CostTemplate): CostItem[] {
  return ofType(template, 'AWS::RDS::DBInstance').flatMap(([, instance]) => {
    const times = timesLarge(instance.Properties?.DBInstanceClass);
    if (times === undefined) return [];
    const { DBInstanceClass } = instance.Properties;
    return [
      priced({
        item: `instance ${DBInstanceClass}`,
        price: 'auroraLarge',
        quantity: times * HOURS_PER_MONTH,
        note: `counted as ${times} × large`,
      }),
    ];
  });
}

/** What Aurora costs by what you keep and write. */
export const auroraNotCounted = (): NotCounted[] => [
  notCounted('what the database holds, in each Region', 'auroraStorage'),
  notCounted('what is written, in each Region that it is replicated to', 'auroraReplicatedWrite'),
  notCounted('capacity of a serverless instance', 'auroraCapacity'),
];

function notCounted(item: string, price: PriceName): NotCounted {
  const { unit, unitPriceUsd, source } = priced({ item, price, quantity: 0 });
  return { item, unit, unitPriceUsd, source };
}

/** What the tasks of a release cost in an hour; nothing is known of a service that runs on instances. */
export const tasksPerHour = (release: readonly CostTemplate[]): CostItem[] =>
  release
    .flatMap((template) => ofType(template, 'AWS::ECS::Service').map(([, service]) => taskOf(template, service)))
    .flatMap(({ tasks, cpus, gigabytes, addresses }) => [
      priced({ item: 'processors of the release', price: 'cpu', quantity: tasks * cpus }),
      priced({ item: 'memory of the release', price: 'memory', quantity: tasks * gigabytes }),
      priced({ item: 'public addresses of the release', price: 'address', quantity: addresses }),
    ])
    .filter(({ quantity }) => quantity > 0);

function taskOf(template: CostTemplate, { Properties = {} }: CostResource) {
  const definition = template.Resources?.[Properties.TaskDefinition?.Ref]?.Properties ?? {};
  const tasks = Number(Properties.DesiredCount ?? 1);
  const isPublic = Properties.NetworkConfiguration?.AwsvpcConfiguration?.AssignPublicIp === 'ENABLED';
  const isFargate = Properties.LaunchType === 'FARGATE';
  return {
    tasks: isFargate ? tasks : 0,
    cpus: Number(definition.Cpu ?? 0) / 1024,
    gigabytes: Number(definition.Memory ?? 0) / 1024,
    addresses: isPublic ? tasks : 0,
  };
}
