import type * as z from 'zod';
import type { Names } from './names';
import type { Plan } from './plan';
import type { Lane } from './release/lane';
import type { Run, RunDocument } from './run';

/** One IAM statement: what a step may do, and to what. */
export interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** IAM condition block, operator → key → value. @default none */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Where a machine stands: the plan, its own Region, and what everything is called there. */
export interface Place {
  readonly plan: Plan;
  /** The Region of this control plane: *here*. */
  readonly region: string;
  readonly names: Names;
  /** The lane a function works in; only what is made for each lane by itself asks. @default 'live' */
  readonly lane?: Lane;
}

/** Everything the rest of the system may know about a step. Pure data. */
export interface StepSpec<
  Name extends string,
  Reads extends readonly AnyStep[],
  Output,
  MayRead extends readonly AnyStep[] = readonly AnyStep[],
> {
  /** State name. Its kebab-case is the folder, its camelCase the key in the run. */
  readonly name: Name;
  /**
   * One sentence, present tense: what holds once the step is done. Shown in the machine, the report and the runbook.
   */
  readonly purpose: string;
  /** Steps whose output this one needs, or that merely must have been done; they come earlier in the workflow. */
  readonly reads: Reads;
  /**
   * Steps whose output this one uses in the verbs that have them; in any other verb it is `undefined`.
   *
   * @default none
   */
  readonly mayRead?: MayRead;
  readonly output: z.ZodType<Output>;
  /**
   * Whether each perform is preceded by the guard write on the lock.
   * False only for steps that write lock, evidence or notifications.
   */
  readonly fenced: boolean;
  /**
   * Whether the record of a perform must be in the evidence before it: for a change that only this record keeps from
   * being made twice. Where it cannot be written the attempt fails and nothing is changed. Only for fenced steps.
   *
   * @default false: evidence that cannot be written does not stop a recovery
   */
  readonly mustRecord?: boolean;
  /**
   * The record the step leaves in the evidence when it is done; `own`: it writes its records itself.
   *
   * @default 'decided'
   */
  readonly evidence?: 'admitted' | 'decided' | 'own';
  /** Longest one invocation may take, seconds: the Lambda's timeout. */
  readonly timeoutSeconds: number;
  /** Memory of its Lambda, megabytes: less for one that mostly waits its turn. @default 512 */
  readonly memoryMegabytes?: number;
  /** Shortest pause between two invocations while the step waits, seconds; `pauseSeconds` says how it grows. */
  readonly lookAgainSeconds: number;
  /**
   * Shortest pause of a plan whose looks make many calls, seconds, whatever a decision says: so long AWS needs until it
   * takes as many again.
   *
   * @default `lookAgainSeconds` whatever the plan is
   */
  readonly restSeconds?: (plan: Plan) => number;
  /** How long after its first look a step that is not done fails as overdue, seconds. */
  readonly overdueSeconds: (plan: Plan) => number;
  /**
   * Whether a plan has any work for the step: a machine leaves out what its plan does not need.
   *
   * @default every plan
   */
  readonly isNeeded?: (plan: Plan) => boolean;
  /**
   * Whether each lane has a function of its own, with the rights on that lane alone: a drill cannot touch what serves
   * users. `permissions` is then asked once for each lane.
   *
   * @default false: one function for all verbs
   */
  readonly perLane?: true;
  /** What the step's Lambda may do beyond lock and evidence. */
  readonly permissions: (place: Place) => readonly Permission[];
}

// biome-ignore lint/suspicious/noExplicitAny: a list of steps holds steps of every output
export type AnyStep = StepSpec<string, readonly any[], any, readonly any[]>;
// biome-ignore lint/suspicious/noExplicitAny: only the output is inferred here
export type OutputOf<S> = S extends StepSpec<string, any, infer Output, any> ? Output : never;
// biome-ignore lint/suspicious/noExplicitAny: only what may be read is inferred here
type MayReadOf<S> = S extends StepSpec<string, any, any, infer MayRead> ? MayRead : never;
export type KeyOf<S extends AnyStep> = Uncapitalize<S['name']>;

/** What every step is told, besides the outputs it reads. */
export interface StepContext extends Place {
  readonly run: Run;
  /** The machine's input, unread; `admitRun.request` is the one that was understood. */
  readonly request: unknown;
  /** The epoch this run owns; 0 until it was admitted. */
  readonly epoch: number;
  /** Seconds since this step first looked. */
  readonly elapsedSeconds: number;
  /** The time of this look, ISO 8601 UTC. */
  readonly now: string;
  /** The whole run so far; for close-run, which reports all of it. */
  readonly document: RunDocument;
}

/** The context, plus one key for each step that is read, or may be, holding that step's output. */
export type InputOf<S extends AnyStep> = StepContext & {
  readonly [R in S['reads'][number] as KeyOf<R>]: OutputOf<R>;
} & {
  readonly [R in MayReadOf<S>[number] as KeyOf<R>]?: OutputOf<R> | undefined;
};

/** Gives a step's contract its exact type. */
export const defineStep = <
  const Name extends string,
  const Reads extends readonly AnyStep[],
  Output,
  const MayRead extends readonly AnyStep[] = readonly [],
>(
  spec: StepSpec<Name, Reads, Output, MayRead>,
) => spec;

/** Whether a plan has any work for a step. */
export const isStepNeeded = ({ isNeeded }: AnyStep, plan: Plan): boolean => isNeeded?.(plan) ?? true;

/** PromoteDatabase → promoteDatabase: the step's key in the run. */
export const keyOf = ({ name }: Pick<AnyStep, 'name'>): string => name.charAt(0).toLowerCase() + name.slice(1);

/** PromoteDatabase → promote-database: a step's or trigger's folder, its Lambda and its word on the command line. */
export const slugOf = ({ name }: { readonly name: string }): string =>
  name.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase();

/** The last word of the name of a step's Lambda: one that has a function for each lane has its own for drills. */
export const lambdaSlugOf = (step: AnyStep, lane: Lane): string =>
  step.perLane && lane === 'drill' ? `${slugOf(step)}-drill` : slugOf(step);
