import { HookOutput, hookSeconds, invokingHooks } from '../../../lib/domain/hook';
import { defineStep } from '../../../lib/domain/step';
import { admitRun } from '../admit-run/step';

export const afterTraffic = defineStep({
  name: 'AfterTraffic',
  purpose: 'Once users are answered from here, every hook of the plan has done its part.',
  reads: [admitRun],
  output: HookOutput,
  fenced: true,
  timeoutSeconds: 60,
  lookAgainSeconds: 5,
  overdueSeconds: ({ hooks }) => hookSeconds(hooks.afterTraffic),
  isNeeded: ({ hooks }) => hooks.afterTraffic.length > 0,
  permissions: (place) => [invokingHooks(place, place.plan.hooks.afterTraffic)],
});
