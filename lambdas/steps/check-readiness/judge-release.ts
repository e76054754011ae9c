import type { InputOf } from '../../../lib/domain/step';
import { type Finding, holds, open, problem, together } from '../../edge/finding';
import type { Verification, VerifiedRelease } from '../../edge/staged-release';
import { isPromoted, type SeenDatabase } from './judge-databases';
import type { checkReadiness } from './step';

type Input = InputOf<typeof checkReadiness>;

/** The release in the output, or `undefined` while something is wrong with it. */
export const verifiedRelease = ({ release }: Verification) =>
  release && {
    id: release.manifest.release,
    commit: release.manifest.commit,
    versionId: release.versionId,
    sha256: release.sha256,
  };

/** A release, and what tells whether a run goes on where an earlier one stopped. */
export interface SeenRelease {
  readonly release: Verification;
  readonly databases: readonly SeenDatabase[];
}

/** Whether the release staged here may be deployed: signed, fresh, and complete to the last object. */
export function judgeRelease({ release: verification, databases }: SeenRelease, input: Input): Finding {
  const { problems, unknown, release, tooOld } = verification;
  return together([
    problem(...problems),
    open(...unknown),
    tooOld ? judgeAge(tooOld, databases, input) : holds(),
    release ? holds(verifiedSentence(release)) : holds(),
  ]);
}

const verifiedSentence = ({ manifest: { release }, attestedAt }: VerifiedRelease): string =>
  `release ${release} verified${attestedAt ? `, its objects by the check of ${attestedAt}` : ''}`;

/** Once a writer is here users have nowhere else to go: an old release serves them better than none. */
function judgeAge(tooOld: string, databases: readonly SeenDatabase[], input: Input): Finding {
  if (databases.some((found) => isPromoted(found, input))) {
    return holds(`${tooOld}; it is deployed all the same, because a database was promoted here already`);
  }
  return databases.some(({ global }) => global.outcome === 'unknown') ? open(tooOld) : problem(tooOld);
}
