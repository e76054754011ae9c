import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Cost, MonthlyBill } from '../cost/cost';
import type { CostItem } from '../cost/item';
import { costLines } from '../cost/lines';
import { JSON_FLAG } from './flags';
import { planInUse } from './plan-in-use';
import { printJson, printLines } from './print';
import { defineCommand, UsageError } from './usage';

/** `understudy cost` */
export const cost = defineCommand({
  name: 'cost',
  group: 'Look',
  purpose: 'Says what the plan costs while it waits and when it runs, from its templates and a table of prices.',
  flags: {
    stacks: {
      value: '<folder>',
      help: 'cloud assembly of your own app, with the pilot light and the stacks of the release',
    },
    sources: { help: 'says where each price is from' },
    json: JSON_FLAG,
  },
  examples: [
    'understudy cost   # a month of waiting, item by item; your pilot light and Aurora apart; one run of each verb',
    'understudy cost --json --stacks cdk.out',
  ],
  exitCodes: { 0: 'computed; no account and no network is needed' },
  async run({ values }) {
    const plan = planInUse();
    const { stacks } = values;
    if (stacks !== undefined && !existsSync(join(stacks, 'manifest.json'))) {
      throw new UsageError(
        `--stacks takes a folder that cdk synth wrote, got ${JSON.stringify(stacks)} without a manifest.json`,
      );
    }
    const { costOfPlan } = await import('./cost/asked');
    const found = costOfPlan(plan, stacks);
    if (values.json) printJson(asJson(found), 2);
    else printLines(costLines(found, { withSources: values.sources === true }));
    return 0;
  },
});

/** A millionth of a dollar is all that anybody can mean. */
const rounded = (usd: number): number => Math.round(usd * 1e6) / 1e6;

/**
 * `{ plan, currency: 'USD', idle: { perRegion: { <region>: Bill }, cadences: [{ everySeconds, usdPerMonth,
 * usdPerMonthAtMost }] }, apart: { pilotLight, aurora: { perRegion, notCounted } }, verbs: [{ verb, usdPerRun, items,
 * note? }] }`, where a Bill is `{ usdPerMonth, usdPerMonthAtMost, items: [{ item, quantity, unit, unitPriceUsd,
 * usdPerMonth, usdPerMonthAtMost, source, note? }] }`, and items of a verb say `usdPerRun`.
 */
export function asJson({ idle, apart, verbs, ...of }: Cost) {
  const bills = (perRegion: Readonly<Record<string, MonthlyBill>>) =>
    Object.fromEntries(
      Object.entries(perRegion).map(([region, { usdPerMonth, usdPerMonthAtMost, items }]) => [
        region,
        {
          usdPerMonth: rounded(usdPerMonth),
          usdPerMonthAtMost: rounded(usdPerMonthAtMost),
          items: items.map(({ usd, usdAtMost, ...item }) => ({
            ...shown(item),
            usdPerMonth: rounded(usd),
            usdPerMonthAtMost: rounded(usdAtMost),
          })),
        },
      ]),
    );
  return {
    ...of,
    idle: {
      perRegion: bills(idle.perRegion),
      cadences: idle.cadences.map(({ everySeconds, usdPerMonth, usdPerMonthAtMost }) => ({
        everySeconds,
        usdPerMonth: rounded(usdPerMonth),
        usdPerMonthAtMost: rounded(usdPerMonthAtMost),
      })),
    },
    apart: {
      pilotLight: { ...apart.pilotLight, perRegion: bills(apart.pilotLight.perRegion) },
      aurora: { ...apart.aurora, perRegion: bills(apart.aurora.perRegion) },
    },
    verbs: verbs.map(({ usdPerRun, items, ...verb }) => ({
      ...verb,
      usdPerRun: rounded(usdPerRun),
      items: items.map(({ usd, usdAtMost: _, ...item }) => ({ ...shown(item), usdPerRun: rounded(usd) })),
    })),
  };
}

const shown = ({ quantity, ...item }: Omit<CostItem, 'usd' | 'usdAtMost'>) => ({
  ...item,
  quantity: rounded(quantity),
});
