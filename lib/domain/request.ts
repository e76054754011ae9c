import * as z from 'zod';
import { listed, nearest, oneLine } from './text';

/** What started an automatic run. Absent when a person started it. */
export const Trigger = z.strictObject({
  kind: z.literal('alarm'),
  /** The CloudWatch alarm in this Region that said the active Region is down. */
  alarmArn: z.string().max(300),
  /** Id of the EventBridge event that carried it. */
  eventId: z.string().max(100),
  /** When the alarm changed to ALARM, ISO 8601 UTC. */
  at: z.iso.datetime({ offset: true }),
});
export type Trigger = z.infer<typeof Trigger>;

/** The input of a machine once it was understood. */
export interface Request {
  /** Why this run was started; one line, at most 500 characters. */
  readonly reason: string;
  readonly trigger?: Trigger;
}

const KEYS = ['reason', 'Comment', 'trigger'];
/** Longest reason a machine takes. */
export const REASON_CHARACTERS_MAX = 500;
/**
 * An alarm that changed longer ago than this starts nothing: EventBridge may deliver an event up to 24 hours late, and
 * the world it speaks of is gone by then.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
 */
export const ALARM_AGE_SECONDS_MAX = 900;

/**
 * Reads a machine's input: `{"reason": "…"}`, or what the console proposes (`{"Comment": "…"}`), or the starter's
 * request with a `trigger`. Any other key is refused by name, so that a misspelt wish is never silently ignored.
 *
 * @returns the request, or every problem found, each with its path
 */
export function readRequest(input: unknown): { request: Request } | { problems: string[] } {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { problems: [`input: expected an object such as {"reason": "…"}, got ${kindOf(input)}`] };
  }
  const { reason, Comment, trigger } = input as Record<string, unknown>;
  const problems = Object.keys(input)
    .filter((key) => !KEYS.includes(key))
    .map(unknownKey);
  const why = reason ?? Comment;
  if (reason !== undefined && Comment !== undefined) {
    problems.push('input: reason and Comment were both given; keep reason');
  }
  if (typeof why !== 'string' || why.trim() === '') {
    problems.push(
      'input.reason: required, a sentence that says why; for example {"reason": "us-east-1 is unreachable"}',
    );
  } else if (why.length > REASON_CHARACTERS_MAX) {
    problems.push(`input.reason: got ${why.length} characters, at most ${REASON_CHARACTERS_MAX} are allowed`);
  }
  const parsed = trigger === undefined ? undefined : Trigger.safeParse(trigger);
  for (const issue of parsed?.error?.issues ?? []) {
    problems.push(`input.${['trigger', ...issue.path].join('.')}: ${issue.message}`);
  }
  if (problems.length > 0) return { problems };
  return { request: { reason: oneLine(String(why)), ...(parsed?.data && { trigger: parsed.data }) } };
}

function unknownKey(key: string): string {
  const near = nearest(key, KEYS);
  return `input.${oneLine(key, 80)}: unknown key; ${near ? `did you mean ${near}` : `allowed are ${listed(KEYS)}`}`;
}

const kindOf = (input: unknown) => (input === null ? 'null' : Array.isArray(input) ? 'an array' : typeof input);
