/** Names that the pilot light and the release agree on without asking each other. */

/** The services of the release, each a command of the program, a target group, a log group and a task family. */
export type Service = 'data' | 'web';
export const SERVICES: readonly Service[] = ['data', 'web'];

export const CLUSTER_NAME = 'orders';
/** Secret with `username` and `password` of the database, replicated to every Region under this name. */
export const SECRET_NAME = 'orders/database';
export const DATABASE_NAME = 'orders';
export const DATABASE_USER = 'orders';
export const DATABASE_PORT = 5432;
/** Port that the program listens on by default. */
export const CONTAINER_PORT = 8080;
export const HTTPS_PORT = 443;
/** Where drills listen: beside production, never in its target groups. */
export const DRILL_PORT = 8443;

export const logGroupNameOf = (service: Service): string => `/orders/${service}`;
/** Family of the service's task definitions; every release adds a revision. */
export const familyOf = (service: Service): string => `orders-${service}`;
