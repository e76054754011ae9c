import * as z from 'zod';
import type { Hook, HookPoint } from './plan-verbs';
import type { Permission, Place } from './step';
import { oneLine } from './text';

/**
 * What a hook answers: the contract of a step. It is asked again until it is done or refuses, with the same input but
 * for `looks`, and may be asked twice for one look: it looks first, and repeats nothing that is done.
 */
export const HookAnswer = z.strictObject({
  status: z.enum(['pending', 'done', 'refused']),
  /** Why, in one sentence; shown in log, console and report. */
  /** Something must be left of it once it is one harmless line. */
  because: z
    .string()
    .max(1000)
    .refine((text) => oneLine(text) !== ''),
});
export type HookAnswer = z.infer<typeof HookAnswer>;

/** What the hooks of one point came to. */
export const HookOutput = z.strictObject({
  /** In the order of the plan. */
  hooks: z.array(
    z.strictObject({
      function: z.string(),
      because: z.string(),
      /** It failed, and the plan says to go on all the same. @default it is done */
      failed: z.literal(true).optional(),
    }),
  ),
});

export type HookOutput = z.infer<typeof HookOutput>;

/** Ask one hook once: an act of the step that stands at its point. Its evidence keeps it as it is. */
export interface AskHook {
  readonly kind: 'hook';
  readonly point: HookPoint;
  readonly function: string;
  /** How often it is asked with this, from 1. */
  readonly looks: number;
}

/**
 * What came of asking once. `failed`: no answer that counts, because of an error, a call that was denied, throttled or
 * too slow, or an answer of another shape; the hook is asked again while its time lasts.
 */
export interface HookReply {
  readonly status: HookAnswer['status'] | 'failed';
  readonly because: string;
}

/** What a hook is told. */
export interface HookInput {
  readonly plan: string;
  readonly verb: string;
  /** Where in the run it is called, as the plan writes it. */
  readonly point: string;
  /** The Region of the machine: the one that is made active, or stands down. */
  readonly region: string;
  /** Execution ARN: the same for every call of one run, so that work can be recognised. */
  readonly runId: string;
  /** 0 where the run was never admitted. */
  readonly epoch: number;
  readonly reason: string;
  /** The Region that stops taking writes, or may take them again; only at `fence` and `unfence`. */
  readonly fencedRegion?: string;
  /** How often it has been asked, from 1. */
  readonly looks: number;
}

/** Hooks of one point are asked one after the other: the sum of their times, and a minute to say how it ended. */
export const hookSeconds = (hooks: readonly Hook[]): number =>
  hooks.reduce((sum, { timeoutSeconds }) => sum + timeoutSeconds, 60);

/** The functions of these hooks here, and nothing else, may be invoked. */
export const invokingHooks = ({ plan, region, names }: Place, hooks: readonly Hook[]): Permission => ({
  actions: ['lambda:InvokeFunction'],
  resources: hooks.map(
    ({ function: name }) => `arn:${names.partition}:lambda:${region}:${plan.account}:function:${name}`,
  ),
});
