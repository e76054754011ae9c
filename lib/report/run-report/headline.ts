import type { Verb } from '../../domain/verbs';
import type { StepPicture } from '../run-picture';
import { type Felt, type FeltSpan, type RunReportData, zeroOf } from './data';
import { count, duration } from './words';

type Ending = (about: { readonly region: string; readonly verb: Verb; readonly took: string }) => string;

/** What each ending means, in a sentence. */
const ENDINGS: Readonly<Record<string, Ending>> = {
  Serving: ({ region, verb, took }) => `${region} took over${verb === 'switchover' ? ' as planned' : ''}${took}`,
  ServingDegraded: ({ region, took }) => `${region} took over${took}; something that users do not need failed`,
  Passed: ({ region, verb, took }) =>
    verb === 'check' ? `A failover to ${region} would work now` : `${region} was proven beside production${took}`,
  Warm: ({ region, took }) => `${region} is warm: a takeover finds its stacks standing${took && `, ready${took}`}`,
  Settled: ({ region }) => `The DNS records name ${region} for good`,
  StoodDown: ({ region }) => `${region} stood down: another Region serves`,
  Retired: ({ region }) => `What nothing refers to is removed from ${region}`,
  Joined: ({ region, verb }) => `Another run does the work of this ${verb} to ${region}`,
  Refused: ({ region, verb }) => `The ${verb} to ${region} was refused, and nothing was changed`,
  HandedToOperator: ({ region, verb }) => `The ${verb} to ${region} stopped and needs a person`,
  Failed: ({ region, verb }) =>
    verb === 'check' ? `A failover to ${region} would not work now` : `The ${verb} in ${region} failed`,
};

/** The whole run in a sentence, without a full stop. */
export function headlineOf({ picture }: Pick<RunReportData, 'picture'>): string {
  const { region, verb, outcome, beganAt, steps } = picture;
  if (outcome === undefined) return `The ${verb} in ${region} goes on`;
  const doneAt = servedAt(steps) ?? picture.endedAt;
  const isTimed = beganAt !== undefined && doneAt !== undefined;
  const took = isTimed ? ` in ${duration((doneAt - beganAt) / 1000)}` : '';
  return ENDINGS[outcome]?.({ region, verb, took }) ?? `The ${verb} in ${region} ended ${outcome}`;
}

/** When users were seen to be here; what a run tidies up afterwards is no part of taking over. */
const servedAt = (steps: readonly StepPicture[]): number | undefined =>
  steps.find(({ name, state }) => name === 'VerifyTraffic' && state === 'done')?.endedAt;

/** What customers and their orders had of it, and what stopped it: what a reader asks next. */
export const ledeOf = (data: RunReportData): string[] => [
  ...stopOf(data.picture.steps),
  ...feltOf(data),
  ...ordersOf(data),
];

const FAILED: readonly StepPicture['state'][] = ['joined', 'refused', 'overdue', 'broken'];

/** The step that failed first. */
export const firstFailed = (steps: readonly StepPicture[]): StepPicture | undefined =>
  steps
    .filter(({ state }) => FAILED.includes(state))
    .sort((one, other) => (one.endedAt ?? 0) - (other.endedAt ?? 0))[0];

function stopOf(steps: readonly StepPicture[]): string[] {
  const failed = firstFailed(steps);
  return failed ? [`${failed.name}: ${failed.because ?? failed.state}.`] : [];
}

function feltOf(data: RunReportData): string[] {
  const { felt } = data;
  if (!felt) return [];
  const { spans, outageSeconds, unit } = felt;
  if (outageSeconds !== undefined) {
    const went = `Customers went without an answer for ${duration(outageSeconds)}`;
    const later = sumOf(spansAfterOutage(data, felt));
    return [
      later.failed === 0
        ? `${went}.`
        : `${went}; after that ${count(later.failed)} of ${count(later.all)} ${unit} failed.`,
    ];
  }
  const { failed, all } = sumOf(spans);
  if (failed === 0) return ['Customers felt nothing.'];
  const isOut = spans.at(-1)?.ok === 0;
  return [
    `${count(failed)} of ${count(all)} ${unit} failed${isOut ? ', and no answer had come when counting ended' : ''}.`,
  ];
}

const sumOf = (spans: readonly FeltSpan[]) => {
  const failed = spans.reduce((sum, span) => sum + span.failed, 0);
  return { failed, all: spans.reduce((sum, span) => sum + span.ok, failed) };
};

/** The span in which answers came back holds failures of the outage itself: it does not count. */
function spansAfterOutage(data: RunReportData, { spans, spanSeconds, outageSeconds = 0 }: Felt): FeltSpan[] {
  const firstFailed = spans.find(({ at, failed }) => failed > 0 && at + spanSeconds * 1000 > zeroOf(data));
  const backAt = (firstFailed?.at ?? 0) + (outageSeconds + spanSeconds) * 1000;
  return spans.filter(({ at }) => at > backAt);
}

function ordersOf({ orders }: RunReportData): string[] {
  if (!orders || orders.acknowledged === 0) return [];
  const { acknowledged, lost } = orders;
  return [
    lost === 0
      ? `All ${count(acknowledged)} acknowledged orders are kept.`
      : `${count(lost)} of ${count(acknowledged)} acknowledged orders are lost.`,
  ];
}
