import type { AnyStep } from '../../../lib/domain/step';
import { admitRun } from '../admit-run/step';
import { afterPromotion } from '../after-promotion/step';
import { afterTraffic } from '../after-traffic/step';
import { announceRegion } from '../announce-region/step';
import { authorizePromotion } from '../authorize-promotion/step';
import { beforePromotion } from '../before-promotion/step';
import { beforeTraffic } from '../before-traffic/step';
import { checkReadiness } from '../check-readiness/step';
import { closeRun } from '../close-run/step';
import { confirmOutage } from '../confirm-outage/step';
import { deployStacks } from '../deploy-stacks/step';
import { promoteDatabase } from '../promote-database/step';
import { retireStacks } from '../retire-stacks/step';
import { runCanaries } from '../run-canaries/step';
import { shiftTraffic } from '../shift-traffic/step';
import { unfenceRegion } from '../unfence-region/step';
import { verifyTraffic } from '../verify-traffic/step';

/** The steps of a failover in the order of its workflow, which a Lambda may not read; a test holds the two together. */
export const FAILOVER_STEPS: readonly AnyStep[] = [
  admitRun,
  confirmOutage,
  checkReadiness,
  authorizePromotion,
  beforePromotion,
  promoteDatabase,
  afterPromotion,
  deployStacks,
  runCanaries,
  beforeTraffic,
  shiftTraffic,
  verifyTraffic,
  announceRegion,
  afterTraffic,
  retireStacks,
  unfenceRegion,
  closeRun,
];
