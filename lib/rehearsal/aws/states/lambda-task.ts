import * as z from 'zod';
import { StatesError } from '../../machine/run-machine';
import { type Chance, uuidFrom } from '../../world/chance';
import type { Principal } from '../../world/identities';
import type { InvokeResult, LambdaHost } from '../../world/lambda-host';
import type { IamDecider } from '../iam';
import { denialOf } from '../iam/authorize';

/** The one service integration that is rehearsed: request and response. */
const LAMBDA_INVOKE = /^arn:[a-z-]+:states:::lambda:invoke$/;

/** Strict, because every other argument would be ignored. */
const Arguments = z.strictObject({
  FunctionName: z.string().startsWith('arn:', 'must be the ARN of a function here'),
  Payload: z.unknown().optional(),
});

export interface LambdaTaskOptions {
  readonly lambdas: Pick<LambdaHost, 'invoke'>;
  readonly iam: IamDecider;
  /** The machine's role, in a session of the execution. */
  readonly principal: Principal;
  /** Draws the request's id, which the history shows. */
  readonly chance: Chance;
}

/**
 * Carries out a Task as Step Functions' optimised integration with Lambda does.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
 *
 * @throws StatesError with the function's own error name, or `Lambda.…` for what the service refused
 * @throws Error for a resource or an argument that is not rehearsed
 */
export async function lambdaTask(call: { resource: string; arguments: unknown }, options: LambdaTaskOptions) {
  if (!LAMBDA_INVOKE.test(call.resource)) throw new Error(`the resource ${call.resource} of a Task is not rehearsed`);
  const { FunctionName, Payload = {} } = Arguments.parse(call.arguments);
  refuseIfDenied(FunctionName, options);
  const result = await options.lambdas.invoke(FunctionName, Payload).catch(refusedByLambda);
  if (result.functionError !== undefined) throw functionFailed(result);
  return {
    ExecutedVersion: result.executedVersion,
    Payload: result.payload ?? null,
    SdkHttpMetadata: { AllHttpHeaders: {}, HttpHeaders: {}, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: uuidFrom(options.chance) },
    StatusCode: 200,
  };
}

function refuseIfDenied(resource: string, { iam, principal }: LambdaTaskOptions): void {
  const requests = [{ action: 'lambda:InvokeFunction', resource }];
  const denial = denialOf(iam, { principal, region: principal.region }, requests);
  if (denial === undefined) return;
  const details = 'Service: AWSLambda; Status Code: 403; Error Code: AccessDeniedException';
  throw new StatesError('Lambda.AWSLambdaException', `${denial} (${details})`);
}

/** @throws StatesError for an exception of the Invoke API; anything else is a defect of this world and goes on */
function refusedByLambda(error: unknown): never {
  if (error instanceof Error && error.name.endsWith('Exception')) {
    throw new StatesError(`Lambda.${error.name}`, `${error.message} (Service: AWSLambda; Error Code: ${error.name})`);
  }
  throw error;
}

/** An error without a type, as of a function that ran out of memory, is Lambda.Unknown. */
function functionFailed({ payload }: InvokeResult): StatesError {
  const { errorType } = z.object({ errorType: z.string() }).safeParse(payload).data ?? {};
  return new StatesError(errorType ?? 'Lambda.Unknown', JSON.stringify(payload));
}
