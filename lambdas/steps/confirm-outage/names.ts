import { inRegion } from '../../../lib/domain/names';
import type { InputOf } from '../../../lib/domain/step';
import type { NameAnswer, ZoneDns } from '../../edge/dns';
import type { confirmOutage } from './step';
import type { SeenName } from './users';

/** Every public name with all Regions' own names behind it, asked of the zone's own name servers. */
export async function seenNames(dns: ZoneDns, { plan }: InputOf<typeof confirmOutage>): Promise<SeenName[]> {
  const wanted = plan.traffic.records;
  const answersFor = (nameOf: (record: (typeof wanted)[number]) => string) =>
    dns.ask(wanted.map((record) => ({ name: nameOf(record), type: record.type })));
  const [answers, own] = await Promise.all([
    answersFor(({ name }) => name),
    Promise.all(plan.regions.map((at) => answersFor(({ perRegion }) => inRegion(perRegion, at)))),
  ]);
  return wanted.map(({ name, type }, index) => ({
    name,
    type,
    answer: answers[index] ?? missing(name),
    own: plan.regions.map((region, rank) => ({ region, answer: own[rank]?.[index] ?? missing(name) })),
  }));
}

const missing = (name: string): NameAnswer => ({ outcome: 'unreachable', because: `${name} was not answered` });
