import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type AnyStep, type Place, slugOf } from '../domain/step';
import { BundledFunction } from './bundled-function';
import type { Bundles } from './bundles';
import { permissionsOf } from './permissions';

export interface StepLambdasProps {
  readonly place: Place;
  readonly bundles: Bundles;
}

/** The Lambdas behind the steps of a control plane: one for each step, however many machines name it. */
export class StepLambdas extends Construct {
  readonly #made = new Map<AnyStep, BundledFunction>();

  constructor(
    scope: Construct,
    id: string,
    private readonly props: StepLambdasProps,
  ) {
    super(scope, id);
  }

  /** The published version of a step's Lambda, which a run under way goes on using whatever is deployed meanwhile. */
  versionOf(step: AnyStep): IFunction {
    const made = this.#made.get(step) ?? this.make(step);
    this.#made.set(step, made);
    return made.lambda.currentVersion;
  }

  /** Its timeout and its permissions are the step's own. */
  private make(step: AnyStep): BundledFunction {
    return new BundledFunction(this, step.name, {
      ...this.props,
      slug: slugOf(step),
      purpose: step.purpose,
      timeoutSeconds: step.timeoutSeconds,
      permissions: permissionsOf(step, this.props.place),
    });
  }
}
