import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Of } from '../lib/domain/canonical-json';
import { namesOf } from '../lib/domain/names';
import type { Plan } from '../lib/domain/plan';
import { readPlan } from '../lib/domain/plan-reader';
import type { RunDocument } from '../lib/domain/run';
import type { AnyStep, InputOf, StepContext } from '../lib/domain/step';

/** The example plan, as every test and the rehearsal use it. */
export const plan: Plan = readPlan(readFileSync(join(__dirname, '../plan.json'), 'utf8'));

export const HERE = 'us-west-2';
export const LOST = 'us-east-1';
export const EPOCH = 101;
export const RUN_ID = `arn:aws:states:${HERE}:${plan.account}:execution:understudy-orders-failover:run-1`;
export const NOW = '2026-11-21T12:00:00.000Z';

/** A run in the standby Region, as its machine writes it before the first step. */
export const document: RunDocument = {
  plan,
  request: { reason: 'us-east-1 is unreachable' },
  run: {
    id: RUN_ID,
    verb: 'failover',
    region: HERE,
    startedAt: NOW,
    planSha256: sha256Of(plan),
    signalUrl: `https://signal.lambda-url.${HERE}.on.aws/`,
  },
  failures: [],
};

/** What a step is told, with `known` on top: other steps' outputs, or another plan, time or epoch. */
export function inputFor<S extends AnyStep>(
  _step: S,
  known: Partial<StepContext> & Record<string, unknown> = {},
): InputOf<S> {
  const base: StepContext = {
    plan,
    region: HERE,
    names: namesOf(plan, HERE),
    run: document.run,
    request: document.request,
    epoch: EPOCH,
    elapsedSeconds: 0,
    now: NOW,
    document,
  };
  return { ...base, ...known } as unknown as InputOf<S>;
}

/** A plan that differs from the example in some fields. */
export const planWith = (changes: Partial<Plan>): Plan => ({ ...plan, ...changes });
