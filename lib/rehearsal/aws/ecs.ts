import type {
  DescribeServicesCommandInput,
  Service as ServiceShape,
  UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import * as client from '@aws-sdk/client-ecs';
import { arnIn } from './arn';
import type { EcsService } from './ecs/service';
import { AwsError, type Call, type IamRequest, type Service } from './service';

/** A service that a template made, and the tasks behind it. */
export interface NamedService extends Pick<EcsService, 'counts' | 'scale'> {
  /** `arn:…:service/<cluster>/<name>` */
  readonly arn: string;
  /** Name of its stack. */
  readonly stack: string;
  readonly taskDefinition: string;
  /** Tags of its stack. CloudFormation adds none of its own to a service. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * ECS: the services that templates made, and how many tasks they have. A cluster is known once a service was in it.
 *
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html and
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
 */
export interface Ecs {
  readonly service: Service;
  add(service: NamedService): void;
  /** Shown as INACTIVE from now on. */
  remove(arn: string): void;
  /** Tasks that the services of a stack shall have together; of a release's stack, whichever release it is of. */
  desiredCountOf(of: { readonly region: string; readonly stack: string }): number;
}

const SERVICES_PER_CALL = 10;

interface Place {
  readonly region: string;
  readonly account: string;
}

export function createEcs({ account }: { readonly account: string }): Ecs {
  const services = new Map<string, NamedService & { isActive: boolean }>();
  const arnOf = (cluster: string | undefined, nameOrArn: string, region: string): string =>
    nameOrArn.startsWith('arn:') ? nameOrArn : serviceArn({ region, account }, cluster, nameOrArn);
  const refuseUnknownCluster = (cluster: string | undefined, region: string): void => {
    const prefix = serviceArn({ region, account }, cluster, '');
    if ([...services.keys()].some((arn) => arn.startsWith(prefix))) return;
    throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
  };
  const contextOf = (arn: string) =>
    Object.fromEntries(
      Object.entries(services.get(arn)?.tags ?? {}).map(([key, tag]) => [`aws:ResourceTag/${key}`, tag]),
    );

  const describe = ({ cluster, services: asked = [], ...rest }: DescribeServicesCommandInput, { region }: Call) => {
    refuseIgnored('DescribeServices', rest);
    if (asked.length === 0) invalid('Services cannot be empty.');
    if (asked.length > SERVICES_PER_CALL) invalid(`Services cannot have more than ${SERVICES_PER_CALL} elements.`);
    refuseUnknownCluster(cluster, region);
    const arns = asked.map((one) => arnOf(cluster, one, region));
    return {
      services: arns.flatMap((arn) => shown(services.get(arn))),
      failures: arns.filter((arn) => !services.has(arn)).map((arn) => ({ arn, reason: 'MISSING' })),
    };
  };
  const update = ({ cluster, service, desiredCount, ...rest }: UpdateServiceCommandInput, { region }: Call) => {
    refuseIgnored('UpdateService', rest);
    refuseUnknownCluster(cluster, region);
    const found = services.get(arnOf(cluster, service ?? '', region));
    if (!found) throw new AwsError('ServiceNotFoundException', 'Service not found.');
    if (!found.isActive) throw new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.');
    if (desiredCount === undefined) throw notRehearsed('UpdateService without desiredCount');
    if (desiredCount < 0) invalid('desiredCount cannot be negative.');
    found.scale(desiredCount);
    return { service: shown(found)[0] };
  };
  return {
    service: {
      signingName: 'ecs',
      client,
      operations: { DescribeServices: describe, UpdateService: update },
      authorization: (operation, input: Asked, { region }): IamRequest[] =>
        [...(input.services ?? []), ...(input.service === undefined ? [] : [input.service])].map((one) => {
          const resource = arnOf(input.cluster, one, region);
          return { action: `ecs:${operation}`, resource, context: contextOf(resource) };
        }),
      changes: (operation) => operation === 'UpdateService',
    },
    add: (service) => void services.set(service.arn, { ...service, isActive: true }),
    remove: (arn) => {
      const found = services.get(arn);
      if (found) found.isActive = false;
    },
    desiredCountOf: ({ region, stack }) =>
      [...services.values()]
        .filter(({ arn, isActive }) => isActive && arn.startsWith(arnIn({ region, account }, 'ecs', '')))
        .filter((one) => one.stack === stack || one.stack.startsWith(`${stack}-`))
        .reduce((sum, { counts }) => sum + counts().desired, 0),
  };
}

type Asked = Pick<DescribeServicesCommandInput, 'cluster' | 'services'> & { readonly service?: string };

const serviceArn = (place: Place, cluster = 'default', name: string): string =>
  arnIn(place, 'ecs', `service/${cluster.split('/').at(-1)}/${name}`);

function shown(found: (NamedService & { readonly isActive: boolean }) | undefined): ServiceShape[] {
  if (!found) return [];
  const { desired, running, pending } = found.isActive ? found.counts() : { desired: 0, running: 0, pending: 0 };
  return [
    {
      serviceArn: found.arn,
      serviceName: found.arn.split('/').at(-1),
      clusterArn: found.arn.replace(':service/', ':cluster/').split('/').slice(0, 2).join('/'),
      status: found.isActive ? 'ACTIVE' : 'INACTIVE',
      desiredCount: desired,
      runningCount: running,
      pendingCount: pending,
      launchType: 'FARGATE',
      schedulingStrategy: 'REPLICA',
      taskDefinition: found.taskDefinition,
    },
  ];
}

const notRehearsed = (what: string) => new AwsError('NotImplemented', `${what} is not rehearsed`, { status: 501 });

/** @throws NotImplemented for a member that this world would have to ignore */
function refuseIgnored(operation: string, rest: object): void {
  const ignored = Object.entries(rest).flatMap(([member, value]) => (value === undefined ? [] : [member]));
  if (ignored.length > 0) throw notRehearsed(`${operation} with ${ignored.join(', ')}`);
}

function invalid(message: string): never {
  throw new AwsError('InvalidParameterException', message);
}
