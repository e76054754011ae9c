import { acknowledgeDivergenceCommand } from '../../../lib/domain/commands';
import { type Divergence, isOpenDivergence, isRecordedUnder } from '../../../lib/domain/divergence';
import { replacedByFailover } from '../../../lib/domain/replaced';
import type { KnownClaim } from '../../../lib/domain/settlement';
import type { InputOf } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import { type Finding, holds, open, problem, together } from '../../edge/finding';
import type { Reading } from '../../edge/reading';
import { again } from './active-region';
import { startStandDown, unreadClaims } from './judge-stood-down';
import type { confirmActive } from './step';
import { isReplacing } from './wanted';

type Input = InputOf<typeof confirmActive>;

/** What tells of rows that only the databases here may hold. */
export interface SeenDivergence {
  /** Claims of every Region of the plan. */
  readonly claims: readonly KnownClaim[];
  /** Of this Region; absent where users are not moved. */
  readonly divergence?: Reading<Divergence | undefined> | undefined;
}

/** Whether somebody has looked at what only the databases here may hold: a move back would bury it for good. */
export function judgeDivergence({ divergence, claims }: SeenDivergence, input: Input): Finding {
  if (!isReplacing(input)) return holds();
  if (divergence?.outcome !== 'read') {
    const because = divergence?.because ?? 'nobody looked';
    const sentence = `whether the databases of ${input.region} have diverged is unknown: ${because}`;
    return divergence?.outcome === 'failed' ? problem(sentence) : open(sentence);
  }
  return together([judgeRecorded(divergence.value, claims, input), judgeAcknowledged(divergence.value, input)]);
}

/** After a failover that took this Region's place nothing is known of its rows until its stand-down has recorded it. */
function judgeRecorded(recorded: Divergence | undefined, claims: readonly KnownClaim[], input: Input): Finding {
  if (input.plan.databases.length === 0) return holds();
  const silent = unreadClaims(claims);
  if (silent.length > 0) return open(...silent);
  const by = replacedByFailover(claims, input);
  if (!by || isRecordedUnder(recorded, by.epoch)) return holds();
  return problem(
    `a failover of ${by.region} took the place of ${input.region} under epoch ${by.epoch}, and what only the ` +
      `databases here may hold is not recorded yet; ${startStandDown(input)}; then ${again(input)}`,
  );
}

function judgeAcknowledged(recorded: Divergence | undefined, input: Input): Finding {
  if (!isOpenDivergence(recorded)) return holds();
  const told = recorded.databases.map(({ because, snapshot }) => {
    const kept = snapshot === undefined ? '' : ` (snapshot ${oneLine(snapshot, 255)})`;
    return `${oneLine(because, 400)}${kept}`;
  });
  return problem(
    `${input.region} may hold what ${oneLine(recorded.activeRegion, 30)} does not: ${told.join('; ')}; look at it, ` +
      `say so with ${acknowledgeDivergenceCommand(input.region)}, then ${again(input)}`,
  );
}
