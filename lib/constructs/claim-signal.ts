import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { serveSignal } from '../../lambdas/triggers/serve-signal/trigger';
import type { Place } from '../domain/step';
import type { Bundles } from './bundles';
import { TriggerLambda } from './trigger-lambda';

/**
 * Sixteen or so checkers of each health check ask every 10 s, all within the same second at worst, and an answer takes
 * some 20 ms: one execution would do, twenty stay free while a flood of strangers is turned away.
 */
const RESERVED_CONCURRENCY = 20;

/**
 * Where the health checks of the other Regions read whether this Region claims the traffic. Public, because Route 53's
 * checkers cannot sign: it answers one word and can read one item. Made beforehand, because creating a function URL
 * needs the Route 53 control plane.
 */
export class ClaimSignal extends Construct {
  /** `https://<id>.lambda-url.<region>.on.aws/` */
  readonly url: string;

  constructor(scope: Construct, id: string, props: { readonly place: Place; readonly bundles: Bundles }) {
    super(scope, id);
    const { lambda } = new TriggerLambda(this, {
      ...props,
      trigger: serveSignal,
      reservedConcurrency: RESERVED_CONCURRENCY,
    });
    this.url = lambda.addFunctionUrl({ authType: FunctionUrlAuthType.NONE }).url;
  }
}
