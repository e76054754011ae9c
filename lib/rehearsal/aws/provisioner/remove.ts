import type { Principal } from '../../world/identities';
import type { IamDecider } from '../iam';
import type { Template } from '../template/shape';
import { authorize } from './authorize';
import { type CreatedResource, ResourceFailed, type ResourceMoment } from './create';

export interface Removal {
  readonly iam: IamDecider;
  /** The role that deletes. */
  readonly as: Principal;
  readonly template: Template;
  readonly onMoment: (moment: ResourceMoment) => void;
}

/**
 * Deletes what exists, the last created first; what the template wants retained stays, as in AWS.
 *
 * @param live what exists; each resource is taken out once it is gone
 * @throws ResourceFailed for the first resource that cannot be deleted
 */
export async function removeResources(removal: Removal, live: Map<string, CreatedResource>): Promise<void> {
  const { template, onMoment } = removal;
  for (const [logicalId, resource] of [...live].reverse()) {
    const { Type: type = '', DeletionPolicy } = template.Resources[logicalId] ?? {};
    const moment = { logicalId, type, physicalId: resource.physicalId };
    if (DeletionPolicy === 'Retain') onMoment({ ...moment, status: 'DELETE_SKIPPED' });
    else await removeResource(removal, resource, moment);
    live.delete(logicalId);
  }
}

async function removeResource(
  { iam, as, onMoment }: Removal,
  { deleteActions, remove }: CreatedResource,
  moment: Pick<ResourceMoment, 'logicalId' | 'type' | 'physicalId'>,
): Promise<void> {
  onMoment({ ...moment, status: 'DELETE_IN_PROGRESS' });
  try {
    authorize(iam, as, deleteActions);
    await remove?.();
    onMoment({ ...moment, status: 'DELETE_COMPLETE' });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    onMoment({ ...moment, status: 'DELETE_FAILED', reason, error });
    throw new ResourceFailed(moment.logicalId, reason, error);
  }
}
