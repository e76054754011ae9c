import * as z from 'zod';
import type { HistoryLine } from '../../domain/history-line';
import { namesOf } from '../../domain/names';
import { Plan } from '../../domain/plan';
import { remembered } from '../remembered';
import type { Principal } from '../world/identities';
import type { Call } from './service';

export type { HistoryLine };

/** What a run document must have to be one; a step's own record holds how often it has looked so far. */
const RunDocument = z.object({
  run: z.object({ id: z.string() }),
  plan: z.unknown(),
  admitRun: z
    .object({ output: z.object({ epoch: z.number() }) })
    .optional()
    .catch(undefined),
});

type RunDocument = Omit<z.infer<typeof RunDocument>, 'plan'> & { readonly plan: Plan };

/** Every event of a run carries the same plan. */
const planIn = remembered((text) => ({ plan: Plan.safeParse(JSON.parse(text)).data }));

const StepRecord = z.object({ looks: z.number() });

export interface Carried {
  readonly at: string;
  readonly service: string;
  readonly resource: string;
  /** Name of the error. @default the call succeeded */
  readonly error?: string;
}

/** Parsed once for each invocation, however many calls it makes. */
const documents = new WeakMap<object, { readonly document: RunDocument | undefined }>();

function documentIn(event: unknown): RunDocument | undefined {
  if (typeof event !== 'object' || event === null) return undefined;
  const known = documents.get(event) ?? { document: readDocument(event) };
  documents.set(event, known);
  return known.document;
}

function readDocument(event: object): RunDocument | undefined {
  const { data } = RunDocument.safeParse(event);
  const { plan } = data ? planIn(JSON.stringify(data.plan ?? null)) : {};
  return data && plan && { ...data, plan };
}

/** The history line of a call: who asked comes from the event that the caller's function was invoked with. */
export function historyLine(
  { principal, region, operation }: Call,
  { at, service, resource, error }: Carried,
): HistoryLine {
  const event = principal.invocation?.event;
  const document = documentIn(event);
  const state = document && stateOf(principal, document.plan);
  return {
    at,
    runId: document?.run.id ?? null,
    epoch: document?.admitRun?.output.epoch ?? null,
    owner: document?.run.id ?? principal.about,
    step: principal.invocation ? (state ?? principal.about) : null,
    look: document ? looksBefore(event as Record<string, unknown>, state) + 1 : null,
    service,
    operation,
    region,
    resource,
    ok: error === undefined,
    error: error ?? null,
  };
}

/** A plan's function `…-admit-run` is the state AdmitRun; `undefined` for a function of somebody else. */
function stateOf({ about, region }: Principal, plan: Plan): string | undefined {
  const prefix = namesOf(plan, region).lambda('');
  if (!about.startsWith(prefix)) return undefined;
  const words = about.slice(prefix.length).split('-');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** The state AdmitRun has the key `admitRun`. */
function looksBefore(run: Record<string, unknown>, state = ''): number {
  const key = state.charAt(0).toLowerCase() + state.slice(1);
  return StepRecord.safeParse(run[key]).data?.looks ?? 0;
}
