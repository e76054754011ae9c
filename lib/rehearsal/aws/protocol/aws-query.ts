import { XmlCodec } from '@aws-sdk/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import type { Output, Protocol, WireRequest } from './protocol';
import { type ClientSchemas, ISO_TIMESTAMPS } from './schemas';
import { membersXml, xmlRefusal, xmlResponse } from './xml';

/** What SNS calls it. Source: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const OWN_DENIAL = 'AuthorizationErrorException';

/**
 * awsQuery: a form in, XML out.
 *
 * Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function awsQuery(schemas: ClientSchemas): Protocol {
  const { xmlNamespace, defaultNamespace } = schemas.protocol.options;
  const codec = new XmlCodec({
    timestampFormat: { useTrait: true, default: ISO_TIMESTAMPS },
    httpBindings: false,
    xmlNamespace,
    serviceNamespace: defaultNamespace,
  });
  const shapeOf = (operation: string) => schemas.operations.get(operation);
  return {
    // SNS has a shape of its own for it.
    names: {
      accessDenied: schemas.errors.has(OWN_DENIAL) ? OWN_DENIAL : 'AccessDenied',
      unknownKey: 'InvalidClientTokenId',
    },
    deniedStatus: 403,
    operationOf: (request) => formOf(request).get('Action') ?? undefined,
    async inputOf(operation, request) {
      const shape = shapeOf(operation);
      if (!shape) throw new Error(`the client has no operation ${operation}`);
      return codec.createDeserializer().readSchema(NormalizedSchema.of(shape.input), treeOf(formOf(request))) ?? {};
    },
    answer({ operation, output, requestId }: Output) {
      const members = membersXml(codec, shapeOf(operation)?.output ?? 'unit', output);
      const result = `<${operation}Result>${members}</${operation}Result>`;
      const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
      const body = `<${operation}Response xmlns="${xmlNamespace}">${result}${metadata}</${operation}Response>`;
      return xmlResponse({ status: 200, requestId, body });
    },
    refusal: (error, requestId) => xmlRefusal(error, { schemas, codec, requestId, wrapped: true }),
  };
}

const formOf = ({ body }: WireRequest): URLSearchParams => new URLSearchParams(body.toString());

interface Tree {
  [key: string]: Tree | string;
}

/** `Tags.member.1.Key=a` → `{ Tags: { member: [{ Key: 'a' }] } }`: what an XML body with the same content parses to. */
function treeOf(form: URLSearchParams): unknown {
  const root: Tree = {};
  for (const [path, value] of form) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    let branch = root;
    for (const key of keys) {
      const next = branch[key];
      branch = branch[key] = typeof next === 'object' ? next : {};
    }
    branch[last] = value;
  }
  return numberedToLists(root);
}

function numberedToLists(tree: Tree | string): unknown {
  if (typeof tree === 'string') return tree;
  const entries = Object.entries(tree).map(([key, value]) => [key, numberedToLists(value)] as const);
  const isList = entries.length > 0 && entries.every(([key]) => /^\d+$/.test(key));
  if (!isList) return Object.fromEntries(entries);
  return entries.sort(([left], [right]) => Number(left) - Number(right)).map(([, value]) => value);
}
