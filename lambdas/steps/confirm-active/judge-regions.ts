import { type Divergence, isOpenDivergence } from '../../../lib/domain/divergence';
import type { Presence } from '../../../lib/domain/presence';
import type { InputOf } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import { type Finding, holds, open, problem, together } from '../../edge/finding';
import type { Reading } from '../../edge/reading';
import { again } from './active-region';
import type { confirmActive } from './step';
import { isReplacing } from './wanted';

type Input = InputOf<typeof confirmActive>;

/** What another Region tells of itself. */
export interface SeenPresence {
  readonly region: string;
  /** `undefined` before its watch ran for the first time. */
  readonly presence: Reading<Presence | undefined>;
}

/** A watch renews its presence each minute: five of them lost in a row mean that it does not run. */
export const PRESENCE_AGE_SECONDS_MAX = 300;
/** So much of a digest tells two apart, and can be read aloud. */
const SHOWN_CHARACTERS = 12;

/** Whether every other Region works by the plan of this run: they would undo what another plan did. */
export const judgePresences = (seen: readonly SeenPresence[], input: Input): Finding =>
  isReplacing(input) ? together(seen.map((one) => judgePresence(one, input))) : holds();

function judgePresence({ region, presence }: SeenPresence, { run, now, ...input }: Input): Finding {
  if (presence.outcome === 'failed') return problem(`the plan of ${region} is unknown: ${presence.because}`);
  if (presence.outcome === 'unknown') return open(`the plan of ${region} is unknown: ${presence.because}`);
  if (!presence.value) return open(`the watch of ${region} has never told which plan it works by; deploy it there`);
  const { at, planSha256 } = presence.value;
  const ageSeconds = (Date.parse(now) - Date.parse(at)) / 1000;
  // A time that is none is as good as none.
  if (!(ageSeconds <= PRESENCE_AGE_SECONDS_MAX)) {
    return open(
      `the watch of ${region} last told of its plan at ${oneLine(at, 40)}, at most ${PRESENCE_AGE_SECONDS_MAX} s ago ` +
        'are allowed; see why it does not run',
    );
  }
  if (planSha256 === run.planSha256) return holds(`${region} works by the same plan`);
  return problem(
    `the plans differ: ${shown(planSha256)} in ${region}, ${shown(run.planSha256)} in ${input.region}; ` +
      `deploy the same plan to every Region, then ${again({ run })}`,
  );
}

const shown = (digest: string) => oneLine(digest, SHOWN_CHARACTERS + 1);

/** Whether somebody has looked at what only the databases here may hold: a move back would bury it for good. */
export function judgeDivergence(seen: Reading<Divergence | undefined> | undefined, input: Input): Finding {
  if (!isReplacing(input)) return holds();
  if (seen?.outcome !== 'read') {
    const because = seen?.because ?? 'nobody looked';
    const sentence = `whether the databases of ${input.region} have diverged is unknown: ${because}`;
    return seen?.outcome === 'failed' ? problem(sentence) : open(sentence);
  }
  if (!isOpenDivergence(seen.value)) return holds();
  const told = seen.value.databases.map(({ because, snapshot }) => {
    const kept = snapshot === undefined ? '' : ` (snapshot ${oneLine(snapshot, 255)})`;
    return `${oneLine(because, 400)}${kept}`;
  });
  return problem(
    `${input.region} may hold what ${oneLine(seen.value.activeRegion, 30)} does not: ${told.join('; ')}; look at it, ` +
      `say so with npx understudy acknowledge-divergence --because "…", then ${again(input)}`,
  );
}
