import { type Principal, WORLD_ROLE } from '../world/identities';
import { arnIn } from './arn';
import { refuseWhatHasNoEffect } from './provisioner/check';
import { type Creation, createResource, type ResourceMoment } from './provisioner/create';
import type { LiveResource } from './resource-type';
import type { Services } from './services';
import { type StackContext, uuidOf } from './stack-context';
import { type EvaluatedTemplate, evaluateTemplate, type TemplateWorld } from './template';
import type { Template } from './template/shape';

export type { ResourceMoment } from './provisioner/create';
export { ResourceFailed } from './provisioner/create';
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
}

export interface ProvisionedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
}

export interface ProvisionedStack {
  readonly outputs: Record<string, string>;
  readonly resources: ProvisionedResource[];
  /** Deletes the resources, the last created first. */
  remove(): Promise<void>;
}

/** A stack whose creation is under way. */
export interface StackCreation {
  readonly context: StackContext;
  readonly evaluated: EvaluatedTemplate;
  /** Rejects with ResourceFailed for the first resource that failed; what was created until then still exists. */
  readonly done: Promise<Omit<ProvisionedStack, 'remove'>>;
  readonly remove: () => Promise<void>;
}

/**
 * Brings a template to life: each resource as soon as those it refers to exist, independent ones side by side.
 *
 * @throws everything this world cannot rehearse, in one message and before anything is created
 * @throws ResourceFailed for the first resource that failed, after all that were created are removed again
 */
export async function provisionStack(services: Services, request: StackRequest): Promise<ProvisionedStack> {
  const { done, remove } = beginStack(services, request);
  try {
    return { ...(await done), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Begins what `provisionStack` does, and leaves a failure as it is. @throws what is known before the first resource */
export function beginStack(services: Services, request: StackRequest): StackCreation {
  const context = contextOf(request);
  const evaluated = evaluateTemplate(request.template, context, request.parameters);
  refuseWhatHasNoEffect(evaluated);
  const live = new Map<string, LiveResource>();
  const world = templateWorld(services, context.region, live);
  const { onMoment = () => {} } = request;
  const typeOf = (logicalId: string) => evaluated.template.Resources[logicalId]?.Type ?? '';
  const created = createAll({ services, stack: context, evaluated, world, onMoment }, live);
  const done = created.then(() => ({
    outputs: evaluated.outputs(world),
    resources: [...live].map(([logicalId, { physicalId }]) => ({ logicalId, type: typeOf(logicalId), physicalId })),
  }));
  return { context, evaluated, done, remove: () => removeAll(live, evaluated.template, onMoment) };
}

function contextOf(request: StackRequest): StackContext {
  const { name, region, account, assetDirectory, tags = {} } = request;
  const arn = request.arn ?? arnIn(request, 'cloudformation', `stack/${name}/${uuidOf(region, name)}`);
  const as = request.as ?? { roleArn: WORLD_ROLE, about: 'world', region };
  return { name, arn, region, account, assetDirectory, tags, as };
}

/** Creates everything; a failure lets what is under way end first, so that nothing is left behind unseen. */
async function createAll(creation: Creation, live: Map<string, LiveResource>): Promise<void> {
  const { dependencies } = creation.evaluated;
  const started = new Map<string, Promise<void>>();
  let failure: unknown;
  const start = (id: string): Promise<void> => {
    const running = started.get(id) ?? create(id);
    started.set(id, running);
    return running;
  };
  const create = async (id: string) => {
    await Promise.all([...(dependencies.get(id) ?? [])].map(start));
    if (failure !== undefined) return;
    try {
      live.set(id, await createResource(creation, id));
    } catch (error) {
      failure ??= error;
    }
  };
  await Promise.all([...dependencies.keys()].map(start));
  if (failure !== undefined) throw failure;
}

/** Deletes what exists, the last created first; what the template wants retained stays, as in AWS. */
async function removeAll(
  live: Map<string, LiveResource>,
  template: Template,
  onMoment: (moment: ResourceMoment) => void,
): Promise<void> {
  for (const [logicalId, { physicalId, remove }] of [...live].reverse()) {
    const { Type: type = '', DeletionPolicy } = template.Resources[logicalId] ?? {};
    const isKept = DeletionPolicy === 'Retain';
    if (!isKept) await remove?.();
    live.delete(logicalId);
    onMoment({ logicalId, type, physicalId, status: isKept ? 'DELETE_SKIPPED' : 'DELETE_COMPLETE' });
  }
}

function templateWorld(services: Services, region: string, live: ReadonlyMap<string, LiveResource>): TemplateWorld {
  return {
    resource: (logicalId) => {
      const found = live.get(logicalId);
      return found && { physicalId: found.physicalId, attributes: found.attributes ?? {} };
    },
    secret: (reference) => services.secrets.resolve({ reference, region }),
  };
}
