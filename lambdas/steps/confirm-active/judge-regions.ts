import type { InputOf } from '../../../lib/domain/step';
import { type Finding, holds, together } from '../../edge/finding';
import { judgePresence, type SeenPresence } from '../../edge/presences';
import type { confirmActive } from './step';
import { isReplacing } from './wanted';

/** Whether every other Region works by the plan of this run: they would undo what another plan did. */
export const judgePresences = (seen: readonly SeenPresence[], input: InputOf<typeof confirmActive>): Finding =>
  isReplacing(input)
    ? together(seen.map((one) => judgePresence(one, { ...input, planSha256: input.run.planSha256 })))
    : holds();
