import { inRegion } from '../../lib/domain/names';
import type { Plan } from '../../lib/domain/plan';
import { judgeProbe } from '../../lib/domain/probe';
import type { Clock } from './clock';
import type { Web, WebAnswer } from './web';

/**
 * What is up for the health checkers of Route 53 is up here: they wait 4 s for a connection, as the web here does, and
 * 2 s longer for an answer; half a second is for the name and TLS. The second probe begins a second after the first at
 * the earliest and a second after its end at the latest, so both take at most 8.5 s: a step's time has to hold them.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 */
const PROBE_MILLISECONDS_MAX = 6500;
/** A packet that was lost is repeated by then, and a process that restarts was not met twice at the same moment. */
const PAUSE_MILLISECONDS = 1000;

/** Which Region to probe, by the plan's `watch.probe`. */
export interface Probed {
  readonly plan: Plan;
  readonly region: string;
}

/**
 * Probes a Region from here until an answer shows it alive, or two in a row found it down. A probe that has no answer
 * after the pause gets the second one beside it: a Region that swallows every packet costs a little more than one
 * time-out. `judgeProbes` says what the answers mean.
 *
 * @returns the answers as they came: one that shows it alive is the last
 */
export async function probeRegion(
  { web, clock }: { web: Web; clock: Clock },
  { plan, region }: Probed,
): Promise<WebAnswer[]> {
  const canary = plan.canaries.find(({ name }) => name === plan.watch.probe);
  if (!canary) throw new Error(`watch.probe is ${plan.watch.probe}, which is no canary of the plan`);
  const request = { url: inRegion(canary.url, region), timeoutMilliseconds: PROBE_MILLISECONDS_MAX };
  const answers: WebAnswer[] = [];
  const isAlive = () => answers.some((answer) => !judgeProbe(answer).down);
  const probe = async () => {
    answers.push(await web.ask(request));
    return isAlive();
  };
  const pause = () => clock.sleep(PAUSE_MILLISECONDS);

  const first = probe();
  const isAnswered = await Promise.race([first.then(() => true), pause().then(() => false)]);
  if (isAnswered && isAlive()) return answers;
  if (isAnswered) await pause();
  await oneOrAll([first, probe()]);
  return [...answers];
}

/** Until one says yes, or all have said no. */
const oneOrAll = (answers: readonly Promise<boolean>[]): Promise<void> =>
  new Promise((resolve, reject) => {
    for (const answer of answers) answer.then((yes) => yes && resolve(), reject);
    Promise.all(answers).then(() => resolve(), reject);
  });
