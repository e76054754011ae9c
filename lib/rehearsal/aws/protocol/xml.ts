import { NormalizedSchema } from '@smithy/core/schema';
import type { AwsError, RawResponse } from '../service';
import type { ClientSchemas, Codec, ErrorShape, Schema } from './schemas';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export const escapeXml = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');

/** The members of a structure, without the element around them. */
export function membersXml(codec: Codec, schema: Schema, value: unknown): string {
  if (!NormalizedSchema.of(schema).isStructSchema()) return '';
  const serializer = codec.createSerializer();
  serializer.write(schema, value ?? {});
  const xml = String(serializer.flush());
  return xml.endsWith('/>') ? '' : xml.replace(/^<[^>]*>/, '').replace(/<\/[^>]*>$/, '');
}

export interface XmlErrorOptions {
  readonly schemas: ClientSchemas;
  readonly codec: Codec;
  readonly requestId: string;
  /** Around the `Error` element; S3 has nothing around it. */
  readonly wrapped: boolean;
}

/** An error of awsQuery and restXml. */
export function xmlRefusal(error: AwsError, { schemas, codec, requestId, wrapped }: XmlErrorOptions): RawResponse {
  const shape = schemas.errors.get(error.name);
  const status = error.status ?? shape?.status ?? 400;
  const fields = [
    `<Type>${status >= 500 ? 'Receiver' : 'Sender'}</Type>`,
    `<Code>${escapeXml(shape?.code ?? error.name)}</Code>`,
    `<Message>${escapeXml(error.message)}</Message>`,
    extraXml(codec, shape, error),
  ];
  const xml = `<Error>${fields.join('')}</Error>`;
  const body = wrapped ? `<ErrorResponse>${xml}<RequestId>${requestId}</RequestId></ErrorResponse>` : xml;
  return xmlResponse({ status, requestId, body });
}

const extraXml = (codec: Codec, shape: ErrorShape | undefined, { extra }: AwsError): string =>
  shape && Object.keys(extra).length > 0 ? membersXml(codec, shape.schema, extra) : '';

export function xmlResponse({
  status,
  requestId,
  body,
}: {
  status: number;
  requestId: string;
  body: string;
}): RawResponse {
  const headers = { 'content-type': 'text/xml', 'x-amzn-requestid': requestId, 'x-amz-request-id': requestId };
  return { status, headers, body: Buffer.from(body) };
}
