import type { Verb } from '../../../lib/domain/verbs';
import type { Span } from '../../../lib/rehearsal/aws/durations';
import type { Doing, RunRecord, StepRecord } from '../../simulation/run-record';
import type { Worked } from './critical-path';

/** A step as a test writes it, in seconds since the run's start. */
export type MadeStep = readonly [state: string, from: number, to: number, ...doings: readonly MadeDoing[]];
export type MadeDoing = readonly [
  kind: Doing['kind'],
  from: number,
  to: number,
  what?: string,
  more?: { readonly isTimeout?: true; readonly served?: readonly [from: number, to: number] },
];
export type MadeSpan = readonly [kind: Span['kind'], subject: string, from: number, to: number];

export interface Made {
  readonly verb: Verb;
  readonly endsAt: number;
  readonly steps: readonly MadeStep[];
  readonly spans: readonly MadeSpan[];
  readonly outageAt?: number;
  readonly alarmedAt?: number;
  readonly stacks?: Worked['stacks'];
}

const STARTED_AT = Date.UTC(2026, 10, 21, 12);
const at = (seconds: number): number => STARTED_AT + seconds * 1000;

const doingOf = ([kind, from, to, what = '', { served, ...more } = {}]: MadeDoing): Doing => ({
  ...{ kind, what, from: at(from), to: at(to), ...more },
  ...(served && { served: { from: at(served[0]), to: at(served[1]) } }),
});

const stepOf = ([state, from, to, ...doings]: MadeStep): StepRecord => ({
  ...{ state, enteredAt: at(from), doneAt: at(to), looks: 1, invocations: 1, coldStarts: 0 },
  doings: doings.map(doingOf),
});

/** A run of which a test says when everything happened. */
export function madeRun({ verb, endsAt, steps, spans, outageAt, alarmedAt, stacks = [] }: Made): Worked {
  const run: RunRecord = {
    ...{ arn: 'run', verb, region: 'us-west-2', startedAt: at(0), endedAt: at(endsAt), ending: 'Serving' },
    ...{ history: [], between: [], steps: steps.map(stepOf) },
  };
  return {
    ...{ verb, run, stacks },
    spans: spans.map(([kind, subject, from, to]) => ({
      kind,
      subject,
      region: 'us-west-2',
      from: at(from),
      to: at(to),
    })),
    ...(outageAt !== undefined && { outageAt: at(outageAt) }),
    ...(alarmedAt !== undefined && { alarmedAt: at(alarmedAt) }),
  };
}
