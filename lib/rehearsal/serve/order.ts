import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { jsonOf } from '../../domain/json';

/** What the page sends to have something done; an ARN is the longest word in it. */
export const Order = z.strictObject({ id: z.string().max(100), target: z.string().max(300).default('') });
export type Order = z.infer<typeof Order>;

/** Far more than an order takes, far less than would hurt. */
const BODY_BYTES_MAX = 4096;

/** An order, or why there is none in the request. */
export async function orderIn(request: IncomingMessage): Promise<Order | { readonly status: 400 | 413 }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > BODY_BYTES_MAX) return { status: 413 };
    chunks.push(chunk);
  }
  const read = Order.safeParse(jsonOf(Buffer.concat(chunks).toString('utf8')));
  return read.success ? read.data : { status: 400 };
}
