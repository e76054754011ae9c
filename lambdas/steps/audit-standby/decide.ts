import type { Decision } from '../../../lib/domain/decision';
import type { Divergence } from '../../../lib/domain/divergence';
import type { LastCheck } from '../../../lib/domain/drift';
import type { Lock } from '../../../lib/domain/lock';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import { audited } from '../../edge/audited';
import { type Finding, holds, problem, unread } from '../../edge/finding';
import { judgePresence, type SeenPresence } from '../../edge/presences';
import type { Reading } from '../../edge/reading';
import type { DescribedStack } from '../../edge/stacks';
import { judgeAlarm, type SeenAlarm } from './judge-alarm';
import { judgeDrift } from './judge-drift';
import { judgeFence, type SeenFence } from './judge-fence';
import { judgeImages, type SeenImage } from './judge-images';
import { judgeDivergence, judgeLeftovers } from './judge-leftovers';
import { judgeQuotas } from './judge-quotas';
import { judgeTarget, type SeenTargetGroup } from './judge-targets';
import { judgeTopic, type SeenTopic } from './judge-topics';
import type { Needs } from './needs';
import type { auditStandby } from './step';

/** What the release uses, and whether that is here. */
export interface SeenRelease {
  readonly release: string;
  /** How many stacks it makes. */
  readonly count: number;
  readonly needs: Needs;
  readonly targets: readonly SeenTargetGroup[];
  readonly images: readonly SeenImage[];
  readonly quotas: { readonly cpus: Reading<number>; readonly stacks: Reading<number> };
}

export interface Seen {
  readonly release: Reading<SeenRelease>;
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

/** A throttled call succeeds within seconds; a dark Region takes twelve of them to say nothing. */
export const PATIENCE_SECONDS = 60;

type Input = InputOf<typeof auditStandby>;

/** Everything is judged at every look, so that one refusal names all that has to be put right. */
export function decide(seen: Seen, input: Input): Decision<never, OutputOf<typeof auditStandby>> {
  const { plan, region, names, now, run } = input;
  const { planSha256 } = run;
  return audited({
    findings: [
      ...judgeRelease(seen, input),
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
    patienceSeconds: PATIENCE_SECONDS,
    output: (holding) => ({ holds: [...holding] }),
  });
}

/** What its templates use; why a release cannot be read is check-readiness's to explain. */
function judgeRelease({ release: seen, standing }: Seen, { plan, region }: Input): Finding[] {
  if (seen.outcome !== 'read') return [unread('what the release uses here', seen)];
  const { release, count, needs, targets, images, quotas } = seen.value;
  return [
    ...judgeQuotas({ ...quotas, standing }, { needs, count }),
    ...targets.map((target) => judgeTarget(target, region)),
    ...judgeImages(needs.images, images, { account: plan.account, region }),
    needs.targetGroups.length === 0 && needs.cpus > 0
      ? problem(`no live parameter of ${release} names a target group, so its services would get no requests`)
      : holds(`${needs.images.length} images and ${targets.length} target groups of ${release} are here`),
  ];
}
