import { HookOutput, hookSeconds, invokingHooks } from '../../../lib/domain/hook';
import { defineStep } from '../../../lib/domain/step';
import { admitRun } from '../admit-run/step';

export const beforePromotion = defineStep({
  name: 'BeforePromotion',
  purpose: 'Before the writer is moved, every hook of the plan has agreed.',
  reads: [admitRun],
  output: HookOutput,
  fenced: true,
  timeoutSeconds: 60,
  lookAgainSeconds: 5,
  overdueSeconds: ({ hooks }) => hookSeconds(hooks.beforePromotion),
  isNeeded: ({ hooks }) => hooks.beforePromotion.length > 0,
  permissions: (place) => [invokingHooks(place, place.plan.hooks.beforePromotion)],
});
