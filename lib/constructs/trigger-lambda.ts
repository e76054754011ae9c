import type { Construct } from 'constructs';
import { type Permission, type Place, slugOf } from '../domain/step';
import type { TriggerSpec } from '../domain/trigger';
import { BundledFunction } from './bundled-function';
import type { Bundles } from './bundles';

export interface TriggerLambdaProps {
  readonly trigger: TriggerSpec;
  readonly place: Place;
  readonly bundles: Bundles;
  /** What its wiring needs besides its own permissions. @default nothing */
  readonly alsoMay?: readonly Permission[];
  /** Most executions at one time. @default what the account has left */
  readonly reservedConcurrency?: number;
}

/** The Lambda behind one trigger: its timeout and its permissions are the trigger's own. */
export class TriggerLambda extends BundledFunction {
  constructor(scope: Construct, { trigger, place, bundles, alsoMay = [], reservedConcurrency }: TriggerLambdaProps) {
    super(scope, trigger.name, {
      place,
      bundles,
      slug: slugOf(trigger),
      purpose: trigger.purpose,
      timeoutSeconds: trigger.timeoutSeconds,
      permissions: [...trigger.permissions(place), ...alsoMay],
      reservedConcurrency,
    });
  }
}
