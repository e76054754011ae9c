import * as z from 'zod';
import { isJson } from '../../lib/domain/json';
import type { Plan } from '../../lib/domain/plan';
import { RunDocument } from '../../lib/domain/run';

/** A run document but for its plan. */
const WithoutPlan = RunDocument.extend({ plan: z.unknown() });

/** The plan that was read last, and the text it was read from. */
let last: { readonly text: string; readonly plan: Plan } | undefined;

/**
 * Reads the document that a step is invoked with. All runs of a deployment carry the same plan, whose rules take longer
 * to check than the rest of an invocation: while the function stays warm, the same text is checked once.
 *
 * @throws ZodError for anything else than a run document
 */
export function readRun(event: unknown): RunDocument {
  const text = isJson(event) ? JSON.stringify(event.plan) : undefined;
  if (text !== undefined && text === last?.text) return { ...WithoutPlan.parse(event), plan: last.plan };
  const document = RunDocument.parse(event);
  if (text !== undefined) last = { text, plan: document.plan };
  return document;
}
