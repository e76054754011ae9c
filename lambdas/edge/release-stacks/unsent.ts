import type { AnyStep, StepContext } from '../../../lib/domain/step';
import { isoAt } from '../clock';
import type { Edge } from '../step-handler';

/** What an act has left, and whose evidence is written. */
interface Unsent {
  readonly stacks: readonly { readonly stackName: string }[];
  readonly act: { readonly kind: 'create' | 'delete' };
  readonly step: Pick<AnyStep, 'name'>;
  readonly edge: Pick<Edge, 'clock' | 'evidence' | 'log'>;
  readonly input: Pick<StepContext, 'document' | 'run' | 'epoch'>;
}

/**
 * Writes down which stacks of an act were not sent after all: the record before the act names all of them. Evidence
 * that cannot be written stops nobody; these stacks then count as called, and are looked for where there are none.
 */
export async function recordUnsent({ stacks, act, step, edge, input }: Unsent): Promise<void> {
  if (stacks.length === 0) return;
  const { document, run, epoch } = input;
  const were = stacks.length === 1 ? 'was' : 'were';
  const because = `${stacks.length} of these stacks ${were} not sent, the next look goes on`;
  const data = { act: { kind: act.kind }, unsent: stacks.map(({ stackName }) => stackName) };
  const at = isoAt(edge.clock.now());
  try {
    await edge
      .evidence(document)
      .append({ at, runId: run.id, epoch, step: step.name, kind: 'answered', because, data });
  } catch (error) {
    edge.log({ step: step.name, kind: 'evidence-missing', because, error: String(error), runId: run.id });
  }
}
