import * as z from 'zod';
import { FailureRecord } from './failure';
import { Plan } from './plan';
import { VERBS } from './verbs';

/** Who a run is. Written by the machine's first state. */
export const Run = z.strictObject({
  /** The execution's ARN. */
  id: z.string(),
  verb: z.enum(VERBS),
  /** The Region this machine stands in and activates: *here*. */
  region: z.string(),
  /** ISO 8601 UTC. */
  startedAt: z.string(),
  planSha256: z.string(),
  /** The function URL of this Region's `serve-signal`. */
  signalUrl: z.string(),
});
export type Run = z.infer<typeof Run>;

/** One sentence of the run, and when it was said. */
export const Sentence = z.strictObject({ at: z.string(), because: z.string() });
export type Sentence = z.infer<typeof Sentence>;

/** What a step leaves in the run under its own key after each invocation. */
export const StepRecord = z.strictObject({
  status: z.enum(['pending', 'done']),
  /** How often the step has looked, over all its invocations. */
  looks: z.number().int().nonnegative(),
  because: z.string(),
  /** When the step looked first, ISO 8601 UTC: its limits count from here. */
  firstLookAt: z.string(),
  /** Seconds the machine waits before it invokes the step again; read only while pending. */
  lookAgainSeconds: z.number(),
  /** What was said during the last invocation, oldest first. */
  said: z.array(Sentence),
  /** Present once the step is done. */
  output: z.unknown().optional(),
});
export type StepRecord = z.infer<typeof StepRecord>;

/** The document that flows through a machine and grows one key per step. */
export const RunDocument = z.looseObject({
  plan: Plan,
  /** Unread until admit-run has judged it. */
  request: z.unknown(),
  run: Run,
  failures: z.array(FailureRecord),
});
export type RunDocument = z.infer<typeof RunDocument>;
