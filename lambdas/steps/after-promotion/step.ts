import { HookOutput, hookSeconds, invokingHooks } from '../../../lib/domain/hook';
import { defineStep } from '../../../lib/domain/step';
import { admitRun } from '../admit-run/step';

export const afterPromotion = defineStep({
  name: 'AfterPromotion',
  purpose: 'Once the writer is here, every hook of the plan has done its part.',
  reads: [admitRun],
  output: HookOutput,
  fenced: true,
  timeoutSeconds: 60,
  lookAgainSeconds: 5,
  overdueSeconds: ({ hooks }) => hookSeconds(hooks.afterPromotion),
  isNeeded: ({ hooks }) => hooks.afterPromotion.length > 0,
  permissions: (place) => [invokingHooks(place, place.plan.hooks.afterPromotion)],
});
