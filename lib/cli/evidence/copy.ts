import { isoAt, systemClock } from '../../../lambdas/edge/clock';
import type { KeptOfRun } from '../../domain/evidence-verified';

/** A copy of an archive proves its chain alone: whoever made it could have computed another. */
export const copyOf = (text: string): KeptOfRun => ({
  key: '',
  versions: [{ versionId: 'in the file', text }],
  isHidden: false,
  isLocked: false,
  now: isoAt(systemClock.now()),
});
