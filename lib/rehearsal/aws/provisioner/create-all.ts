import { type CreatedResource, type Creation, CreationCancelled, createResource } from './create';

/**
 * Creates everything, each resource once those it refers to exist. A failure cancels what is under way: it is told at
 * once, and waited for, so that nothing is left behind unseen.
 *
 * @param live takes every resource that exists
 * @throws ResourceFailed for the first resource that failed
 */
export async function createAll(
  creation: Creation,
  live: Map<string, CreatedResource>,
  stopped: AbortSignal,
): Promise<void> {
  const { dependencies } = creation.evaluated;
  const started = new Map<string, Promise<void>>();
  const moments = cancellable(creation);
  let failure: unknown;
  const start = (id: string): Promise<void> => {
    const running = started.get(id) ?? create(id);
    started.set(id, running);
    return running;
  };
  const create = async (id: string) => {
    await Promise.all([...(dependencies.get(id) ?? [])].map(start));
    if (failure !== undefined || stopped.aborted) return;
    try {
      live.set(id, await createResource({ ...creation, onMoment: moments.tell }, id));
    } catch (error) {
      failure ??= error;
      moments.cancel();
    }
  };
  await Promise.all([...dependencies.keys()].map(start));
  if (failure !== undefined) throw failure;
  stopped.throwIfAborted();
}

/** Tells each resource's moments until it is cancelled: what happens to it then is nobody's news any more. */
function cancellable({ onMoment, evaluated }: Creation) {
  const underWay = new Set<string>();
  const cancelled = new Set<string>();
  const tell: Creation['onMoment'] = (moment) => {
    const { logicalId, status } = moment;
    if (cancelled.has(logicalId)) return;
    if (status === 'CREATE_IN_PROGRESS') underWay.add(logicalId);
    else underWay.delete(logicalId);
    onMoment(moment);
  };
  const cancel = () => {
    for (const logicalId of underWay) {
      const type = evaluated.template.Resources[logicalId]?.Type ?? '';
      const error = new CreationCancelled();
      tell({ logicalId, type, physicalId: '', status: 'CREATE_FAILED', reason: error.message, error });
      cancelled.add(logicalId);
    }
  };
  return { tell, cancel };
}
