import type { Plan } from '../../lib/domain/plan';
import { AwsError, type Call } from '../../lib/rehearsal/aws/service';
import { type DeployWorld, deployEverything } from '../../lib/rehearsal/deploy';
import { type SimulatedWorld, worldIn } from './open-world';
import type { Prepared, RecordedCall } from './prepare';
import { type Sends, sdkError } from './world/aws-calls';
import { outputOf } from './world/sdk-shapes';

/** A client in the world's own hand, which is answered at once: nothing of it takes time or can go wrong. */
export const worldHand =
  ({ services }: Pick<SimulatedWorld, 'services'>, tell: (call: RecordedCall) => void = () => {}) =>
  (region: string): Sends => ({
    async send(command) {
      const [, namespace, operation] = command.schema as [number, string, string];
      const service = serviceFor(services, namespace);
      const signed = service.signingName === 'route53' ? 'us-east-1' : region;
      const call: Call = { principal: worldIn(region), region: signed, operation, requestId: 'world' };
      try {
        const output = await service.operations[operation]?.(command.input, call);
        if (service.changes(operation)) tell({ region, namespace, operation, input: command.input });
        return outputOf(call, output);
      } catch (error) {
        throw error instanceof AwsError ? sdkError(error) : error;
      }
    },
  });

const LAST_PARTS: Readonly<Record<string, 'cloudwatch' | 'route53' | 's3' | 'cloudformation'>> = {
  'com.amazonaws.cloudwatch': 'cloudwatch',
  'com.amazonaws.route53': 'route53',
  'com.amazonaws.s3': 's3',
  'com.amazonaws.cloudformation': 'cloudformation',
};

function serviceFor(services: SimulatedWorld['services'], namespace: string) {
  const part = LAST_PARTS[namespace];
  if (!part) throw new Error(`the world's own hand does not call ${namespace}`);
  return services[part].service;
}

/** Two Regions and the application, one after the other. */
const DEPLOY_MILLISECONDS_MAX = 3_600_000;

/** Deploys what stands before every story: as for a rehearsal, with the release as it was published once. */
export async function deployToSimulation(world: SimulatedWorld, plan: Plan, prepared: Prepared): Promise<void> {
  const hand = worldHand(world);
  const { services } = world;
  for (const digest of prepared.imageDigests)
    services.ecr.putImage({ repository: 'orders', digest, tags: ['released'] });
  const to: DeployWorld = {
    services,
    clients: { cloudwatchIn: hand, route53: hand('us-east-1') },
    // Names of the zone are asked without a server in between.
    serveAs: async (host) => services.network.name(host, services.network.allocate('global')),
    migrate: async () => {},
    publish: async () => republish(world, prepared.published),
  };
  const { assemblies, stacks } = prepared;
  const deployed = deployEverything(to, plan, { assemblies, stacks, isAttached: true });
  await world.clock.settled(deployed, DEPLOY_MILLISECONDS_MAX);
  // New records are answered once every name server has them.
  const [record] = plan.traffic.records;
  const isAnswered = () => world.surroundings.addressesOf(record?.name ?? '').length > 0;
  if (!(await world.clock.runUntil(isAnswered, DEPLOY_MILLISECONDS_MAX))) throw new Error('no name is answered');
}

/** Does again what the publisher did, in the same order: the same versions get the same ids. */
function republish({ services }: SimulatedWorld, calls: readonly RecordedCall[]): void {
  for (const { region, namespace, operation, input } of calls) {
    const call: Call = { principal: worldIn(region), region, operation, requestId: 'world' };
    serviceFor(services, namespace).operations[operation]?.(input, call);
  }
}
