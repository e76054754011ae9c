import { controlPlaneTemplates, yourTemplates } from '../../../lib/cli/cost/templates';
import { stepTimes } from '../../../lib/cli/cost/times';
import { type Cost, type CostOf, costOf } from '../../../lib/cost/cost';
import type { StepTimes } from '../../../lib/cost/run';
import { VERBS, type Verb } from '../../../lib/domain/verbs';
import { table } from '../markdown';
import type { Part } from '../part';
import type { MeasuredRun } from '../play/play';
import { runsOf } from '../play/plays';
import { mean, rounded } from '../statistics';

/** What one run takes of what AWS counts, on average. */
export interface Uses {
  readonly transitions: number;
  readonly events: number;
  readonly calls: number;
  readonly usd: number;
}

export interface Costs {
  /** By Region, at the plan's cadence; the pilot light and Aurora apart. */
  readonly idleUsdPerMonth: Readonly<Record<string, number>>;
  /** The team's own, by Region: it would cost the same without Understudy. */
  readonly apartUsdPerMonth: Readonly<Record<'pilotLight' | 'aurora', Readonly<Record<string, number>>>>;
  readonly perRun: Readonly<Record<Verb, Uses>>;
}

const IDLE_USD_MAX = 10;

export const costs: Part<Costs> = {
  name: 'cost',
  measures: 'what waiting costs a month in each Region, and what a run of each verb takes of what AWS counts',
  async measure(bench) {
    const { plan } = await bench.prepared();
    const of = { plan, templates: controlPlaneTemplates(plan), ...yourTemplates(plan, undefined) };
    const perRun = {} as Record<Verb, Uses>;
    for (const verb of VERBS) perRun[verb] = usesOf(verb, await runsOf(bench, verb), of);
    const { idle, apart } = costOf({ ...of, times: stepTimes() });
    return {
      idleUsdPerMonth: usdOf(idle.perRegion),
      apartUsdPerMonth: { pilotLight: usdOf(apart.pilotLight.perRegion), aurora: usdOf(apart.aurora.perRegion) },
      perRun,
    };
  },
  lines: ({ idleUsdPerMonth, apartUsdPerMonth: { pilotLight, aurora }, perRun }) => [
    ...table(
      ['a month of waiting, USD', 'Understudy', 'your pilot light', 'your Aurora'],
      Object.entries(idleUsdPerMonth).map(([region, usd]) => [
        region,
        ...[usd, pilotLight[region], aurora[region]].map((one) => one?.toFixed(2) ?? ''),
      ]),
    ),
    '',
    ...table(
      ['one run', 'state transitions', 'history events', 'AWS calls', 'USD'],
      VERBS.map((verb) => {
        const { transitions, events, calls, usd } = perRun[verb];
        return [verb, transitions, events, calls, usd.toFixed(3)];
      }),
    ),
  ],
  broken: ({ idleUsdPerMonth }) =>
    Object.entries(idleUsdPerMonth)
      .filter(([, usd]) => usd > IDLE_USD_MAX)
      .map(([region, usd]) => `waiting costs ${usd} USD a month in ${region}, at most ${IDLE_USD_MAX} is promised`),
};

const usdOf = (perRegion: Cost['idle']['perRegion']): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(perRegion).map(([region, { usdPerMonth }]) => [region, rounded(usdPerMonth, 2)]));

function usesOf(verb: Verb, runs: readonly MeasuredRun[], of: Omit<CostOf, 'times'>): Uses {
  const meanOf = (count: (run: MeasuredRun) => number) => Math.round(mean(runs.map(count)));
  const bill = costOf({ ...of, times: { ...stepTimes(), ...timesOf(runs) } }).verbs.find((one) => one.verb === verb);
  return {
    transitions: meanOf(({ transitions }) => transitions),
    events: meanOf(({ events }) => events),
    calls: meanOf(({ calls }) => calls),
    usd: rounded(bill?.usdPerRun ?? 0, 4),
  };
}

/** How long each step took, and a pause between looks that comes to as many invocations as it had. */
export function timesOf(runs: readonly MeasuredRun[]): StepTimes {
  const steps = runs.flatMap((run) => run.steps);
  const names = [...new Set(steps.map(({ state }) => state))];
  return Object.fromEntries(
    names.map((name) => {
      const own = steps.filter(({ state }) => state === name);
      const seconds = mean(own.map(({ milliseconds }) => milliseconds)) / 1000;
      const invocations = Math.max(1, Math.round(mean(own.map((step) => step.invocations))));
      return [name, { seconds, lookAgainSeconds: seconds / (invocations - 0.5) }];
    }),
  );
}
