import type { Construct } from 'constructs';
import { type Permission, slugOf } from '../domain/step';
import type { TriggerSpec } from '../domain/trigger';
import { BundledFunction, type BundledFunctionProps } from './bundled-function';

export interface TriggerLambdaProps
  extends Pick<BundledFunctionProps, 'place' | 'bundles' | 'reservedConcurrency' | 'environment'> {
  readonly trigger: TriggerSpec;
  /** What its wiring needs besides its own permissions. @default nothing */
  readonly alsoMay?: readonly Permission[];
}

/** The Lambda behind one trigger: its timeout and its permissions are the trigger's own. */
export class TriggerLambda extends BundledFunction {
  constructor(scope: Construct, { trigger, alsoMay = [], ...props }: TriggerLambdaProps) {
    super(scope, trigger.name, {
      ...props,
      slug: slugOf(trigger),
      purpose: trigger.purpose,
      timeoutSeconds: trigger.timeoutSeconds,
      permissions: [...trigger.permissions(props.place), ...alsoMay],
      awsManagedPolicies: trigger.awsManagedPolicies,
      isAlwaysBusy: trigger.isAlwaysBusy,
      memoryMegabytes: trigger.memoryMegabytes,
    });
  }
}
