import { inRegion } from '../../../lib/domain/names';
import type { Canary, Plan } from '../../../lib/domain/plan';
import { laneOf } from '../../../lib/domain/release';
import type { StepContext } from '../../../lib/domain/step';
import type { Asked } from '../../edge/canaries/round';

/** What is asked of the new stacks. */
export interface Proof {
  readonly reads: readonly Asked[];
  /** Each is sent one write, which must be refused. */
  readonly writes: readonly Asked[];
}

/**
 * A drill asks its own listener. Anywhere else the stacks stand where they will serve, and no write is sent: it would
 * be a row in production.
 */
export function proofOf({ plan, region, run }: Pick<StepContext, 'plan' | 'region' | 'run'>): Proof {
  const isDrill = laneOf(run.verb) === 'drill';
  const asked = isDrill ? inDrill(plan, region) : plan.canaries.map((canary) => at(canary, canary.url, region));
  const reads = asked.filter(({ kind }) => kind === 'read');
  // Whether the service goes on reading after the write could not be seen without a read.
  const writes = isDrill && reads.length > 0 ? asked.filter(({ kind }) => kind === 'write') : [];
  return { reads, writes };
}

const inDrill = ({ canaries }: Plan, region: string): Asked[] =>
  canaries.flatMap((canary) =>
    canary.drillUrl === undefined ? [] : [{ ...at(canary, canary.drillUrl, region), mayNamePort: true }],
  );

const at = (canary: Canary, url: string, region: string): Asked => ({ ...canary, url: inRegion(url, region) });
