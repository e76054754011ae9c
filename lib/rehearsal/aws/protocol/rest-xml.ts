import { readBound } from './http-input';
import { writeBound } from './http-output';
import type { Protocol } from './protocol';
import { routed, routesOf } from './route';
import type { ClientSchemas } from './schemas';
import { xmlRefusal } from './xml';

/** S3 alone names its resource in the host, or first in the path, and sends errors without an element around them. */
const S3 = 'com.amazonaws.s3';

/**
 * restXml: the operation is in method, path and query; members are in path, query, headers and an XML body.
 *
 * Source: https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html
 */
export function restXml(schemas: ClientSchemas): Protocol {
  const codec = schemas.protocol.getPayloadCodec();
  const isS3 = schemas.protocol.options.defaultNamespace === S3;
  const routes = routesOf(schemas.operations.values(), isS3);
  return {
    names: { accessDenied: 'AccessDenied', unknownKey: isS3 ? 'InvalidAccessKeyId' : 'InvalidClientTokenId' },
    deniedStatus: 403,
    operationOf: (request) => routed(routes, request)?.operation.name,
    async inputOf(operation, request) {
      const found = routed(routes, request);
      if (!found) throw new Error(`the client has no operation ${operation}`);
      return readBound(found.operation.input, { request, labels: found.labels, codec });
    },
    answer({ operation, output, requestId }) {
      const shape = schemas.operations.get(operation);
      const { headers, body } = writeBound(shape?.output ?? 'unit', output, codec);
      return {
        status: shape?.http?.[2] ?? 200,
        headers: {
          'content-type': 'application/xml',
          'x-amzn-requestid': requestId,
          'x-amz-request-id': requestId,
          ...headers,
        },
        body: body ?? Buffer.alloc(0),
      };
    },
    refusal: (error, requestId) => xmlRefusal(error, { schemas, codec, requestId, wrapped: !isS3 }),
  };
}
