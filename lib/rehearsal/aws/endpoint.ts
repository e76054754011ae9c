import { randomUUID } from 'node:crypto';
import { WORLD_ROLE } from '../world/identities';
import { ConnectionLost } from './connection-lost';
import { historyLine } from './history';
import { denialOf } from './iam/authorize';
import { type Signature, signatureOf } from './protocol/http-message';
import type { Protocol, WireRequest } from './protocol/protocol';
import { unspokenRefusal } from './protocol/unspoken';
import type { AwsServerOptions } from './server';
import { AwsError, type Call, type RawResponse, type Service } from './service';

/** A service and the protocol it speaks. */
export interface Spoken {
  readonly service: Service;
  readonly protocol: Protocol;
}

export interface Endpoint {
  readonly options: AwsServerOptions;
  /** By signing name. */
  readonly services: ReadonlyMap<string, Spoken>;
}

/** A signed request on its way through the endpoint. */
interface Arrival extends Spoken {
  readonly endpoint: Endpoint;
  readonly request: WireRequest;
  readonly signature: Signature;
  readonly requestId: string;
}

/**
 * Answers one request: who signed it for which Region, may they, and what the service says.
 *
 * @throws ConnectionLost when caller or callee is in a Region that is cut, or the service is down
 */
export async function carryOut(endpoint: Endpoint, request: WireRequest): Promise<RawResponse> {
  const signature = signatureOf(request);
  if (!signature) {
    const error = new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', {
      status: 403,
    });
    return unspokenRefusal(error, request);
  }
  refuseIfCut(endpoint, regionOf(signature));
  const spoken = endpoint.services.get(signature.service);
  if (!spoken) return unspokenRefusal(unimplemented(endpoint, signature, operationHint(request)), request);
  if (spoken.service.isDown?.()) throw new ConnectionLost(`${signature.service} is down`);
  // Not drawn from the seed: calls arrive in no fixed order, and nothing depends on their ids.
  const arrival = { endpoint, request, signature, requestId: randomUUID(), ...spoken };
  const response = await answer(arrival).catch((error) => refusal(arrival, error));
  refuseIfCut(endpoint, regionOf(signature));
  return response;
}

/** These are homed here; a client with an endpoint of its own signs for its own Region all the same. */
const GLOBAL_HOME = 'us-east-1';
const GLOBAL_SERVICES = ['route53', 'iam'];

const regionOf = ({ service, region }: Signature): string => (GLOBAL_SERVICES.includes(service) ? GLOBAL_HOME : region);

function refuseIfCut({ options }: Endpoint, region: string): void {
  if (options.isCut(region)) throw new ConnectionLost(`${region} is cut`);
}

async function answer(arrival: Arrival): Promise<RawResponse> {
  const { endpoint, request, service, protocol } = arrival;
  const call = callOf(arrival);
  if (call.principal.roleArn !== WORLD_ROLE) refuseIfCut(endpoint, call.principal.region);
  const input = await protocol.inputOf(call.operation, request);
  refuseIfDenied(arrival, call, input);
  const perform = () => recorded(arrival, { call, input }, () => performed(arrival, call, input));
  const { around = (_, carry) => carry() } = endpoint.options;
  return around({ ...call, service: service.signingName }, perform);
}

/** @throws AwsError for an unknown access key and for an operation that is not rehearsed */
function callOf({ endpoint, request, signature, requestId, service, protocol }: Arrival): Call {
  const principal = endpoint.options.identities.principalOf(signature.accessKeyId);
  if (!principal) {
    throw new AwsError(protocol.names.unknownKey, 'The security token included in the request is invalid.', {
      status: 403,
    });
  }
  const operation = protocol.operationOf(request) ?? operationHint(request);
  if (!Object.hasOwn(service.operations, operation)) throw unimplemented(endpoint, signature, operation);
  return { principal, region: regionOf(signature), operation, requestId };
}

function unimplemented(
  { options }: Endpoint,
  { accessKeyId, service, region }: Signature,
  operation: string,
): AwsError {
  const principal = options.identities.principalOf(accessKeyId);
  options.onUnimplemented({ service, operation, region, about: principal?.about ?? 'unknown' });
  return new AwsError('NotImplemented', `${service}:${operation} is not rehearsed`, { status: 501 });
}

const operationHint = ({ method, path, headers }: WireRequest): string =>
  headers['x-amz-target'] ?? `${method} ${path}`;

function refuseIfDenied(arrival: Arrival, call: Call, input: unknown): void {
  const { endpoint, service, protocol } = arrival;
  const requests = service.authorization(call.operation, input, call);
  const denial = denialOf(endpoint.options.decide, call, requests);
  if (denial === undefined) return;
  const { accessDenied } = protocol.names;
  record(arrival, { call, input, error: accessDenied });
  throw new AwsError(accessDenied, denial, { status: protocol.deniedStatus });
}

async function performed({ request, service, protocol, requestId }: Arrival, call: Call, input: unknown) {
  if (service.forward) return service.forward(request, call);
  const output = await service.operations[call.operation]?.(input, call);
  return protocol.answer({ operation: call.operation, output, requestId });
}

interface Attempt {
  readonly call: Call;
  readonly input: unknown;
}

/** The history says what the service did, whatever the caller is told of it. */
async function recorded(arrival: Arrival, attempt: Attempt, perform: () => Promise<RawResponse>): Promise<RawResponse> {
  try {
    const response = await perform();
    const error = response.status < 400 ? {} : { error: response.headers['x-amzn-errortype']?.toString() ?? 'Unknown' };
    record(arrival, { ...attempt, ...error });
    return response;
  } catch (error) {
    record(arrival, { ...attempt, error: (error as Error).name });
    throw error;
  }
}

function record({ endpoint, service }: Arrival, { call, input, error }: Attempt & { readonly error?: string }): void {
  if (!service.changes(call.operation)) return;
  const resource =
    service.resourceOf?.(call.operation, input, call) ??
    service.authorization(call.operation, input, call)[0]?.resource ??
    '';
  const { onCall, clock } = endpoint.options;
  onCall(historyLine(call, { at: clock.iso(), service: service.signingName, resource, ...(error && { error }) }));
}

/** @throws ConnectionLost as it is; any other throw becomes an answer */
function refusal({ endpoint, protocol, requestId }: Arrival, error: unknown): RawResponse {
  if (error instanceof ConnectionLost) throw error;
  if (error instanceof AwsError) return protocol.refusal(error, requestId);
  endpoint.options.onDefect(error);
  const message = `this world failed: ${error instanceof Error ? error.message : error}`;
  return protocol.refusal(new AwsError('InternalFailure', message, { status: 500 }), requestId);
}
