import { judgeProbes } from '../../../lib/domain/probe';
import type { InputOf } from '../../../lib/domain/step';
import { type Finding, holds, open, problem } from '../../edge/finding';
import type { WebAnswer } from '../../edge/web';
import type { confirmActive } from './step';
import { isReplacing, mustAnswer } from './wanted';

/**
 * Whether the active Region answers. One that is down is refused at once: probes in a row have said so, and users wait
 * for whoever takes over.
 *
 * @param probes answers to one probe after the other, sent from here
 */
export function judgeAlive(
  probes: readonly WebAnswer[],
  { active, ...input }: InputOf<typeof confirmActive> & { readonly active: string },
): Finding {
  if (!mustAnswer(input)) return holds();
  const { verdict, because } = judgeProbes(probes, active);
  if (verdict === 'alive') return holds(because);
  if (verdict === 'unknown') return open(because);
  const what = isReplacing(input) ? 'a switchover needs it alive' : `a ${input.run.verb} waits until it is well`;
  return problem(
    `${active} is down: ${because}; ${what}: if it is lost, start ${input.names.machine('failover')} in ` +
      `${input.region}, which takes over and says how much may be lost`,
  );
}
