import * as z from 'zod';
import { REASON_CHARACTERS_MAX } from '../../lib/domain/request';
import { oneLine } from '../../lib/domain/text';
import { type Clock, isoAt } from './clock';
import type { Log } from './log';

/** What a function URL answers. */
export interface UrlAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request that only a person could have made, or the answer to one that is none. */
export type Asked =
  | {
      /** ARN of the caller, as IAM has verified it. */
      readonly by: string;
      /** The JSON of the body, unread. */
      readonly body: unknown;
    }
  | { readonly answer: UrlAnswer };

/** The largest request holds an execution's ARN and a reason. */
const BODY_BYTES_MAX = 4096;
/** An execution's ARN: its name has at most 80 characters, the rest far fewer than 300. */
export const ARN_CHARACTERS_MAX = 380;

/**
 * Payload format 2.0; `authorizer.iam` is filled in by Lambda itself when the URL's auth type is AWS_IAM.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
const UrlEvent = z.object({
  rawPath: z.string(),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
  requestContext: z.object({
    http: z.object({ method: z.string() }),
    authorizer: z
      .object({ iam: z.object({ userArn: z.string() }) })
      .optional()
      .catch(undefined),
  }),
});
type UrlEvent = z.infer<typeof UrlEvent>;

/** A user, an assumed role, a federated user or the root user of the account. */
const CALLER = /^arn:aws[\w-]*:(?:iam|sts)::(\d{12}):[\w+=,.@/-]{1,512}$/;

/**
 * Who asks for what, at a function URL of auth type AWS_IAM. Only POST with a JSON body asks for anything: whatever
 * follows links (a mail scanner, a preview) changes nothing.
 *
 * @param account only callers of this AWS account are heard
 */
export function askedBy(event: unknown, account: string): Asked {
  const parsed = UrlEvent.safeParse(event);
  if (!parsed.success) return answering(400, 'not a request of a function URL');
  const { rawPath, headers, requestContext } = parsed.data;
  if (rawPath !== '/') return answering(404, 'there is nothing here but /');
  if (requestContext.http.method !== 'POST') return answering(405, 'only POST is understood', { allow: 'POST' });
  const by = requestContext.authorizer?.iam.userArn ?? '';
  if (CALLER.exec(by)?.[1] !== account) return answering(403, 'IAM names no caller of this account; sign the request');
  const [type] = (headers['content-type'] ?? '').split(';');
  if (type?.trim().toLowerCase() !== 'application/json')
    return answering(415, 'expected content-type application/json');
  const read = bodyOf(parsed.data);
  return 'answer' in read ? read : { by, ...read };
}

function bodyOf({ body, isBase64Encoded }: UrlEvent): { body: unknown } | { answer: UrlAnswer } {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > BODY_BYTES_MAX) {
    return answering(413, `the body has ${bytes.length} bytes, at most ${BODY_BYTES_MAX} are allowed`);
  }
  try {
    return { body: JSON.parse(bytes.toString('utf8')) };
  } catch {
    return answering(400, 'the body is not JSON');
  }
}

/** What a person wants, or the answer to a body that says it wrongly. */
export type Understood<Wanted> = { readonly wanted: Wanted } | { readonly answer: UrlAnswer };

/** What a person said, who IAM says they are, and when. */
export interface PersonSaid<Wanted> {
  readonly wanted: Wanted;
  /** ARN of the caller, as IAM has verified it. */
  readonly by: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

export interface Person<Wanted> {
  /** Name of the trigger, for the log. */
  readonly trigger: string;
  /** Only callers of this AWS account are heard. */
  readonly account: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  wantedIn(body: unknown): Understood<Wanted>;
  /** Does what a person wants, if it may be done. */
  answer(said: PersonSaid<Wanted>): Promise<UrlAnswer>;
}

/** A function that persons call by its URL. What is refused is logged too: it may be somebody who tries. */
export function personHandler<Wanted>({ trigger, account, clock, log, wantedIn, answer }: Person<Wanted>) {
  const hear = async (event: unknown): Promise<Partial<PersonSaid<Wanted>> & { readonly answer: UrlAnswer }> => {
    const asked = askedBy(event, account);
    if ('answer' in asked) return asked;
    const { by, body } = asked;
    const read = wantedIn(body);
    if ('answer' in read) return { by, ...read };
    const { wanted } = read;
    return { by, wanted, answer: await answer({ wanted, by, at: isoAt(clock.now()) }) };
  };
  return async (event: unknown): Promise<UrlAnswer> => {
    const { answer, ...heard } = await hear(event);
    log({ trigger, ...heard, status: answer.statusCode, answer: answer.body });
    return answer;
  };
}

/** Why a person does something: one line that is never empty. */
export const Because = z
  .string('required, a sentence that says why')
  .max(REASON_CHARACTERS_MAX, `at most ${REASON_CHARACTERS_MAX} characters are allowed`)
  .transform((text) => oneLine(text))
  .pipe(z.string().min(1, 'required, a sentence that says why'));

/** The body as `schema` reads it, or an answer that names every problem with its path. */
export function understood<Wanted>(schema: z.ZodType<Wanted>, body: unknown): Understood<Wanted> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return { wanted: parsed.data };
  const problems = parsed.error.issues.map(({ path, message }) => `${['body', ...path].join('.')}: ${message}`);
  return answering(400, oneLine(problems.join('; ')));
}

/** No answer may be kept by anything on the way. */
export const answered = (
  statusCode: number,
  because: string,
  headers: Readonly<Record<string, string>> = {},
): UrlAnswer => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  body: JSON.stringify({ because }),
});

const answering = (...answer: Parameters<typeof answered>) => ({ answer: answered(...answer) });
