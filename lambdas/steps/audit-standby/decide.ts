import type { Decision } from '../../../lib/domain/decision';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import { AUDIT_PATIENCE_SECONDS, audited } from '../../edge/audited';
import { type Finding, holds, problem, unread } from '../../edge/finding';
import type { Reading } from '../../edge/reading';
import type { DescribedStack } from '../../edge/stacks';
import { judgeImages, type SeenImage } from './judge-images';
import { judgeQuotas } from './judge-quotas';
import { judgeTarget, type SeenTargetGroup } from './judge-targets';
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
  /** Every stack of this Region. */
  readonly standing: Reading<readonly DescribedStack[]>;
}

type Input = InputOf<typeof auditStandby>;

/** Everything is judged at every look, so that one refusal names all that has to be put right. */
export const decide = (seen: Seen, input: Input): Decision<never, OutputOf<typeof auditStandby>> =>
  audited({
    findings: judgeRelease(seen, input),
    elapsedSeconds: input.elapsedSeconds,
    patienceSeconds: AUDIT_PATIENCE_SECONDS,
    output: (holding) => ({ holds: [...holding] }),
  });

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
