import { NormalizedSchema } from '@smithy/core/schema';
import { serialized } from './bytes';
import type { Protocol } from './protocol';
import type { ClientSchemas } from './schemas';

/**
 * awsJson 1.0 and 1.1: JSON in, JSON out, the operation in a header.
 *
 * Source: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
export function awsJson(schemas: ClientSchemas): Protocol {
  const codec = schemas.protocol.getPayloadCodec();
  const version = schemas.protocol.getShapeId().endsWith('1_0') ? '1.0' : '1.1';
  const headers = { 'content-type': `application/x-amz-json-${version}` };
  return {
    names: { accessDenied: 'AccessDeniedException', unknownKey: 'UnrecognizedClientException' },
    deniedStatus: 400,
    operationOf: (request) => request.headers['x-amz-target']?.split('.').at(-1),
    async inputOf(operation, request) {
      const shape = schemas.operations.get(operation);
      if (!shape) throw new Error(`the client has no operation ${operation}`);
      return request.body.length === 0 ? {} : codec.createDeserializer().read(shape.input, request.body);
    },
    answer({ operation, output, requestId }) {
      const schema = schemas.operations.get(operation)?.output ?? 'unit';
      const hasBody = NormalizedSchema.of(schema).isStructSchema();
      const body = hasBody ? serialized(codec, schema, output ?? {}) : Buffer.from('{}');
      return { status: 200, headers: { ...headers, 'x-amzn-requestid': requestId }, body };
    },
    refusal(error, requestId) {
      const shape = schemas.errors.get(error.name);
      const name = shape?.name ?? error.name;
      const type = shape ? `${shape.namespace}#${name}` : name;
      const queryCode = shape?.queryCode && { 'x-amzn-query-error': `${shape.queryCode};Sender` };
      return {
        status: error.status ?? shape?.status ?? 400,
        headers: { ...headers, 'x-amzn-requestid': requestId, 'x-amzn-errortype': name, ...queryCode },
        body: Buffer.from(JSON.stringify({ __type: type, message: error.message, ...error.extra })),
      };
    },
  };
}
