import type { ApartBill, Cost, MonthlyBill } from './cost';
import type { CostItem } from './item';

/** What the numbers rest on; each is in a note of its item as well. */
export const ASSUMPTIONS: readonly string[] = [
  'List prices of us-east-1, us-east-2 and us-west-2, in USD without tax; other Regions are up to a third dearer.',
  'No free allowance is taken off. The first 50 health checks of AWS endpoints and 3 dashboards of an account count ' +
    'as free, for the list itself says so; "at most" counts them.',
  'The checkers ask a function URL of the same account, which is taken as what Route 53 calls an AWS endpoint. "At ' +
    'most" takes it for one outside AWS, whose options cost twice as much.',
  'A month has 730 hours, nothing happens in it, and home is the first Region of the plan.',
  'A run is one that goes well, with the expected time of each step where none was measured.',
];

/** A cost as lines for people. @param withSources whether each item says where its price is from */
export function costLines(cost: Cost, { withSources = false }: { readonly withSources?: boolean } = {}): string[] {
  const { idle, apart, verbs } = cost;
  return [
    `What ${cost.plan} costs at AWS's list prices`,
    `Waiting, ${waitingEverywhere(Object.values(idle.perRegion))}`,
    ...Object.entries(idle.perRegion).flatMap(([region, bill]) => ['', ...monthly(`Waiting in ${region}`, bill)]),
    '',
    'By the pause between two probes (watch.everySeconds), the Region that costs most',
    ...idle.cadences.map(({ everySeconds, usdPerMonth, usdPerMonthAtMost }) =>
      row(`  every ${everySeconds} s`, `${money(usdPerMonth)} a month`, `at most ${money(usdPerMonthAtMost)}`),
    ),
    ...apartLines('Apart: your pilot light', apart.pilotLight),
    ...apartLines('Apart: your Aurora members', apart.aurora),
    '',
    'One run of each verb',
    ...verbs.map(({ verb, usdPerRun, note = '' }) => row(`  ${verb}`, `${money(usdPerRun, 4)} USD`, note)),
    '',
    'What this rests on',
    ...ASSUMPTIONS.map((line) => `  ${line}`),
    ...(withSources ? ['', 'Sources', ...sourcesOf(cost).map((line) => `  ${line}`)] : []),
  ];
}

/** The witness counts as a Region. */
function waitingEverywhere(bills: readonly MonthlyBill[]): string {
  const sumOf = (figure: 'usdPerMonth' | 'usdPerMonthAtMost') =>
    money(bills.reduce((sum, bill) => sum + bill[figure], 0));
  return `${bills.length} Regions: ${sumOf('usdPerMonth')} USD a month, at most ${sumOf('usdPerMonthAtMost')}`;
}

function monthly(title: string, { usdPerMonth, usdPerMonthAtMost, items }: MonthlyBill): string[] {
  const sum = `${money(usdPerMonth)} USD a month, at most ${money(usdPerMonthAtMost)}`;
  // What is below half a cent is in the sum.
  const shown = items.filter(({ usd, usdAtMost }) => usd >= 0.005 || usdAtMost >= 0.005);
  const small = items.length - shown.length;
  return [
    `${title}: ${sum}`,
    ...shown.map((item) =>
      row(`  ${item.item}`, money(item.usd), `${amount(item.quantity)} ${item.unit}${said(item)}`),
    ),
    ...(small > 0 ? [`  and ${small} items below half a cent`] : []),
  ];
}

const said = ({ note }: CostItem): string => (note === undefined ? '' : `; ${note}`);

function apartLines(title: string, { perRegion, notCounted }: ApartBill): string[] {
  const regions = Object.entries(perRegion);
  return [
    '',
    ...(regions.length === 0
      ? [`${title}: not known; name the folder of your templates with --stacks`]
      : regions.flatMap(([region, bill]) => monthly(`${title} in ${region}`, bill))),
    ...notCounted.map(({ item, unit, unitPriceUsd }) =>
      row(`  not counted: ${item}`, '', `${amount(unitPriceUsd)} USD per ${unit}`),
    ),
  ];
}

/** Every source once, with what it is the source of. */
function sourcesOf({ idle, apart, verbs }: Cost): string[] {
  const bills = [idle.perRegion, apart.pilotLight.perRegion, apart.aurora.perRegion].flatMap(
    Object.values<MonthlyBill>,
  );
  const items = [...bills, ...verbs].flatMap((bill) => bill.items);
  const sources = new Map<string, Set<string>>();
  for (const { source, unit, unitPriceUsd } of items) {
    sources.set(source, (sources.get(source) ?? new Set()).add(`${amount(unitPriceUsd)} per ${unit}`));
  }
  return [...sources].map(([source, prices]) => `${source}: ${[...prices].join(', ')}`);
}

const ITEM_CHARACTERS = 44;
const VALUE_CHARACTERS = 16;

const row = (item: string, value: string, rest: string): string =>
  `${item.padEnd(ITEM_CHARACTERS)}${value.padStart(VALUE_CHARACTERS)}  ${rest}`.trimEnd();

/** USD as people read it. */
export const money = (usd: number, digits = 2): string => usd.toFixed(digits);

/** A quantity with as many digits as it needs. */
export function amount(quantity: number): string {
  if (Number.isInteger(quantity) || quantity >= 1000) return Math.round(quantity).toLocaleString('en-US');
  return Number(quantity.toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 10 });
}
