/** A word that stands for a secret or for a customer's row, and everything that comes out of a handler. */
import type { Edge } from '../lambdas/edge/step-handler';
import type { WebAnswer } from '../lambdas/edge/web';
import { HERE, LOST, NOW } from './fixtures';

/** Nobody writes this by chance. */
export const MARK = 'T4int-of-a-secret';

/** What a terminal, a page of HTML or a sheet would take for more than text, and what makes one line two. */
export const HOSTILE = '\u001b[31m=cmd()|\r\n<script>\u0000\u202e\u2028\u0085';

/** Everything that a handler said, in whatever way. */
export function sinks() {
  const heard: unknown[] = [];
  const hear = (what: unknown) => void heard.push(what);
  const edge = {
    clock: { now: () => Date.parse(NOW), sleep: async () => {} },
    log: hear,
    lock: () => ({ guard: async () => true }),
    evidence: () => ({ append: async (entry: unknown) => hear(entry), read: async () => [] }),
  } as unknown as Edge;
  return {
    edge,
    hear,
    /** Waits for an answer or an error, and keeps it too. */
    async ends(answer: Promise<unknown>): Promise<void> {
      await answer.then(hear, (error: Error) => hear({ name: error.name, message: error.message }));
    },
    heard,
    text: () => JSON.stringify(heard),
  };
}

/** Every text in a value, those of keys too. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return [...Object.keys(value), ...Object.values(value).flatMap(textsIn)];
}

/** What each line would do besides being read. */
export const unprintable = (texts: readonly string[]): string[] =>
  texts.filter((text) => /[\p{C}\p{Zl}\p{Zp}]/u.test(text));

const RELEASE = 'r-3f2a1b';
const headers = { 'understudy-region': HERE, 'understudy-release': RELEASE };

const answered = (of: { status?: number; headers?: Record<string, string>; body?: string }): WebAnswer => ({
  outcome: 'answered',
  status: 200,
  body: '',
  latencyMilliseconds: 40,
  ...of,
  headers: { ...headers, 'set-cookie': `session=${MARK}`, 'x-internal': MARK, ...of.headers },
});

/** Answers of a service that tell too much, each with what tells it. */
export const TELLING_ANSWERS: readonly (readonly [string, WebAnswer])[] = [
  ['the cookies of a good answer', answered({})],
  ['the rows of a good answer', answered({ body: JSON.stringify({ customers: [{ name: MARK, card: MARK }] }) })],
  ['a page of an error', answered({ status: 500, body: `<pre>postgres://app:${MARK}@db.internal/orders</pre>` })],
  ['a challenge', answered({ status: 401, headers: { 'www-authenticate': `Basic realm="${MARK}"` } })],
  [
    'a redirect to a page for signing in',
    answered({
      status: 302,
      headers: { location: `https://app:${MARK}@login.example.com/${MARK}?token=${MARK}#${MARK}` },
    }),
  ],
  ['a redirect to another path', answered({ status: 302, headers: { location: `/sign-in/${MARK}` } })],
  ['a redirect to no URL', answered({ status: 302, headers: { location: `data:text/plain,${MARK}` } })],
  ['a word in place of a Region', answered({ headers: { 'understudy-region': MARK } })],
  ['a word in place of a release', answered({ headers: { 'understudy-release': MARK } })],
  ['the body of another Region', answered({ headers: { 'understudy-region': LOST }, body: MARK })],
  ['the row of somebody else', answered({ body: JSON.stringify({ nonce: MARK, epoch: MARK }) })],
  ['a row with more in it', answered({ body: JSON.stringify({ nonce: 'x', epoch: 1, at: MARK, customer: MARK }) })],
  ['a text', answered({ body: MARK })],
  ['a list', answered({ body: JSON.stringify([MARK]) })],
  ['a ledger with more in it', answered({ body: JSON.stringify({ rows: 1, digest: 'd', customer: MARK }) })],
  ['a ledger without rows', answered({ body: JSON.stringify({ digest: MARK, lsn: MARK }) })],
];
