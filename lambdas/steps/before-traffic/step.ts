import { HookOutput, hookSeconds, invokingHooks } from '../../../lib/domain/hook';
import { defineStep } from '../../../lib/domain/step';
import { admitRun } from '../admit-run/step';

export const beforeTraffic = defineStep({
  name: 'BeforeTraffic',
  purpose: 'Before users are sent here, every hook of the plan has agreed.',
  reads: [admitRun],
  output: HookOutput,
  fenced: true,
  timeoutSeconds: 60,
  lookAgainSeconds: 5,
  overdueSeconds: ({ hooks }) => hookSeconds(hooks.beforeTraffic),
  isNeeded: ({ hooks }) => hooks.beforeTraffic.length > 0,
  permissions: (place) => [invokingHooks(place, place.plan.hooks.beforeTraffic)],
});
