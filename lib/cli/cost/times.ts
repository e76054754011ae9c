import type { StepTimes } from '../../cost/run';
import { expectedSeconds } from '../../domain/expected-seconds';
import { allSteps } from '../../workflow/workflows';

/** How long each step is expected to take where none was measured, and how often it looks meanwhile. */
export function stepTimes(): StepTimes {
  const steps = allSteps();
  const expected = expectedSeconds(
    steps.map(({ name }) => name),
    {},
  );
  return Object.fromEntries(
    steps.map(({ name, lookAgainSeconds }) => [name, { seconds: expected[name]?.seconds ?? 0, lookAgainSeconds }]),
  );
}
