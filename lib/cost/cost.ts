import { namesOf, REGION_DOWN_METRIC } from '../domain/names';
import type { Plan } from '../domain/plan';
import { VERBS, type Verb } from '../domain/verbs';
import { idleItems } from './idle';
import { type CostItem, totalOf } from './item';
import { lambdasIn } from './lambdas';
import { runItems, type StepTimes } from './run';
import type { CostTemplate } from './template';
import { atCadence, CADENCES_SECONDS } from './watch';
import {
  auroraItems,
  auroraNotCounted,
  type NotCounted,
  pilotLightItems,
  pilotLightNotCounted,
  tasksPerHour,
} from './yours';

/** What the cost is computed from. */
export interface CostOf {
  readonly plan: Plan;
  /** The control plane of each Region, and the witness, by their Regions. */
  readonly templates: Readonly<Record<string, CostTemplate>>;
  readonly times: StepTimes;
  /** The team's own pilot light in each Region. @default not known */
  readonly pilotLight?: Readonly<Record<string, CostTemplate>>;
  /** The stacks of the team's release. @default not known */
  readonly release?: readonly CostTemplate[];
}

/** A bill of a month. */
export interface MonthlyBill {
  readonly usdPerMonth: number;
  /** When every assumption turns out against us. */
  readonly usdPerMonthAtMost: number;
  readonly items: readonly CostItem[];
}

/** Something of the team's own. */
export interface ApartBill {
  readonly perRegion: Readonly<Record<string, MonthlyBill>>;
  /** What has a price here, and a quantity that only you know. */
  readonly notCounted: readonly NotCounted[];
}

export interface VerbBill {
  readonly verb: Verb;
  /** Of one run that goes well. */
  readonly usdPerRun: number;
  readonly items: readonly CostItem[];
  readonly note?: string;
}

/** What a plan costs, in USD at list prices. */
export interface Cost {
  readonly plan: string;
  readonly currency: 'USD';
  readonly idle: {
    readonly perRegion: Readonly<Record<string, MonthlyBill>>;
    /** By `watch.everySeconds`: the Region that costs most. */
    readonly cadences: readonly {
      readonly everySeconds: number;
      readonly usdPerMonth: number;
      readonly usdPerMonthAtMost: number;
    }[];
  };
  readonly apart: { readonly pilotLight: ApartBill; readonly aurora: ApartBill };
  readonly verbs: readonly VerbBill[];
}

/** Computes what a plan costs while it waits, and what each verb costs when it runs. Pure. */
export function costOf(of: CostOf): Cost {
  const { plan, templates, pilotLight = {} } = of;
  return {
    plan: plan.name,
    currency: 'USD',
    idle: {
      perRegion: mapped(templates, (template, region) => billOf(idleItems({ ...of, region, template }))),
      cadences: CADENCES_SECONDS.map((everySeconds) => ({ everySeconds, ...dearest(of, everySeconds) })),
    },
    apart: {
      pilotLight: {
        perRegion: mapped(pilotLight, (one) => billOf(pilotLightItems(one))),
        notCounted: pilotLightNotCounted(),
      },
      aurora: { perRegion: mapped(pilotLight, (one) => billOf(auroraItems(one))), notCounted: auroraNotCounted() },
    },
    verbs: VERBS.map((verb) => verbBill(of, verb)),
  };
}

const mapped = <From, To>(of: Readonly<Record<string, From>>, to: (one: From, key: string) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(of).map(([key, one]) => [key, to(one, key)]));

function billOf(items: readonly CostItem[]): MonthlyBill {
  const { usd, usdAtMost } = totalOf(items);
  return { usdPerMonth: usd, usdPerMonthAtMost: usdAtMost, items };
}

/** The Region of the plan that costs most while it waits, with another pause between two probes. */
function dearest(of: CostOf, everySeconds: number) {
  const plan = { ...of.plan, watch: { ...of.plan.watch, everySeconds } } as Plan;
  const bills = plan.regions.flatMap((region) => {
    const template = of.templates[region];
    return template
      ? [billOf(idleItems({ ...of, plan, region, template: atCadence(template, everySeconds, REGION_DOWN_METRIC) }))]
      : [];
  });
  return {
    usdPerMonth: Math.max(0, ...bills.map(({ usdPerMonth }) => usdPerMonth)),
    usdPerMonthAtMost: Math.max(0, ...bills.map(({ usdPerMonthAtMost }) => usdPerMonthAtMost)),
  };
}

/** Steps after which a drill has its stacks, and before which they are gone. */
const STANDING: readonly string[] = ['DeployStacks', 'ProveStacks', 'RetireStacks'];

/** What one run of a verb costs: its own work, and the release for as long as the run itself keeps it. */
function verbBill(of: CostOf, verb: Verb): VerbBill {
  const { plan, templates, times } = of;
  const region = plan.regions.at(-1) ?? '';
  const template = templates[region] ?? {};
  const own = runItems({ plan, verb, template, lambdas: lambdasIn(template, namesOf(plan, region).lambda('')), times });
  const { items, note } = keptUp(of, verb);
  const all = [...own, ...items];
  return { verb, usdPerRun: totalOf(all).usd, items: all, ...(note !== undefined && { note }) };
}

/** The release while a run keeps it: a drill for minutes, a prewarm until it is retired. */
function keptUp(of: CostOf, verb: Verb): { readonly items: CostItem[]; readonly note?: string } {
  const { plan, times, release = [] } = of;
  const perHour = tasksPerHour(release);
  if (verb === 'failover' || verb === 'switchover') {
    const usd = plan.prewarm?.usdPerHour ?? (perHour.length > 0 ? totalOf(perHour).usd : undefined);
    const known = usd === undefined ? '' : `, ${usd.toFixed(2)} USD an hour`;
    return { items: [], note: `from then on the release runs here${known}, as it did where it ran before` };
  }
  if (verb === 'prewarm')
    return { items: warmItems(plan), note: `kept for ${plan.prewarmSeconds / 3600} h, as the plan says` };
  if (verb !== 'drill') return { items: [] };
  const hours = STANDING.reduce((sum, step) => sum + (times[step]?.seconds ?? 0), 0) / 3600;
  const note =
    release.length > 0
      ? `${Math.round(hours * 60)} min`
      : 'the release is not counted: name its templates with --stacks';
  return {
    items: perHour.map((item) => ({
      ...item,
      quantity: item.quantity * hours,
      usd: item.usd * hours,
      usdAtMost: item.usdAtMost * hours,
    })),
    note,
  };
}

/** What the plan says that the release costs while it is kept warm. */
function warmItems({ prewarm, prewarmSeconds }: Plan): CostItem[] {
  if (prewarm === undefined) return [];
  const quantity = prewarmSeconds / 3600;
  const usd = prewarm.usdPerHour * quantity;
  return [
    {
      item: 'the release, kept warm',
      ...{ quantity, unit: 'hour', unitPriceUsd: prewarm.usdPerHour, usd, usdAtMost: usd },
      source: 'prewarm.usdPerHour of the plan',
    },
  ];
}
