import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Lane } from '../domain/release/lane';
import { type AnyStep, lambdaSlugOf, type Place, slugOf } from '../domain/step';
import { BundledFunction } from './bundled-function';
import type { Bundles } from './bundles';
import { permissionsOf } from './permissions';

export interface StepLambdasProps {
  readonly place: Place;
  readonly bundles: Bundles;
}

/**
 * The Lambdas behind the steps of a control plane: one for each step, however many machines name it, and for some steps
 * one for each lane, so that a drill cannot touch what serves users.
 */
export class StepLambdas extends Construct {
  readonly #made = new Map<string, BundledFunction>();

  constructor(
    scope: Construct,
    id: string,
    private readonly props: StepLambdasProps,
  ) {
    super(scope, id);
  }

  /** The published version of a step's Lambda, which a run under way goes on using whatever is deployed meanwhile. */
  versionOf(step: AnyStep, lane: Lane): IFunction {
    const lambdaSlug = lambdaSlugOf(step, lane);
    const made = this.#made.get(lambdaSlug) ?? this.make(step, lane);
    this.#made.set(lambdaSlug, made);
    return made.lambda.currentVersion;
  }

  /** Its timeout and its permissions are the step's own. */
  private make(step: AnyStep, lane: Lane): BundledFunction {
    const { place } = this.props;
    const lambdaSlug = lambdaSlugOf(step, lane);
    const isOwn = lambdaSlug !== slugOf(step);
    return new BundledFunction(this, isOwn ? `${step.name}Drill` : step.name, {
      ...this.props,
      slug: slugOf(step),
      lambdaSlug,
      purpose: step.purpose,
      timeoutSeconds: step.timeoutSeconds,
      memoryMegabytes: step.memoryMegabytes,
      permissions: permissionsOf(step, isOwn ? { ...place, lane } : place),
    });
  }
}
