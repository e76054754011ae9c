import type { GetFunctionConfigurationRequest, InvocationRequest, InvocationResponse } from '@aws-sdk/client-lambda';
import * as client from '@aws-sdk/client-lambda';
import type { InvokeResult, LambdaHost } from '../world/lambda-host';
import { arnIn } from './arn';
import { AwsError, type Call, type Service } from './service';

/** Lambda as far as it is called through its API: a function is asked and answers, and tells its role. */
export interface LambdaApi {
  readonly service: Service;
}

export interface LambdaApiOptions {
  readonly account: string;
  readonly lambdas: Pick<LambdaHost, 'invoke'>;
  /** Function ARN → the role it works with. @default no function tells its role */
  readonly functionRoles?: ReadonlyMap<string, string>;
}

/** Six MB each way. Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const PAYLOAD_BYTES_MAX = 6_291_456;

/** Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function createLambdaApi({ account, lambdas, functionRoles = new Map() }: LambdaApiOptions): LambdaApi {
  const arnOf = ({ FunctionName = '' }: GetFunctionConfigurationRequest, region: string): string =>
    FunctionName.startsWith('arn:') ? FunctionName : arnIn({ region, account }, 'lambda', `function:${FunctionName}`);
  return {
    service: {
      signingName: 'lambda',
      client,
      operations: {
        // The role alone is known here of all that AWS tells.
        GetFunctionConfiguration: (input: GetFunctionConfigurationRequest, { region }: Call) => {
          const FunctionArn = arnOf(input, region);
          const Role = functionRoles.get(FunctionArn);
          if (Role) return { FunctionName: input.FunctionName, FunctionArn, Role };
          throw new AwsError('ResourceNotFoundException', `Function not found: ${FunctionArn}`, { status: 404 });
        },
        Invoke: async (input: InvocationRequest, { region }: Call) => {
          refuseUnknown(input);
          const arn = arnOf(input, region);
          return responseOf(await lambdas.invoke(arn, eventIn(input)).catch(refusedByLambda));
        },
      },
      authorization: (operation, input: InvocationRequest, { region }) => [
        {
          action: operation === 'Invoke' ? 'lambda:InvokeFunction' : `lambda:${operation}`,
          resource: arnOf(input, region),
        },
      ],
      // What the function does is another call, with its own line.
      changes: () => false,
    },
  };
}

/** @throws NotImplemented for what would be ignored */
function refuseUnknown({
  FunctionName: name = '',
  Payload: _,
  InvocationType: type,
  ...rest
}: InvocationRequest): void {
  const refused = [
    ...Object.keys(rest),
    ...(type === undefined || type === 'RequestResponse' ? [] : [`InvocationType ${type}`]),
    ...(/^[\w-]+$|^arn:[\w-]+:lambda:[\w-]+:\d+:function:[\w-]+$/.test(name) ? [] : [`FunctionName ${name}`]),
  ];
  if (refused.length === 0) return;
  throw new AwsError('NotImplemented', `lambda:Invoke with ${refused.join(', ')} is not rehearsed`, { status: 501 });
}

/** @throws RequestTooLargeException, InvalidRequestContentException */
function eventIn({ Payload = new Uint8Array() }: InvocationRequest): unknown {
  if (Payload.length > PAYLOAD_BYTES_MAX) {
    const message = `${Payload.length} byte payload is too large for the RequestResponse invocation type`;
    throw new AwsError('RequestTooLargeException', message);
  }
  const text = Buffer.from(Payload).toString();
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json');
  }
}

const responseOf = ({ payload, functionError, executedVersion }: InvokeResult): InvocationResponse => ({
  StatusCode: 200,
  ExecutedVersion: executedVersion,
  ...(functionError !== undefined && { FunctionError: functionError }),
  Payload: Buffer.from(JSON.stringify(payload ?? null)) as InvocationResponse['Payload'],
});

/** @throws AwsError for an exception of the Invoke API; anything else is a defect of this world and goes on */
function refusedByLambda(error: unknown): never {
  if (error instanceof AwsError) throw error;
  if (error instanceof Error && error.name.endsWith('Exception')) throw new AwsError(error.name, error.message);
  throw error;
}
