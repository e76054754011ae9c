import type { Verification } from '../../edge/staged-release';
import { type Finding, holds, open, problem, together } from './finding';

/** The release in the output, or `undefined` while something is wrong with it. */
export const verifiedRelease = ({ release }: Verification) =>
  release && { id: release.manifest.release, versionId: release.versionId, sha256: release.sha256 };

/** Whether the release staged here may be deployed: signed, fresh, and complete to the last object. */
export const judgeRelease = ({ problems, unknown, release }: Verification): Finding =>
  together([
    problem(...problems),
    open(...unknown),
    release ? holds(`release ${release.manifest.release} verified`) : holds(),
  ]);
