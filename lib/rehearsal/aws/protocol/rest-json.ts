import { NormalizedSchema } from '@smithy/core/schema';
import { readBound } from './http-input';
import { writeBound } from './http-output';
import type { Protocol } from './protocol';
import { routed, routesOf } from './route';
import type { ClientSchemas, ErrorShape, Schema } from './schemas';

/**
 * restJson1: the operation is in method and path; members are in path, query, headers and a JSON body or a payload.
 *
 * Source: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 */
export function restJson(schemas: ClientSchemas): Protocol {
  const codec = schemas.protocol.getPayloadCodec();
  const routes = routesOf(schemas.operations.values(), false);
  const headersOf = (requestId: string) => ({ 'content-type': 'application/json', 'x-amzn-requestid': requestId });
  return {
    names: { accessDenied: 'AccessDeniedException', unknownKey: 'UnrecognizedClientException' },
    deniedStatus: 403,
    operationOf: (request) => routed(routes, request)?.operation.name,
    async inputOf(operation, request) {
      const found = routed(routes, request);
      if (!found) throw new Error(`the client has no operation ${operation}`);
      return readBound(found.operation.input, { request, labels: found.labels, codec });
    },
    answer({ operation, output, requestId }) {
      const shape = schemas.operations.get(operation);
      const { status, inMessage } = withoutStatus(shape?.output ?? 'unit', output);
      const { headers, body } = writeBound(shape?.output ?? 'unit', inMessage, codec);
      const isEmpty = shape?.http?.[2] === 204;
      return {
        status: status ?? shape?.http?.[2] ?? 200,
        headers: { ...headersOf(requestId), ...headers },
        body: body ?? Buffer.from(isEmpty ? '' : '{}'),
      };
    },
    refusal(error, requestId) {
      const shape = schemas.errors.get(error.name);
      return {
        status: error.status ?? shape?.status ?? 400,
        headers: { ...headersOf(requestId), 'x-amzn-errortype': shape?.name ?? error.name },
        body: Buffer.from(JSON.stringify({ [messageOf(shape)]: error.message, ...error.extra })),
      };
    },
  };
}

/** A member may be bound to the status of the response: then it is in no header and in no body. */
function withoutStatus(schema: Schema, output: unknown): { status?: number; inMessage: unknown } {
  const shape = NormalizedSchema.of(schema);
  const members = shape.isStructSchema() ? [...shape.structIterator()] : [];
  const bound = members.find(([, member]) => member.getMergedTraits().httpResponseCode)?.[0];
  if (bound === undefined) return { inMessage: output };
  const { [bound]: status, ...inMessage } = (output ?? {}) as Record<string, unknown>;
  return { ...(typeof status === 'number' && { status }), inMessage };
}

/** Lambda writes `Message` where most services write `message`. */
function messageOf(error: ErrorShape | undefined): string {
  const members = error ? [...NormalizedSchema.of(error.schema).structIterator()] : [];
  return members.find(([name]) => name.toLowerCase() === 'message')?.[0] ?? 'message';
}
