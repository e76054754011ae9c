import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod';
import { clientSettings } from '../../../lambdas/edge/clients';
import type { Answer, ClientSettings, Keys, Session, SignedPost } from './session';
import { NoWorldError } from './standing-world';

/** A person types a command once: a packet lost on the way is not theirs to repeat. */
const ATTEMPTS_MAX = 3;
/** A function that was asleep starts within a second or two, and looks at its table before it answers. */
const POST_MILLISECONDS_MAX = 30_000;

/** @param world URL of a rehearsal world @default AWS */
export function openSession(world?: string): Session {
  const settings = (region: string): ClientSettings => ({
    ...clientSettings(region),
    maxAttempts: ATTEMPTS_MAX,
    ...(world && { endpoint: world }),
    // A world knows nobody's real keys: without keys of its own in the environment it lends some to whoever asks.
    ...(world && !process.env.AWS_ACCESS_KEY_ID && { credentials: () => lentBy(world) }),
  });
  return {
    settings,
    async post({ url, region, json }: SignedPost): Promise<Answer> {
      const { hostname, pathname } = new URL(url);
      const body = JSON.stringify(json);
      const signed = await signerOf(settings(region)).sign({
        method: 'POST',
        protocol: 'https:',
        hostname,
        path: pathname,
        headers: { host: hostname, 'content-type': 'application/json' },
        body,
      });
      const target = world ? `${world}/function-url/${hostname}${pathname}` : url;
      const { host: _, ...headers } = signed.headers;
      const answer = await fetch(target, {
        method: 'POST',
        headers,
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(POST_MILLISECONDS_MAX),
      });
      return { status: answer.status, body: await answer.text() };
    },
  };
}

/** With the credentials that any client would find. */
const signerOf = (settings: ClientSettings): SignatureV4 =>
  new SignatureV4({
    service: 'lambda',
    region: settings.region,
    credentials: () => new DynamoDBClient(settings).config.credentials(),
    sha256: Hash.bind(null, 'sha256'),
  });

const LentKeys = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });

/** The keys of a person in a rehearsal world, under the name of whoever sits at this machine. @throws NoWorldError */
async function lentBy(world: string): Promise<Keys> {
  const person = (process.env.USER ?? 'operator').replaceAll(/[^\w-]/g, '-');
  const url = `${world}/person/${person}`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(POST_MILLISECONDS_MAX) }).catch(() => undefined);
  const keys = LentKeys.safeParse(await answer?.json().catch(() => undefined));
  if (keys.success) return keys.data;
  throw new NoWorldError(world);
}
