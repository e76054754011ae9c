import { inRegion } from '../../lib/domain/names';
import type { Plan } from '../../lib/domain/plan';
import { judgeProbe, PROBES_IN_A_ROW } from '../../lib/domain/probe';
import type { Clock } from './clock';
import type { Web, WebAnswer } from './web';

/** Two probes of this length and the pause between them take 11 s: a step's timeout has to hold them. */
const PROBE_MILLISECONDS_MAX = 5000;
const PAUSE_MILLISECONDS = 1000;

/** Which Region to probe, by the plan's `watch.probe`. */
export interface Probed {
  readonly plan: Plan;
  readonly region: string;
}

/**
 * Probes a Region from here until one answer shows it alive, or enough in a row found it down. `judgeProbes` says what
 * the answers mean.
 */
export async function probeRegion(
  { web, clock }: { web: Web; clock: Clock },
  { plan, region }: Probed,
): Promise<WebAnswer[]> {
  const canary = plan.canaries.find(({ name }) => name === plan.watch.probe);
  if (!canary) throw new Error(`watch.probe is ${plan.watch.probe}, which is no canary of the plan`);
  const url = inRegion(canary.url, region);
  const answers: WebAnswer[] = [];
  while (answers.length < PROBES_IN_A_ROW) {
    if (answers.length > 0) await clock.sleep(PAUSE_MILLISECONDS);
    const answer = await web.ask({ url, timeoutMilliseconds: PROBE_MILLISECONDS_MAX });
    answers.push(answer);
    if (!judgeProbe(answer).down) break;
  }
  return answers;
}
