import type { Construct } from 'constructs';
import { type AnyStep, type Place, slugOf } from '../domain/step';
import { BundledFunction } from './bundled-function';
import type { Bundles } from './bundles';
import { permissionsOf } from './permissions';

export interface StepLambdaProps {
  readonly step: AnyStep;
  readonly place: Place;
  readonly bundles: Bundles;
}

/** The Lambda behind one step: its timeout and its permissions are the step's own. */
export class StepLambda extends BundledFunction {
  constructor(scope: Construct, { step, place, bundles }: StepLambdaProps) {
    super(scope, step.name, {
      place,
      bundles,
      slug: slugOf(step),
      purpose: step.purpose,
      timeoutSeconds: step.timeoutSeconds,
      permissions: permissionsOf(step, place),
    });
  }
}
