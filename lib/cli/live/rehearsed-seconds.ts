import { expectedSeconds } from '../../domain/expected-seconds';

/** Steps that wait for what a world does faster than AWS: promotion, stack creation, health checks. */
const SCALED: readonly string[] = ['PromoteDatabase', 'DeployStacks', 'ProveStacks', 'VerifyTraffic', 'ConfirmOutage'];

/** How long each step is expected to take in a world: what AWS takes, where it is modelled at the world's pace. */
export const rehearsedSeconds = (steps: readonly string[], scale: number): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(expectedSeconds(steps, {})).map(([step, { seconds }]) => [
      step,
      SCALED.includes(step) ? seconds / scale : seconds,
    ]),
  );
