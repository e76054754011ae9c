import * as z from 'zod';
import { listed, nearest, oneLine } from './text';

/** ISO 8601 with its offset. A moment has some 30 characters; as many decimals as somebody likes would be one, too. */
const moment = z.iso.datetime({ offset: true }).max(40);

/** What started an automatic run. Absent when a person started it. */
export const Trigger = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('alarm'),
    /** The CloudWatch alarm in this Region that said the active Region is down. */
    alarmArn: z.string().max(300),
    /** Id of the EventBridge event that carried it. */
    eventId: z.string().max(100),
    /** When the alarm changed to ALARM, ISO 8601 UTC. */
    at: moment,
  }),
  z.strictObject({
    /** The level: the watch starts a run each minute while it says down and nothing else works on it. */
    kind: z.literal('watch'),
    alarmArn: z.string().max(300),
    /** When the watch looked, ISO 8601 UTC. */
    at: moment,
  }),
  z.strictObject({
    /** The composite alarm of this Region that says the active Region is at risk; it starts a prewarm. */
    kind: z.literal('risk'),
    alarmArn: z.string().max(300),
    /** Id of the EventBridge event that carried it. */
    eventId: z.string().max(100),
    /** When the alarm changed to ALARM, ISO 8601 UTC. */
    at: moment,
  }),
  /** The plan's schedule for drills, or that of the check. */
  z.strictObject({ kind: z.literal('schedule'), at: moment }),
  /** The watch keeps house: what another Region replaced stands down, what was warm for long enough is retired. */
  z.strictObject({ kind: z.literal('upkeep'), at: moment }),
]);
export type Trigger = z.infer<typeof Trigger>;

/** The input of a machine once it was understood. */
export interface Request {
  /** Why this run was started; one line, at most 500 characters. */
  readonly reason: string;
  readonly trigger?: Trigger;
  /**
   * Why this run may go on without hearing from a majority of the Regions; a person's word, recorded with the run. Only
   * plans of three and more Regions ask for it.
   */
  readonly withoutMajority?: string;
}

const PROBLEMS_SHOWN_MAX = 10;
const PROBLEM_CHARACTERS_MAX = 300;
const KEYS = ['reason', 'Comment', 'trigger', 'withoutMajority'];
/** Longest reason that a machine or a person's function takes. */
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
  const { reason, Comment, trigger, withoutMajority } = input as Record<string, unknown>;
  const parsed = trigger === undefined ? undefined : Trigger.safeParse(trigger);
  const problems = [
    ...reasonProblems({ reason, Comment }),
    ...(parsed?.error?.issues ?? []).map(({ path, message }) => `input.${['trigger', ...path].join('.')}: ${message}`),
    ...majorityProblems({ withoutMajority, trigger }),
    ...Object.keys(input)
      .filter((key) => !KEYS.includes(key))
      .map(unknownKey),
  ];
  if (problems.length > 0) return { problems: shown(problems) };
  return {
    request: {
      reason: oneLine(String(reason ?? Comment)),
      ...(parsed?.data && { trigger: parsed.data }),
      ...(withoutMajority !== undefined && { withoutMajority: oneLine(String(withoutMajority)) }),
    },
  };
}

/** They become one sentence of the run, and what was written may be anything, up to 256 KiB of it. */
function shown(problems: readonly string[]): string[] {
  const more = problems.length - PROBLEMS_SHOWN_MAX;
  return [
    ...problems.slice(0, PROBLEMS_SHOWN_MAX).map((problem) => oneLine(problem, PROBLEM_CHARACTERS_MAX)),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}

function reasonProblems({ reason, Comment }: Record<'reason' | 'Comment', unknown>): string[] {
  const both =
    reason !== undefined && Comment !== undefined ? ['input: reason and Comment were both given; keep reason'] : [];
  const problem = sentenceProblem('reason', reason ?? Comment, {
    missing: 'required, a sentence that says why; for example {"reason": "us-east-1 is unreachable"}',
  });
  return [...both, ...problem];
}

/** No alarm knows why a majority may be done without: only a person does. */
function majorityProblems({ withoutMajority, trigger }: Record<'withoutMajority' | 'trigger', unknown>): string[] {
  if (withoutMajority === undefined) return [];
  if (trigger !== undefined) return ['input.withoutMajority: only a person may say it, and a trigger started this run'];
  return sentenceProblem('withoutMajority', withoutMajority, {
    missing: 'expected a sentence that says why; for example {"withoutMajority": "because eu-west-1 is closed"}',
  });
}

function sentenceProblem(key: string, text: unknown, { missing }: { missing: string }): string[] {
  // What is left of control characters is nothing.
  if (typeof text !== 'string' || oneLine(text) === '') return [`input.${key}: ${missing}`];
  return text.length > REASON_CHARACTERS_MAX
    ? [`input.${key}: got ${text.length} characters, at most ${REASON_CHARACTERS_MAX} are allowed`]
    : [];
}

function unknownKey(key: string): string {
  const near = nearest(key, KEYS);
  return `input.${oneLine(key, 80)}: unknown key; ${near ? `did you mean ${near}` : `allowed are ${listed(KEYS)}`}`;
}

const kindOf = (input: unknown) => (input === null ? 'null' : Array.isArray(input) ? 'an array' : typeof input);
