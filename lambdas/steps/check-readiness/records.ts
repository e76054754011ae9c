import { inRegion } from '../../../lib/domain/names';
import type { NameAnswer, ZoneDns } from '../../edge/dns';
import { addressProblem } from '../../edge/public-address';
import type { About } from './about';
import type { SeenRecord } from './judge-records';

/** Every public record with the names behind it, asked of the zone's own name servers. */
export async function seenRecords(dns: ZoneDns, { plan, region, replaced }: About): Promise<SeenRecord[]> {
  const wanted = plan.traffic.records;
  const answersFor = (nameOf: (record: (typeof wanted)[number]) => string) =>
    dns.ask(wanted.map((record) => ({ name: nameOf(record), type: record.type })));
  const otherRegions = plan.regions.filter((other) => other !== region && other !== replaced);
  const [answers, here, lost, others] = await Promise.all([
    answersFor(({ name }) => name),
    answersFor(({ perRegion }) => inRegion(perRegion, region)),
    replaced === undefined ? [] : answersFor(({ perRegion }) => inRegion(perRegion, replaced)),
    Promise.all(otherRegions.map((other) => answersFor(({ perRegion }) => inRegion(perRegion, other)))),
  ]);
  return wanted.map(({ name, type }, index) => ({
    name,
    type,
    answer: answers[index] ?? missing(name),
    here: here[index] ?? missing(name),
    ...(replaced !== undefined && { lost: { region: replaced, answer: lost[index] ?? missing(name) } }),
    others: otherRegions.map((other, at) => ({ region: other, answer: others[at]?.[index] ?? missing(name) })),
    notPublic: notPublic(here[index]),
  }));
}

const missing = (name: string): NameAnswer => ({ outcome: 'unreachable', because: `${name} was not answered` });

const notPublic = (answer: NameAnswer | undefined): string[] =>
  answer?.outcome !== 'answered'
    ? []
    : answer.addresses.flatMap((address) => {
        const kind = addressProblem(address);
        return kind ? [`${address} (${kind})`] : [];
      });
