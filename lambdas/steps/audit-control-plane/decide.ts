import type { Decision } from '../../../lib/domain/decision';
import type { Divergence } from '../../../lib/domain/divergence';
import type { LastCheck } from '../../../lib/domain/drift';
import type { Lock } from '../../../lib/domain/lock';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import { AUDIT_PATIENCE_SECONDS, audited } from '../../edge/audited';
import { holds } from '../../edge/finding';
import { judgePresence, type SeenPresence } from '../../edge/presences';
import type { Reading } from '../../edge/reading';
import type { DescribedStack } from '../../edge/stacks';
import { judgeAlarm, type SeenAlarm } from './judge-alarm';
import { judgeDrift } from './judge-drift';
import { judgeFence, type SeenFence } from './judge-fence';
import { judgeDivergence, judgeLeftovers } from './judge-leftovers';
import { judgeTopic, type SeenTopic } from './judge-topics';
import type { auditControlPlane } from './step';

export interface Seen {
  readonly topics: readonly SeenTopic[];
  readonly alarm: SeenAlarm;
  /** The other Regions of the plan. */
  readonly regions: readonly SeenPresence[];
  /** Every stack of this Region. */
  readonly standing: Reading<readonly DescribedStack[]>;
  readonly drift: Reading<LastCheck | undefined>;
  readonly lock: Reading<Lock | undefined>;
  readonly divergence: Reading<Divergence | undefined>;
  readonly fencing: SeenFence;
}

type Input = InputOf<typeof auditControlPlane>;

/** Everything is judged at every look, so that one refusal names all that has to be put right. */
export function decide(seen: Seen, input: Input): Decision<never, OutputOf<typeof auditControlPlane>> {
  const { plan, region, names, now, run } = input;
  const { planSha256 } = run;
  return audited({
    findings: [
      ...seen.topics.map((topic) => judgeTopic(topic, region)),
      judgeAlarm(seen.alarm),
      ...seen.regions.map((other) => judgePresence(other, { region, now, planSha256 })),
      judgeDrift({ last: seen.drift, standing: seen.standing }, { now, stack: names.stack }),
      judgeLeftovers(seen, { plan: plan.name, region }),
      judgeDivergence(seen.divergence, region),
      judgeFence(seen.fencing, input),
      holds(`${seen.topics.length} topics, the alarm and ${seen.regions.length} other Regions as they should be`),
    ],
    elapsedSeconds: input.elapsedSeconds,
    patienceSeconds: AUDIT_PATIENCE_SECONDS,
    output: (holding) => ({ holds: [...holding] }),
  });
}
