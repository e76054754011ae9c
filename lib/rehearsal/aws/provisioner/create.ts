import { WORLD_ROLE } from '../../world/identities';
import type { IamRequest } from '../iam';
import type { LiveResource, ResourceType } from '../resource-type';
import { resourceTypes } from '../resources';
import type { Services } from '../services';
import type { StackContext } from '../stack-context';
import type { EvaluatedTemplate, TemplateWorld } from '../template';
import { authorize } from './authorize';

type Progress = 'IN_PROGRESS' | 'COMPLETE' | 'FAILED';

/** One moment of one resource, as a stack event tells it. */
export interface ResourceMoment {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly status: `CREATE_${Progress}` | `DELETE_${Progress}` | 'DELETE_SKIPPED';
  readonly reason?: string;
  /** What was thrown, when it failed. */
  readonly error?: unknown;
}

/** A resource that exists, and what deleting it asks of the role that deletes it. */
export interface CreatedResource extends LiveResource {
  readonly deleteActions: readonly IamRequest[];
}

export interface Creation {
  readonly services: Services;
  readonly stack: StackContext;
  readonly evaluated: EvaluatedTemplate;
  readonly world: TemplateWorld;
  readonly onMoment: (moment: ResourceMoment) => void;
  /** Why a creation must fail; undefined when nobody wants it to. It may take its time. */
  readonly faultOf: (resource: ResourceToCreate) => MaybeFault | Promise<MaybeFault>;
}

type MaybeFault = Error | undefined;

/** A resource before it is created, its properties resolved. */
export interface ResourceToCreate extends Pick<ResourceMoment, 'logicalId' | 'type'> {
  readonly properties: object;
}

/** A resource could not be created, or not be deleted. The message starts with its logical id. */
export class ResourceFailed extends Error {
  override readonly name = 'ResourceFailed';
  constructor(
    readonly logicalId: string,
    readonly reason: string,
    cause: unknown,
  ) {
    super(`${logicalId}: ${reason}`, { cause });
  }
}

/** A resource was being created when another one failed. */
export class CreationCancelled extends Error {
  override readonly name = 'CreationCancelled';
  constructor() {
    super('Resource creation cancelled');
  }
}

/** Brings one resource to life. @throws ResourceFailed with the reason, however it failed */
export async function createResource(creation: Creation, logicalId: string): Promise<CreatedResource> {
  const type = creation.evaluated.template.Resources[logicalId]?.Type ?? '';
  const moment = { logicalId, type, physicalId: '' };
  creation.onMoment({ ...moment, status: 'CREATE_IN_PROGRESS' });
  try {
    const live = await bringToLife(creation, logicalId, type);
    creation.onMoment({ ...moment, physicalId: live.physicalId, status: 'CREATE_COMPLETE' });
    return live;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    creation.onMoment({ ...moment, status: 'CREATE_FAILED', reason, error });
    throw new ResourceFailed(logicalId, reason, error);
  }
}

async function bringToLife(
  { services, stack, evaluated, world, faultOf }: Creation,
  logicalId: string,
  type: string,
): Promise<CreatedResource> {
  const effect = resourceTypes.get(type);
  if (!effect) throw new Error(`the resource type ${type} is not rehearsed`);
  const properties = parse(effect, evaluated.properties(logicalId, world));
  const request = { logicalId, properties, stack, services };
  if (stack.as.roleArn !== WORLD_ROLE) {
    if (!effect.actions) throw new Error(`what a role needs to create ${type} is not rehearsed`);
    authorize(services.iam, stack.as, effect.actions(request));
  }
  const fault = await faultOf({ logicalId, type, properties });
  if (fault) throw fault;
  return { ...(await effect.create(request)), deleteActions: effect.deleteActions?.(request) ?? [] };
}

function parse({ properties, inert = [] }: ResourceType, resolved: Record<string, unknown>): Record<string, unknown> {
  const effective = Object.entries(resolved).filter(([name]) => inert === 'everything' || !inert.includes(name));
  const result = properties.safeParse(Object.fromEntries(effective));
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `property ${path.join('.')}: ${message}`);
  throw new Error(problems.join('; '));
}
