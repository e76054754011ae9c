import type { WholeAnswer, WholeRequest } from '../world/https-server';
import { admissionTo, type FunctionUrl, regionOf } from './function-url/admission';
import { eventOf } from './function-url/event';
import { AwsError } from './service';
import type { Services } from './services';

type Parts = Pick<
  Services,
  'account' | 'functionPolicies' | 'iam' | 'identities' | 'lambdas' | 'listen' | 'network' | 'pace'
>;

/** Serves a function at its own public HTTPS name. */
export async function openFunctionUrl(parts: Parts, url: FunctionUrl): Promise<{ close(): Promise<void> }> {
  const server = await parts.listen(url.host, (request) => answer(parts, url, request));
  const address = parts.network.allocate(regionOf(url.host));
  parts.network.name(url.host, address);
  await parts.network.expose({ address, port: 443 }, server.port);
  return { close: server.close };
}

async function answer(parts: Parts, url: FunctionUrl, request: WholeRequest): Promise<WholeAnswer> {
  const admission = await admissionTo(url, request, parts);
  if ('refusal' in admission) {
    const body = JSON.stringify({ Message: admission.refusal });
    return { status: 403, headers: { 'content-type': 'application/json' }, body };
  }
  const event = eventOf(request, { ...parts, host: url.host, signer: admission.signer });
  const result = await parts.lambdas.invoke(url.functionArn, event).catch(refusedByLambda);
  if ('status' in result) return result;
  const { payload, functionError } = result;
  if (functionError !== undefined) return { status: 502, headers: {}, body: 'Internal Server Error' };
  return answerOf(payload);
}

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-monitoring.html @throws what is no throttling */
function refusedByLambda(error: unknown): WholeAnswer {
  if (!(error instanceof AwsError) || error.name !== 'TooManyRequestsException') throw error;
  const body = JSON.stringify({ Reason: error.extra.Reason, Type: error.extra.Type, message: error.message });
  return { status: 429, headers: { 'content-type': 'application/json' }, body };
}

interface FunctionAnswer {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/** An object with a statusCode is the whole answer; anything else is the body of a 200. */
function answerOf(payload: unknown): WholeAnswer {
  const { statusCode, headers = {}, body = '', isBase64Encoded } = (payload ?? {}) as FunctionAnswer;
  if (statusCode === undefined) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(payload) };
  }
  return {
    status: statusCode,
    headers: { 'content-type': 'application/json', ...headers },
    body: isBase64Encoded === true ? Buffer.from(body, 'base64') : body,
  };
}
