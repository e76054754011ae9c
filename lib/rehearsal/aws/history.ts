import * as z from 'zod';
import type { Call } from './service';

/** One call that changed something, or tried to. */
export interface HistoryLine {
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Execution ARN of the run that the caller works for; null outside a run. */
  readonly runId: string | null;
  /** The run's epoch; null before the run is admitted. */
  readonly epoch: number | null;
  /** Whose hand: the execution ARN of a run, or the caller's session name. */
  readonly owner: string;
  /** Name of the function that called; null when it was not called in an invocation. */
  readonly step: string | null;
  /** The first look of the invocation, counted from 1 over the whole step; null when the caller is no step. */
  readonly look: number | null;
  /** Signing name of the service. */
  readonly service: string;
  readonly operation: string;
  /** The Region the call was signed for. */
  readonly region: string;
  readonly resource: string;
  readonly ok: boolean;
  /** Name of the error; null when there was none. */
  readonly error: string | null;
}

/** What a run document must have to be one; a step's own record holds how often it has looked so far. */
const RunDocument = z.object({
  run: z.object({ id: z.string() }),
  plan: z.unknown(),
  admitRun: z
    .object({ output: z.object({ epoch: z.number() }) })
    .optional()
    .catch(undefined),
});

const StepRecord = z.object({ looks: z.number() });

export interface Carried {
  readonly at: string;
  readonly service: string;
  readonly resource: string;
  /** Name of the error. @default the call succeeded */
  readonly error?: string;
}

/** The history line of a call: who asked comes from the event that the caller's function was invoked with. */
export function historyLine(
  { principal, region, operation }: Call,
  { at, service, resource, error }: Carried,
): HistoryLine {
  const event = principal.invocation?.event;
  const document = RunDocument.safeParse(event).data;
  return {
    at,
    runId: document?.run.id ?? null,
    epoch: document?.admitRun?.output.epoch ?? null,
    owner: document?.run.id ?? principal.about,
    step: principal.invocation ? principal.about : null,
    look: document ? looksBefore(event as object, principal.about) + 1 : null,
    service,
    operation,
    region,
    resource,
    ok: error === undefined,
    error: error ?? null,
  };
}

/** Function `…-admit-run` has the key `admitRun`; `run` ends its name too but is no step's record. */
function looksBefore(event: object, functionName: string): number {
  const own = Object.entries(event).filter(([key]) => functionName.endsWith(`-${kebabCase(key)}`));
  const records = own.flatMap(([, value]) => StepRecord.safeParse(value).data ?? []);
  return records[0]?.looks ?? 0;
}

const kebabCase = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
