import type { Decision } from '../../../lib/domain/decision';
import type { EvidenceRecord } from '../../../lib/domain/evidence';
import type { AskHook, HookOutput } from '../../../lib/domain/hook';
import type { HookPoint } from '../../../lib/domain/plan-verbs';
import type { AnyStep, StepContext } from '../../../lib/domain/step';
import type { Sends } from '../clients';
import type { Edge } from '../step-handler';
import { hookCalls } from './calls';
import { judgeHooks } from './judge';

/** How a step that is nothing but a point for hooks looks and acts. */
export function hookMoves(step: Pick<AnyStep, 'name'>, clients: { lambda: Sends }, edge: Edge) {
  const calls = hookCalls(clients, edge);
  return {
    look: calls.look,
    perform: (act: AskHook, input: StepContext) => calls.perform(act, input, { step }),
  };
}

/** How it decides. */
export const decideAt =
  (point: HookPoint) =>
  (records: readonly EvidenceRecord[], { plan, now }: StepContext): Decision<AskHook, HookOutput> =>
    judgeHooks(plan.hooks[point], { point, records, now });
