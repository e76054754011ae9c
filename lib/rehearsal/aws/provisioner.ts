import { type Principal, WORLD_ROLE } from '../world/identities';
import { arnIn } from './arn';
import { refuseWhatHasNoEffect } from './provisioner/check';
import type { CreatedResource, Creation, ResourceMoment } from './provisioner/create';
import { createAll } from './provisioner/create-all';
import { removeResources } from './provisioner/remove';
import type { Services } from './services';
import { type StackContext, uuidOf } from './stack-context';
import { type EvaluatedTemplate, evaluateTemplate, type TemplateWorld } from './template';

export type { ResourceMoment } from './provisioner/create';
export { CreationCancelled, ResourceFailed } from './provisioner/create';
export type { Services } from './services';

export interface StackRequest {
  readonly name: string;
  readonly region: string;
  readonly account: string;
  readonly template: object;
  /** @default the template's own defaults */
  readonly parameters?: Readonly<Record<string, string>>;
  /** The cdk.out folder that holds the `asset.<hash>` folders. */
  readonly assetDirectory: string;
  /** Creation is authorised as this role. @default the world's own hand, which may do everything */
  readonly as?: Principal;
  readonly tags?: Readonly<Record<string, string>>;
  /** @default derived from Region and name */
  readonly arn?: string;
  /** Told about every resource as it begins, ends or fails. */
  readonly onMoment?: (moment: ResourceMoment) => void;
  /** Why the creation of a resource must fail. @default none must */
  readonly faultOf?: Creation['faultOf'];
  /** Refuses a template, before anything is created. @default none is */
  readonly check?: (evaluated: EvaluatedTemplate) => void;
}

export interface ProvisionedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
}

export interface ProvisionedStack {
  readonly outputs: Record<string, string>;
  readonly resources: ProvisionedResource[];
  /**
   * Deletes the resources, the last created first.
   *
   * @param as deletion is authorised as this role @default the world's own hand
   */
  remove(as?: Principal): Promise<void>;
}

/** A stack whose creation is under way. */
export interface StackCreation {
  readonly context: StackContext;
  readonly evaluated: EvaluatedTemplate;
  /** Rejects with ResourceFailed for the first resource that failed; what was created until then still exists. */
  readonly done: Promise<Omit<ProvisionedStack, 'remove'>>;
  /** Begins no further resource, and waits for what is under way. */
  readonly stop: () => Promise<void>;
  /**
   * Deletes what exists, the last created first.
   *
   * @param as deletion is authorised as this role @default the one that creates
   * @throws ResourceFailed for the first resource that cannot be deleted; what was deleted until then is gone
   */
  readonly remove: (as?: Principal) => Promise<void>;
}

/**
 * Brings a template to life: each resource as soon as those it refers to exist, independent ones side by side.
 *
 * @throws everything this world cannot rehearse, in one message and before anything is created
 * @throws ResourceFailed for the first resource that failed, after all that were created are removed again
 */
export async function provisionStack(services: Services, request: StackRequest): Promise<ProvisionedStack> {
  const { done, remove } = beginStack(services, request);
  const clearAway = (as = worldIn(request.region)) => remove(as);
  try {
    return { ...(await done), remove: clearAway };
  } catch (error) {
    await clearAway();
    throw error;
  }
}

/** Begins what `provisionStack` does, and leaves a failure as it is. @throws what is known before the first resource */
export function beginStack(services: Services, request: StackRequest): StackCreation {
  const context = contextOf(request);
  const evaluated = evaluateTemplate(request.template, context, request.parameters);
  refuseWhatHasNoEffect(evaluated);
  request.check?.(evaluated);
  const live = new Map<string, CreatedResource>();
  const stopped = new AbortController();
  const world = templateWorld(services, context.region, live);
  const { onMoment = () => {}, faultOf = () => undefined } = request;
  const typeOf = (logicalId: string) => evaluated.template.Resources[logicalId]?.Type ?? '';
  const creation = { services, stack: context, evaluated, world, onMoment, faultOf };
  const created = createAll(creation, live, stopped.signal);
  const done = created.then(() => ({
    outputs: evaluated.outputs(world),
    resources: [...live].map(([logicalId, { physicalId }]) => ({ logicalId, type: typeOf(logicalId), physicalId })),
  }));
  const stop = async () => {
    stopped.abort();
    await created.catch(() => {});
  };
  const remove = (as = context.as) =>
    removeResources({ iam: services.iam, as, template: evaluated.template, onMoment }, live);
  return { context, evaluated, done, stop, remove };
}

/** The world's own hand, which may do everything. */
const worldIn = (region: string): Principal => ({ roleArn: WORLD_ROLE, about: 'world', region });

function contextOf(request: StackRequest): StackContext {
  const { name, region, account, assetDirectory, tags = {} } = request;
  const arn = request.arn ?? arnIn(request, 'cloudformation', `stack/${name}/${uuidOf(region, name)}`);
  const as = request.as ?? worldIn(region);
  return { name, arn, region, account, assetDirectory, tags, as };
}

function templateWorld(services: Services, region: string, live: ReadonlyMap<string, CreatedResource>): TemplateWorld {
  return {
    resource: (logicalId) => {
      const found = live.get(logicalId);
      return found && { physicalId: found.physicalId, attributes: found.attributes ?? {} };
    },
    secret: (reference) => services.secrets.resolve({ reference, region }),
  };
}
