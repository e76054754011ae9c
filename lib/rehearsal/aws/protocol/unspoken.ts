import type { AwsError, RawResponse } from '../service';
import type { WireRequest } from './protocol';
import { escapeXml } from './xml';

/** A refusal where the protocol is not known: the name is in a header, the message in the form that was sent. */
export function unspokenRefusal(error: AwsError, { headers }: WireRequest): RawResponse {
  const { name, message, status = 400 } = error;
  const isJson = headers['content-type']?.includes('json') ?? false;
  const fields = `<Code>${name}</Code><Message>${escapeXml(message)}</Message>`;
  const xml = `<ErrorResponse><Error>${fields}</Error></ErrorResponse>`;
  const body = isJson ? JSON.stringify({ __type: name, message }) : xml;
  const type = isJson ? 'application/json' : 'text/xml';
  return { status, headers: { 'content-type': type, 'x-amzn-errortype': name }, body: Buffer.from(body) };
}
