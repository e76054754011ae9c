import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApartBill, MonthlyBill } from '../../cost/cost';
import { ASSUMPTIONS, amount, money } from '../../cost/lines';
import { PRICES, type Price } from '../../cost/prices';
import { readPlan } from '../../domain/plan-reader';
import { costOfPlan } from '../cost/asked';

/** `docs/costs.md`: what the example's plan costs, and what every number is computed from. */
export function costsPage(): string {
  const file = 'plan.json';
  const plan = readPlan(readFileSync(join(__dirname, '../../..', file), 'utf8'), file);
  const { idle, apart, verbs } = costOfPlan(plan);
  return [
    '# Costs',
    '',
    "What the example's plan costs, computed from its templates and AWS's list prices. `npx understudy cost` computes",
    'the same for yours; `--json` gives every number, `--sources` where each price is from. No account is asked.',
    '',
    ...ASSUMPTIONS.map((line) => `- ${line}`),
    '',
    'How often something is called, how long a Lambda works and how much it logs is not in a template: it is assumed',
    'in `lib/cost/`, each with its reason, and was not measured in AWS. Watch your first bill.',
    '',
    '## Waiting',
    '',
    ...table(
      ['by `watch.everySeconds`', 'USD a month in the Region that costs most', 'at most'],
      [...idle.cadences.map((one) => [`${one.everySeconds} s`, money(one.usdPerMonth), money(one.usdPerMonthAtMost)])],
    ),
    ...Object.entries(idle.perRegion).flatMap(([region, bill]) => [
      '',
      `### ${region}${roleOf(region, plan.regions)}`,
      '',
      ...billOf(bill),
    ]),
    '',
    '## Your own, apart',
    '',
    'None of it is part of Understudy; all of it stands in a Region that can take over.',
    ...apartOf('Pilot light', apart.pilotLight),
    ...apartOf('Aurora', apart.aurora),
    '',
    '## One run',
    '',
    ...table(
      ['verb', 'USD', ''],
      verbs.map(({ verb, usdPerRun, note = '' }) => [`\`${verb}\``, money(usdPerRun, 4), note]),
    ),
    '',
    '## Prices',
    '',
    ...table(
      ['price', 'USD', 'per', 'read', 'source'],
      Object.entries<Price>(PRICES).map(([name, { usd, unit, seen, source, unverified }]) => [
        name,
        amount(usd),
        unit,
        seen,
        `<${source}>${unverified === undefined ? '' : `; not verified: ${unverified}`}`,
      ]),
    ),
    '',
  ].join('\n');
}

const roleOf = (region: string, regions: readonly string[]): string => {
  if (!regions.includes(region)) return ', the witness';
  return region === regions[0] ? ', active' : ', standing by';
};

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);

function billOf({ items, usdPerMonth, usdPerMonthAtMost }: MonthlyBill): string[] {
  const rows = items.map(({ item, quantity, unit, usd, usdAtMost, note = '' }) => [
    item,
    `${amount(quantity)} ${unit}`,
    money(usd),
    money(usdAtMost),
    note,
  ]);
  return table(
    ['item', 'quantity', 'USD', 'at most', ''],
    [...rows, ['**together**', '', `**${money(usdPerMonth)}**`, money(usdPerMonthAtMost), '']],
  );
}

const apartOf = (title: string, { perRegion, notCounted }: ApartBill): string[] => [
  ...Object.entries(perRegion).flatMap(([region, bill]) => ['', `### ${title} in ${region}`, '', ...billOf(bill)]),
  '',
  `Not counted, for only you know how much: ${notCounted
    .map(({ item, unit, unitPriceUsd }) => `${item} (${amount(unitPriceUsd)} USD per ${unit})`)
    .join('; ')}.`,
];
