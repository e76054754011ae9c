import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { Route53Client } from '@aws-sdk/client-route-53';
import type { Plan } from '../domain/plan';
import type { DeployWorld } from './deploy';
import type { World } from './open-world';
import { publishRelease } from './publish-release';

/** The user that the service logs in as owns its tables. */
const SCHEMA_OWNER = 'orders';

/** How a rehearsal's world is deployed to: by its own hand, but for the release, which the pipeline publishes. */
export function deployWorld(world: World, plan: Plan): DeployWorld {
  const { services, dns } = world;
  return {
    services,
    clients: {
      cloudwatchIn: (region) => new CloudWatchClient(world.clientSettings(region)),
      route53: new Route53Client(world.clientSettings('us-east-1')),
    },
    serveAs: (nameServer) => dns.serveAs(nameServer),
    migrate: async ({ region, identifier, sql }) => {
      const database = services.rds.databaseOf(region, identifier);
      await database.query(`begin; set local role ${SCHEMA_OWNER}; ${sql} commit`);
    },
    publish: (assembly) => publishRelease(world, plan, assembly),
  };
}
