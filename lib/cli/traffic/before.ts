import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { seenPlaces } from '../../../lambdas/edge/places';
import { planZone } from '../../../lambdas/edge/route53';
import { inRegion } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import type { Settlement } from '../../domain/settlement';
import { listed } from '../../domain/text';
import {
  activeByClaims,
  attachmentOf,
  differencesFrom,
  isHeard,
  ownRecordProblem,
  type SeenPlace,
  settlementIn,
  shownRecord,
} from '../../domain/traffic';
import type { Attaching } from './make';

/** What attaching finds. */
export interface Before {
  readonly records: readonly ResourceRecordSet[];
  readonly places: readonly SeenPlace[];
  /** What is wrong with Regions' own records. */
  readonly problems: readonly string[];
  /** What the records shall say. */
  readonly wanted: Settlement;
  /** None: they say it already. */
  readonly differences: ReturnType<typeof differencesFrom>;
}

/** Everything that attaching judges. Nothing is changed. */
export async function seenBefore({ clients, plan, active }: Attaching): Promise<Before> {
  const zone = planZone(clients.route53, plan);
  const [records, checks, places] = [await zone.records(), await zone.checks(), await seenPlaces(clients, plan)];
  const problems: string[] = [];
  for (const { name, type } of ownNames(plan)) {
    const problem = ownRecordProblem(await zone.recordsOf(name), { name, type });
    if (problem) problems.push(problem);
  }
  const settled = settlementIn(plan, records);
  const next = attachmentOf({ active: active ?? settled?.active ?? activeByClaims(plan, places), settled, places });
  const wanted = settled && saysTheSame(settled, next) ? settled : next;
  return { records, places, problems, wanted, differences: differencesFrom(plan, wanted, { records, checks }) };
}

/** Every Region's own names, each once. */
const ownNames = ({ regions, traffic }: Plan) =>
  traffic.records.flatMap(({ perRegion, type }) =>
    regions.map((region) => ({ name: inRegion(perRegion, region), type })),
  );

const saysTheSame = (settled: Settlement, next: Settlement): boolean =>
  settled.epoch === next.epoch && settled.active === next.active && settled.attached.join() === next.attached.join();

/** Why nothing may be attached, or `undefined`. */
export function refusedBecause({ places, problems, wanted }: Before, { plan }: Attaching): string | undefined {
  const { strategy } = plan.traffic;
  if (strategy !== 'health-signal') return `strategy ${strategy} moves the records themselves: nothing is to attach`;
  if (!plan.regions.includes(wanted.active)) {
    return `${wanted.active} is no Region of plan ${plan.name}; allowed are ${listed(plan.regions, 'or')}`;
  }
  if (problems.length > 0) return problems.join('\n');
  const silent = places
    .filter((place) => !isHeard(place))
    .map(({ region, because }) => `${region}: ${listed(because)}`);
  return wanted.attached.includes(wanted.active)
    ? undefined
    : `${wanted.active} itself cannot be heard: ${silent.join('; ')}`;
}

/** What a person is shown before the question: who is heard, and each record that changes. */
export function differenceLines({ places, wanted, differences }: Before, plan: Plan): string[] {
  const silent = places.filter(({ region }) => !wanted.attached.includes(region));
  return [
    `plan ${plan.name}: users are sent to ${wanted.active}`,
    `settled under epoch ${wanted.epoch}, number ${wanted.serial}`,
    `the health checks listen to ${listed(wanted.attached)}`,
    ...silent.map(({ region, because }) => `not to ${region}: ${listed(because)}`),
    ...differences.flatMap(({ found, expected }) => [`- ${shownRecord(found)}`, `+ ${shownRecord(expected)}`]),
  ];
}
