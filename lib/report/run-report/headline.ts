import type { Verb } from '../../domain/verbs';
import type { StepPicture } from '../run-picture';
import type { RunReportData } from './data';
import { count, counted, duration } from './words';

/** How an ending is to be read. */
export type Tone = 'good' | 'neutral' | 'bad';

const GOOD = ['Serving', 'Passed', 'Warm', 'Settled', 'StoodDown', 'Retired'];
const NEUTRAL = ['Joined', 'Refused', 'ServingDegraded'];

export const toneOf = (outcome: string | undefined): Tone => {
  if (outcome === undefined || NEUTRAL.includes(outcome)) return 'neutral';
  return GOOD.includes(outcome) ? 'good' : 'bad';
};

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
  const { region, verb, outcome, beganAt, endedAt } = picture;
  if (outcome === undefined) return `The ${verb} in ${region} goes on`;
  const isTimed = beganAt !== undefined && endedAt !== undefined;
  const took = isTimed ? ` in ${duration((endedAt - beganAt) / 1000)}` : '';
  return ENDINGS[outcome]?.({ region, verb, took }) ?? `The ${verb} in ${region} ended ${outcome}`;
}

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

function feltOf({ felt }: RunReportData): string[] {
  if (!felt) return [];
  if (felt.outageSeconds !== undefined)
    return [`Customers went without an answer for ${duration(felt.outageSeconds)}.`];
  const failed = felt.spans.reduce((sum, span) => sum + span.failed, 0);
  return [failed === 0 ? 'Customers felt nothing.' : `${counted(failed, 'request')} of customers failed.`];
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
